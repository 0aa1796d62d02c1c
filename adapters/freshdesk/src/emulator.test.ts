import { type ApprovedAction, approveAction, checkEvent, type Observation } from '@deskrail/contracts';
import { type EmulateFreshdeskOptions, emulateFreshdesk, factsInMemory, manualTime } from '@deskrail/testing';
import { createReceiver } from '@deskrail/webhooks';
import { describe, expect, it } from 'vitest';
import { type FreshdeskOptions, freshdesk, freshdeskTemplate } from './index.js';

const endpoint = 'http://localhost/webhooks/freshdesk';
const signal = new AbortController().signal;

/** An emulated desk whose webhooks this connection reads, and on whose tickets it acts. */
function setUp(content: EmulateFreshdeskOptions['content'] = 'simple', options: Partial<FreshdeskOptions> = {}) {
  const log = factsInMemory();
  const time = manualTime();
  const desk = emulateFreshdesk({
    time,
    secret: 's3cret',
    webhookUrl: endpoint,
    ...(content === undefined ? {} : { content }),
    deliver: (request) => receive(request),
    rateLimit: false,
    delivery: { duplicate: 0.5 },
  });
  const connection = freshdesk({
    ...{ id: 'freshdesk', tenant: 'acme', secrets: ['s3cret'], rest: { url: desk.url, token: desk.key } },
    ...(content === 'app' ? { source: 'app' as const } : {}),
    ...options,
  });
  const receive = createReceiver({ log, connections: [connection], clock: time });
  const calls = { fetch: desk.fetch, clock: time, timeoutMs: 500 };
  return {
    desk,
    time,
    /** Once what is under way has come: a receiver that is still at work would be found too slow. */
    async pass(ms: number): Promise<void> {
      await desk.settled();
      await time.advance(ms);
    },
    connection,
    facts: log.all,
    messages: () =>
      log
        .all()
        .flatMap((fact) => (fact.type === 'message.received.v1' || fact.type === 'message.sent.v1' ? [fact] : [])),
    openExecutor: async () => (await connection.openExecutor?.(calls)) as NonNullable<unknown> as Executor,
    async observed(since: string): Promise<Observation[]> {
      const reconciler = await connection.openReconciler?.(calls);
      const list: Observation[] = [];
      for await (const observation of reconciler?.changes({ since, signal }) ?? []) list.push(observation);
      return list;
    },
  };
}

type Executor = Awaited<ReturnType<NonNullable<ReturnType<typeof freshdesk>['openExecutor']>>>;

function approved(ticketId: string, text: string, parameters: object = { kind: 'post-reply' }): ApprovedAction {
  const conversation = `conversation:freshdesk:${ticketId}`;
  const about = { tenant: 'acme', connection: 'freshdesk' };
  const ids = { verdictId: 'ver_1', recommendationId: 'rec_1' };
  const final = { kind: 'reply', text, visibility: 'public', sentences: [] };
  return approveAction(
    { ...about, data: { ...ids, actionId: 'act_1', conversation, parameters, proposalDigest: 'h' } } as never,
    { ...about, data: { ...ids, kind: 'approve', decides: true, final, finalHash: 'h' } } as never,
  );
}

const contents = { simple: 'simple', template: { template: freshdeskTemplate }, app: 'app' } as const;

