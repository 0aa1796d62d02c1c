import { type ActionParameters, type ApprovedAction, approveAction } from '@deskrail/contracts';
import { emulateZendesk, manualTime } from '@deskrail/testing';
import { expect, it } from 'vitest';
import { openZendeskExecutor, openZendeskReconciler } from '../act.js';
import { zendesk } from '../index.js';

const signal = new AbortController().signal;

async function setUp(options: Parameters<typeof emulateZendesk>[0] = {}) {
  const time = manualTime({ startAt: '2026-03-02T08:00:18Z' });
  const desk = emulateZendesk({ time, ...options });
  const rest = { url: desk.url, token: desk.token };
  const connection = zendesk({ id: 'zendesk', tenant: 'acme', secrets: ['s3cret'], rest });
  const executor = await openZendeskExecutor(connection, { fetch: desk.fetch, clock: time, timeoutMs: 500 });
  const ticket = desk.customerWrites({ text: 'Is it tight?' });
  const execute = (parameters: ActionParameters) => executor.execute(approved(ticket.id, parameters), { signal });
  return { desk, time, connection, executor, ticket, execute };
}

function approved(ticketId: string, parameters: ActionParameters): ApprovedAction {
  const conversation = `conversation:zendesk:${ticketId}`;
  const about = { tenant: 'acme', connection: 'zendesk' };
  const ids = { verdictId: 'ver_1', recommendationId: 'rec_1' };
  const final = { kind: 'reply', text: 'It is.', visibility: 'public', sentences: [] };
  return approveAction(
    { ...about, data: { ...ids, actionId: 'act_1', conversation, parameters, proposalDigest: 'h' } } as never,
    { ...about, data: { ...ids, kind: 'approve', decides: true, final, finalHash: 'h' } } as never,
  );
}

const priority = (word: 'high' | 'low') => ({ kind: 'set-priority', priority: word }) as const;

it('makes no update that the last one’s answer left no room for, until the desk’s minute is over', async () => {
  const { desk, time, execute } = await setUp({ rateLimit: { ticketUpdatesPerMinute: 2 } });
  expect(await execute(priority('high'))).toMatchObject({ outcome: 'executed' });
  expect(await execute(priority('low'))).toMatchObject({ outcome: 'executed' });
  const before = desk.calls.length;
  expect(await execute(priority('high'))).toEqual({
    outcome: 'failed',
    code: 'rate-limited',
    permanent: false,
    retryAfterMs: 42_000,
  });
  expect(desk.calls).toHaveLength(before);
  await time.advance(42_000);
  expect(await execute(priority('high'))).toMatchObject({ outcome: 'executed' });
});

it('makes no call at all when none is left to the account, whoever used them up', async () => {
  const { desk, time, connection, executor, ticket, execute } = await setUp({ rateLimit: { requestsPerMinute: 1 } });
  const sleep = (ms: number) => time.advance(ms);
  const reconciler = await openZendeskReconciler(connection, { fetch: desk.fetch, clock: time, sleep });
  await reconciler.changes({ since: '2026-03-02T07:00:00Z', signal })[Symbol.asyncIterator]().next();
  const before = desk.calls.length;
  expect(await execute(priority('high'))).toMatchObject({ code: 'rate-limited', retryAfterMs: 42_000 });
  await expect(executor.lookUp(approved(ticket.id, priority('high')), { signal })).rejects.toMatchObject({
    code: 'rate-limited',
    details: { retryAfterMs: 42_000 },
  });
  expect(desk.calls).toHaveLength(before);
});

it('waits a minute after a refusal in plain text that does not say for how long', async () => {
  const { desk, execute } = await setUp();
  desk.failNext({ status: 429, plainText: true, method: 'PUT' });
  expect(await execute({ kind: 'post-reply' })).toEqual({
    outcome: 'failed',
    code: 'rate-limited',
    status: 429,
    permanent: false,
    retryAfterMs: 60_000,
  });
});

it('fails for good on a ticket that holds all the comments it can', async () => {
  const { execute } = await setUp({ maxComments: 1 });
  expect(await execute({ kind: 'post-reply' })).toMatchObject({ code: 'ticket-full', status: 422, permanent: true });
});

it('sends no text that the desk would cut, and none to a closed ticket', async () => {
  const { desk, ticket, executor, execute } = await setUp();
  const action = approved(ticket.id, { kind: 'post-reply' });
  const long = { ...action, proposal: { ...action.proposal, text: 'é'.repeat(33_000) } } as ApprovedAction;
  expect(await executor.execute(long, { signal })).toMatchObject({ code: 'text-too-long', permanent: true });
  desk.solve(ticket.id);
  desk.closeTicket(ticket.id);
  expect(await execute({ kind: 'post-reply' })).toMatchObject({ code: 'ticket-closed', permanent: true });
  expect(desk.calls.filter(({ method }) => method === 'PUT')).toEqual([]);
});
