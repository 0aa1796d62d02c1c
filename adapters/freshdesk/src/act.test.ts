import {
  type ActionApproved,
  type ActionParameters,
  type ApprovedAction,
  approveAction,
  type Execution,
  type Proposal,
  type VerdictGiven,
} from '@deskrail/contracts';
import { emulateFreshdesk, manualTime } from '@deskrail/testing';
import { describe, expect, it } from 'vitest';
import { openFreshdeskExecutor, openFreshdeskReconciler } from './act.js';
import { type FreshdeskOptions, freshdesk } from './index.js';

const signal = new AbortController().signal;
const replyOf = (text: string, visibility: 'public' | 'private' = 'public'): Proposal => ({
  ...{ kind: 'reply', text, visibility, sentences: [] },
});

function approved(
  parameters: ActionParameters = { kind: 'post-reply' },
  proposal: Proposal = replyOf('It left on Monday.'),
  conversation = 'conversation:freshdesk:5158',
): ApprovedAction {
  const time = '2026-03-02T08:00:00Z';
  const envelope = { specversion: '1.0', source: '/x', time, datacontenttype: 'application/json' };
  const about = { tenant: 'acme', connection: 'freshdesk', subject: conversation, actor: 'reviewer/anna' };
  const ids = { verdictId: 'ver_1', recommendationId: 'rec_1' };
  const data = { ...ids, actionId: 'act_1', conversation, parameters, proposalDigest: 'h', index: 0, of: 1 };
  const event = { ...envelope, ...about, id: 'e1', type: 'action.approved.v1', data: { ...data, automatic: false } };
  const given = { ...ids, kind: 'approve', decides: true, final: proposal, finalHash: 'h' };
  const verdict = { ...envelope, ...about, id: 'v1', type: 'verdict.given.v1', data: given };
  return approveAction(event as ActionApproved, verdict as unknown as VerdictGiven);
}

function setUp(options: Partial<FreshdeskOptions> = {}, emulated: Parameters<typeof emulateFreshdesk>[0] = {}) {
  const time = manualTime();
  const desk = emulateFreshdesk({ time, rateLimit: false, ...emulated });
  const rest = { url: desk.url, token: desk.key };
  const connection = freshdesk({ id: 'freshdesk', tenant: 'acme', secrets: ['s'], rest, ...options });
  const ticket = desk.customerWrites({ text: 'Where is it?', tags: ['a b', 'c'] });
  const log: unknown[] = [];
  const keep = (...given: unknown[]) => void log.push(given);
  const logger = { debug: keep, info: keep, warn: keep, error: keep };
  const open = () =>
    openFreshdeskExecutor(connection, { fetch: desk.fetch, clock: time, timeoutMs: 300, logger } as never);
  return {
    ...{ desk, time, connection, ticket, log, open },
    execute: async (action: ApprovedAction): Promise<Execution> => (await open()).execute(action, { signal }),
    lookUp: async (action: ApprovedAction) => (await open()).lookUp(action, { signal }),
    writes: () => desk.calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
  };
}

const writing = { method: 'POST' };
const reply = approved();