describe.each(Object.entries(contents))('an emulated desk that sends %s', (name, content) => {
  it('tells each change once, quotation marks and all', async () => {
    const { desk, facts, messages } = setUp(content);
    const ticket = desk.customerWrites({ subject: 'A "tent"', text: 'Is it "tight"?\n', tags: ['tents'] });
    desk.agentWrites({ ticket: ticket.id, text: 'It is.\n"Quite".' });
    desk.agentWrites({ ticket: ticket.id, text: 'Check the seams.', public: false });
    desk.customerWrites({ ticket: ticket.id, text: 'Thanks!' });
    desk.changeTicket(ticket.id, { status: 4 });
    await desk.settled();
    expect(facts().filter(({ type }) => type === 'case.opened.v1')).toMatchObject([
      {
        identity: 'exact',
        data: { subject: 'A "tent"', status: 'open', tags: ['tents'], description: 'Is it "tight"?' },
      },
    ]);
    expect(messages().map(({ type, data }) => [type, data.visibility, data.text, data.author.kind])).toEqual([
      ['message.sent.v1', 'public', 'It is.\n"Quite".', name === 'app' ? 'agent' : 'unknown'],
      ['message.sent.v1', 'private', 'Check the seams.', 'agent'],
      ['message.received.v1', 'public', 'Thanks!', 'customer'],
    ]);
    const [solved] = facts().filter(
      ({ type, data }) => type === 'case.status-changed.v1' && 'previous' in data && data.previous !== null,
    );
    expect(solved?.data).toMatchObject({ previous: 'open', current: 'solved' });
    for (const { subject } of facts()) expect(subject).toBe(`conversation:freshdesk:${ticket.id}`);
    for (const { authenticity } of facts()) expect(authenticity).toBe('shared-secret');
  });

  it('knows our own reply when it comes back', async () => {
    const { desk, messages, openExecutor } = setUp(content);
    const ticket = desk.customerWrites({ text: 'Where is it?' });
    const executor = await openExecutor();
    const outcome = await executor.execute(approved(ticket.id, 'On its way.\n\nBest, <Ann>'), { signal });
    expect(outcome).toMatchObject({ outcome: 'executed', vendorId: expect.any(String) });
    desk.agentWrites({ ticket: ticket.id, text: 'It left on Monday.' });
    await desk.settled();
    expect(messages().map(({ data }) => [data.text, 'actionId' in data ? data.actionId : undefined])).toEqual([
      ['On its way.\n\nBest, <Ann>', 'act_1'],
      ['It left on Monday.', undefined],
    ]);
  });

  it('reads back what never came, with the ids that the webhooks give', async () => {
    const { desk, time, pass, facts, observed } = setUp(content);
    const since = new Date(time.now()).toISOString();
    const ticket = desk.customerWrites({ text: 'Where is it?' });
    await pass(120_000);
    desk.agentWrites({ ticket: ticket.id, text: 'On its way.' });
    await desk.settled();
    await pass(120_000);
    const [observation, ...more] = await observed(since);
    expect(more).toEqual([]);
    const came = new Set(facts().map(({ id }) => id));
    const read = observation?.facts ?? [];
    for (const fact of read) checkEvent('facts', fact);
    expect(read.map(({ type }) => type)).toEqual(['case.opened.v1', 'message.sent.v1']);
    expect(came.has(read[0]?.id ?? '')).toBe(true);
    if (name !== 'template') expect(came.has(read[1]?.id ?? '')).toBe(true);
    expect(observation?.sameTextWithinMs).toBe(name === 'app' ? undefined : 26 * 3_600_000);
    expect(checkEvent('facts', observation?.state)).toMatchObject({
      type: 'case.state-observed.v1',
      authenticity: 'confirmed',
      data: { status: 'open', vendorStatus: 'Open', priority: 'low', origin: { by: 'rest' } },
    });
  });

  it('does not send a reply past a message that was not seen', async () => {
    const { desk, messages, openExecutor, pass } = setUp(content);
    const ticket = desk.customerWrites({ text: 'Where is it?' });
    await pass(60_000);
    desk.customerWrites({ ticket: ticket.id, text: 'Hello?' });
    await desk.settled();
    const [hello] = messages();
    const seen = { ids: [hello?.data.messageId ?? ''], upTo: hello?.time ?? '' };
    const executor = await openExecutor();
    const before = ticket.conversations.length;
    await pass(60_000);
    desk.customerWrites({ ticket: ticket.id, text: 'Never mind, it came.' });
    const stale = await executor.execute(approved(ticket.id, 'We will look.'), { signal, seen });
    expect(stale).toMatchObject({ outcome: 'failed', code: 'conflict', permanent: false });
    expect(ticket.conversations).toHaveLength(before + 1);
    await desk.settled();
    const [, latest] = messages();
    const all = { ids: [...seen.ids, latest?.data.messageId ?? ''], upTo: latest?.time ?? '' };
    expect(await executor.execute(approved(ticket.id, 'Good.'), { signal, seen: all })).toMatchObject({
      outcome: 'executed',
    });
  });
});

it('asks the desk for its own statuses where it reads back', async () => {
  const { desk, pass, observed, connection } = setUp('simple');
  const ticket = desk.customerWrites({ text: 'Where is it?' });
  desk.changeTicket(ticket.id, { status: 7 });
  await desk.settled();
  await pass(120_000);
  const [observation] = await observed('2020-01-01T00:00:00Z');
  expect(observation?.state?.data).toMatchObject({ status: 'on-hold', vendorStatus: 'Waiting on Third Party' });
  expect(connection.memory?.statusNames?.get('6')).toEqual(['Waiting on Customer', 'Awaiting your Reply']);
});