describe('execute', () => {
  it('posts a reply once, as HTML', async () => {
    const { ticket, execute, writes } = setUp();
    const outcome = await execute(approved({ kind: 'post-reply' }, replyOf('Dear <Ann>,\n\none\ntwo')));
    expect(ticket.conversations).toMatchObject([
      { body: '<div><p>Dear &lt;Ann&gt;,</p><p>one<br>two</p></div>', private: false, source: 0, incoming: false },
    ]);
    expect(outcome).toEqual({ outcome: 'executed', vendorId: ticket.conversations[0]?.id });
    expect(writes()).toEqual(['POST /api/v2/tickets/5158/reply']);
  });

  it.each([
    replyOf('Check the seams.', 'private'),
    { kind: 'escalation', to: { queue: 'x' }, reason: 'y', note: 'Check the seams.' } as unknown as Proposal,
  ])('posts a note privately', async (proposal) => {
    const { ticket, execute } = setUp();
    expect(await execute(approved({ kind: 'post-note' }, proposal))).toMatchObject({ outcome: 'executed' });
    expect(ticket.conversations).toMatchObject([{ private: true, source: 2 }]);
  });

  it('changes status, priority, tags, agent and group', async () => {
    const { desk, ticket, execute, writes } = setUp();
    const agent = desk.addPerson({ name: 'A', email: 'a@fernhill.example.com', agent: true });
    const changes: ActionParameters[] = [
      { kind: 'set-status', status: 'solved' },
      { kind: 'set-priority', priority: 'urgent' },
      { kind: 'set-tags', add: ['d', 'c'], remove: ['a b'] },
      { kind: 'assign', assignee: agent.id, group: '43000123456' },
    ];
    for (const change of changes) expect(await execute(approved(change))).toEqual({ outcome: 'executed' });
    expect(ticket).toMatchObject({
      status: 4,
      priority: 4,
      tags: ['c', 'd'],
      agentId: agent.id,
      groupId: '43000123456',
    });
    for (const change of changes) expect(await execute(approved(change))).toEqual({ outcome: 'executed' });
    expect(writes()).toHaveLength(4);
  });

  it.each([
    ['pending', {}, {}, 3],
    ['on-hold', {}, {}, 7],
    ['on-hold', { 12: 'on-hold' }, {}, 12],
    ['solved', { 4: 'solved', 12: 'solved' }, {}, 4],
    ['solved', { 12: 'solved' }, {}, 12],
    ['on-hold', {}, { 7: 'Job Application' }, undefined],
    ['new', {}, {}, undefined],
    ['other', {}, {}, undefined],
  ] as const)('sets %s, with %j, where the account names %j, as %s', async (status, statuses, names, id) => {
    const { ticket, execute } = setUp({ statuses }, { statuses: { 12: 'Parked', ...names } });
    const outcome = await execute(approved({ kind: 'set-status', status }));
    expect(outcome).toMatchObject(
      id === undefined ? { code: 'status-unknown', permanent: true } : { outcome: 'executed' },
    );
    expect(ticket.status).toBe(id ?? 2);
  });

  it.each([
    [
      'a reply that was approved as a note',
      approved({ kind: 'post-reply' }, replyOf('x', 'private')),
      'proposal-mismatch',
    ],
    ['no text', approved({ kind: 'post-reply' }, replyOf(' \n')), 'text-empty'],
    ['too long a text', approved({ kind: 'post-reply' }, replyOf('x'.repeat(65_537))), 'text-too-long'],
    ['nobody to assign', approved({ kind: 'assign' }), 'assignee-missing'],
    ['a name to assign', approved({ kind: 'assign', assignee: 'anna' }), 'assignee-unknown'],
    ['a tool', approved({ kind: 'call-tool', tool: 'x' }), 'kind-unsupported'],
    ['another connection', approved(undefined, undefined, 'conversation:other:5158'), 'not-a-ticket'],
    ['no ticket', approved(undefined, undefined, 'customer:freshdesk:5158'), 'not-a-ticket'],
    ['an id that is a path', approved(undefined, undefined, 'conversation:freshdesk:..%2F1'), 'not-a-ticket'],
  ])('sends nothing for %s', async (_, action, code) => {
    const { execute, writes } = setUp();
    expect(await execute(action)).toMatchObject({ outcome: 'failed', code, permanent: true });
    expect(writes()).toEqual([]);
  });

  it('sends no reply to a closed ticket, nor to one in the trash', async () => {
    const { desk, ticket, execute, writes } = setUp();
    desk.changeTicket(ticket.id, { status: 5 });
    expect(await execute(reply)).toMatchObject({ code: 'ticket-closed', permanent: true });
    expect(await execute(approved({ kind: 'set-status', status: 'open' }))).toEqual({ outcome: 'executed' });
    desk.deleteTicket(ticket.id);
    expect(await execute(reply)).toMatchObject({ code: 'ticket-not-found', permanent: true });
    expect(writes()).toHaveLength(1);
  });

  it.each([
    [{ status: 400 }, { outcome: 'failed', code: 'ticket-invalid', permanent: true, status: 400 }],
    [{ status: 401 }, { outcome: 'failed', code: 'desk-refused', permanent: true, status: 401 }],
    [{ status: 403 }, { outcome: 'failed', code: 'desk-refused', permanent: true, status: 403 }],
    [{ status: 404 }, { outcome: 'failed', code: 'ticket-not-found', permanent: true, status: 404 }],
    [{ status: 409 }, { outcome: 'failed', code: 'conflict', permanent: false, status: 409 }],
    [{ status: 302 }, { outcome: 'failed', code: 'desk-moved', permanent: true, status: 302 }],
    [
      { status: 429, retryAfterSeconds: 30 },
      { code: 'rate-limited', permanent: false, status: 429, retryAfterMs: 30_000 },
    ],
    [
      { status: 429, plainText: true },
      { code: 'rate-limited', permanent: false, status: 429, retryAfterMs: 60_000 },
    ],
    [{ status: 500 }, { outcome: 'uncertain', why: 'timed-out' }],
    [
      { status: 502, plainText: true },
      { outcome: 'uncertain', why: 'timed-out' },
    ],
    [{ status: 503 }, { outcome: 'uncertain', why: 'timed-out' }],
    [{ status: 'time-out' }, { outcome: 'uncertain', why: 'timed-out' }],
    [{ status: 'connection-lost' }, { outcome: 'uncertain', why: 'timed-out' }],
  ] as const)('takes %j for what it is, and posts once', async (fault, outcome) => {
    const { desk, execute, writes } = setUp();
    desk.failNext({ ...fault, ...writing });
    expect(await execute(reply)).toMatchObject(outcome);
    expect(writes().length).toBeLessThanOrEqual(1);
  });

  it.each([
    [{ status: 500 }, { outcome: 'failed', code: 'desk-unavailable', permanent: false }],
    [{ status: 'connection-lost' }, { outcome: 'failed', code: 'desk-unreachable', permanent: false }],
    [
      { status: 429, plainText: true },
      { outcome: 'failed', code: 'rate-limited', retryAfterMs: 60_000 },
    ],
  ] as const)('sends nothing where the ticket cannot be read for %j', async (fault, outcome) => {
    const { desk, execute, writes } = setUp();
    desk.failNext({ ...fault, method: 'GET', path: /\/tickets\/5158$/ });
    expect(await execute(reply)).toMatchObject(outcome);
    expect(writes()).toEqual([]);
  });

  it('leaves the account alone whose limit is used up', async () => {
    const { execute, writes } = setUp({}, { rateLimit: { perMinute: 2 } });
    expect(await execute(reply)).toMatchObject({ code: 'rate-limited', retryAfterMs: 60_000, permanent: false });
    expect(writes()).toEqual([]);
  });

  it('tells the names of the fields that the desk refuses, and no value', async () => {
    const { execute, log } = setUp();
    expect(await execute(approved({ kind: 'assign', assignee: '999777' }))).toMatchObject({ code: 'ticket-invalid' });
    expect(JSON.stringify(log)).toContain('responder_id');
    expect(JSON.stringify(log)).not.toContain('999777');
  });

  it('stops when it is told to', async () => {
    const { open, writes } = setUp();
    const executor = await open();
    await expect(executor.execute(reply, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
    expect(writes()).toEqual([]);
  });

  it.each([
    [{ url: 'http://acme.freshdesk.com', token: 'k' }, 'https'],
    [{ url: 'https://acme.freshdesk.com', token: 'a key' }, 'API key'],
  ])('does not open with %j', async (rest, what) => {
    const connection = freshdesk({ id: 'freshdesk', tenant: 'acme', secrets: ['s'], rest });
    await expect(openFreshdeskExecutor(connection)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining(what),
    });
  });
});

describe('lookUp', () => {
  it('finds the one reply of ours that says so', async () => {
    const { desk, ticket, execute, lookUp } = setUp();
    expect(await lookUp(reply)).toEqual({ found: false, certain: true });
    desk.failNext({ status: 502, afterEffect: true, ...writing });
    expect(await execute(reply)).toEqual({ outcome: 'uncertain', why: 'timed-out' });
    expect(await lookUp(reply)).toEqual({ found: true, vendorId: ticket.conversations[0]?.id });
  });

  it('is not certain of two that say the same', async () => {
    const { execute, lookUp } = setUp();
    await execute(reply);
    await execute(reply);
    expect(await lookUp(reply)).toEqual({ found: false, certain: false });
  });

  it('takes nobody else’s words for ours, nor a note for a reply, nor an older one', async () => {
    const { desk, ticket, lookUp, time, open } = setUp();
    desk.agentWrites({ ticket: ticket.id, text: 'It left on Monday.' });
    desk.customerWrites({ ticket: ticket.id, text: 'It left on Monday.' });
    await (await open()).execute(approved({ kind: 'post-note' }, replyOf('It left on Monday.', 'private')), { signal });
    expect(await lookUp(reply)).toEqual({ found: false, certain: true });
    const early = setUp({}, { time: manualTime({ startAt: '2026-03-02T07:50:00Z' }) });
    await early.execute(reply);
    expect(await early.lookUp(reply)).toEqual({ found: false, certain: true });
    expect(time.now()).toBe(Date.parse('2026-03-02T08:00:00Z'));
  });

  it('is not certain where the desk does not say whose key it is', async () => {
    const { desk, execute, open } = setUp({ memory: undefined as never });
    await execute(reply);
    desk.failNext({ status: 403, path: /agents\/me/, times: 9 });
    expect(await (await open()).lookUp(reply, { signal })).toEqual({ found: false, certain: false });
  });

  it('takes a ticket that is as it should be for done', async () => {
    const { execute, lookUp } = setUp();
    const solve = approved({ kind: 'set-status', status: 'solved' });
    expect(await lookUp(solve)).toEqual({ found: false, certain: true });
    await execute(solve);
    expect(await lookUp(solve)).toEqual({ found: true });
  });

  it.each([
    [
      { status: 429, retryAfterSeconds: 7 },
      { code: 'rate-limited', details: { retryAfterMs: 7000 } },
    ],
    [{ status: 500 }, { code: 'dependency-unavailable' }],
    [{ status: 401 }, { code: 'dependency-unavailable' }],
  ] as const)('says so where it cannot look for %j', async (fault, error) => {
    const { desk, lookUp } = setUp();
    desk.failNext({ ...fault, path: /conversations/ });
    await expect(lookUp(reply)).rejects.toMatchObject(error);
  });
});

describe('changes', () => {
  async function observed(desk: ReturnType<typeof setUp>, since: string) {
    const waits: number[] = [];
    const sleep = async (ms: number) => {
      waits.push(ms);
      await desk.time.advance(ms);
    };
    const reading = { fetch: desk.desk.fetch, clock: desk.time, sleep };
    const reconciler = await openFreshdeskReconciler(desk.connection, reading);
    const ids: string[] = [];
    for await (const { conversation } of reconciler.changes({ since, signal })) ids.push(conversation);
    return { ids, waits };
  }

  it('reads every ticket once, by time and not by page, also where many changed in one second', async () => {
    const emulated = setUp({ source: 'app' });
    for (let made = 0; made < 120; made += 1) emulated.desk.customerWrites({ text: `One ${made}` });
    await emulated.time.advance(5_000);
    for (let made = 0; made < 130; made += 1) {
      emulated.desk.customerWrites({ text: `Two ${made}` });
      if (made % 20 === 0) await emulated.time.advance(1_000);
    }
    const { ids } = await observed(emulated, '2026-03-02T08:00:00Z');
    expect(new Set(ids).size).toBe(251);
    expect(ids).toHaveLength(251);
  });

  it('waits for the limit, and leaves a part of it to others', async () => {
    const emulated = setUp({ source: 'app' }, { rateLimit: { perMinute: 40 } });
    for (let made = 0; made < 60; made += 1) emulated.desk.customerWrites({ text: `One ${made}` });
    const { ids, waits } = await observed(emulated, '2026-03-02T08:00:00Z');
    expect(ids).toHaveLength(61);
    expect(waits.length).toBeGreaterThan(0);
    expect(emulated.desk.calls.filter(({ status }) => status === 429)).toEqual([]);
  });

  it.each([
    [{ status: 401 }, 'desk-refused'],
    [{ status: 500 }, 'dependency-unavailable'],
    [{ status: 429, retryAfterSeconds: 3000 }, 'rate-limited'],
    [{ status: 429, plainText: true, times: 20 }, 'rate-limited'],
  ] as const)('gives up for %j', async (fault, code) => {
    const emulated = setUp();
    emulated.desk.failNext({ ...fault, path: /\/tickets$/ });
    await expect(observed(emulated, '2026-03-02T08:00:00Z')).rejects.toMatchObject({ code });
  });
});
