import {
  type ActionApproved,
  type ActionParameters,
  type ApprovedAction,
  approveAction,
  type Execution,
  type Proposal,
  type VerdictGiven,
} from '@deskrail/contracts';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openZendeskExecutor } from './act.js';
import { zendesk } from './index.js';

const url = 'https://acme.zendesk.com';
const ticketUrl = `${url}/api/v2/tickets/5158.json`;
const options = { id: 'zendesk', tenant: 'acme', secrets: ['s3cret'] };
const connection = zendesk({ ...options, rest: { url, token: 'bot@acme.example/token:abc' } });
const clock = { now: () => Date.parse('2026-01-31T09:30:00Z') };
const signal = new AbortController().signal;

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const replyOf = (text: string, visibility: 'public' | 'private' = 'public'): Proposal => ({
  kind: 'reply',
  text,
  visibility,
  sentences: [],
});

function approved(parameters: ActionParameters, proposal: Proposal = replyOf('It left on Monday.')): ApprovedAction {
  const envelope = {
    specversion: '1.0',
    source: '/x',
    time: '2026-01-31T09:30:00Z',
    datacontenttype: 'application/json',
  };
  const about = { tenant: 'acme', connection: 'zendesk', subject: 'conversation:zendesk:5158', actor: 'reviewer/anna' };
  const ids = { verdictId: 'ver_1', recommendationId: 'rec_1' };
  const event = {
    ...envelope,
    ...about,
    id: 'e1',
    type: 'action.approved.v1',
    data: {
      ...ids,
      actionId: 'act_1',
      conversation: about.subject,
      parameters,
      proposalDigest: 'h',
      index: 0,
      of: 1,
      automatic: false,
    },
  };
  const verdict = {
    ...envelope,
    ...about,
    id: 'v1',
    type: 'verdict.given.v1',
    data: { ...ids, kind: 'approve', decides: true, final: proposal, finalHash: 'h' },
  };
  return approveAction(event as ActionApproved, verdict as unknown as VerdictGiven);
}

const reply = approved({ kind: 'post-reply' });
const ticket = {
  id: 5158,
  status: 'open',
  priority: 'normal',
  tags: ['a', 'b'],
  assignee_id: 7,
  updated_at: '2026-01-31T09:00:00Z',
};

/** A desk with one ticket that answers updates with what is given; returns the updates it got. */
function desk(put: () => Response | Promise<Response>, current: object = ticket) {
  const updates: { ticket: Record<string, unknown> }[] = [];
  const headers: Headers[] = [];
  server.use(
    http.get(ticketUrl, () => HttpResponse.json({ ticket: current })),
    http.put(ticketUrl, async ({ request }) => {
      headers.push(request.headers);
      updates.push((await request.json()) as { ticket: Record<string, unknown> });
      return put();
    }),
  );
  return { updates, headers };
}

const taken = () =>
  HttpResponse.json({
    ticket,
    audit: {
      id: 1,
      events: [
        { id: 5, type: 'Change' },
        { id: 9876543211, type: 'Comment' },
      ],
    },
  });

async function execute(action: ApprovedAction, fetch?: typeof globalThis.fetch): Promise<Execution> {
  const executor = await openZendeskExecutor(connection, { clock, timeoutMs: 200, ...(fetch && { fetch }) });
  return executor.execute(action, { signal });
}

describe('execute', () => {
  it('posts a public reply in one guarded update that carries the action’s id', async () => {
    const { updates, headers } = desk(taken);
    expect(await execute(reply)).toEqual({ outcome: 'executed', vendorId: '9876543211' });
    expect(updates).toEqual([
      {
        ticket: {
          comment: { body: 'It left on Monday.', public: true },
          safe_update: true,
          updated_stamp: '2026-01-31T09:00:00Z',
          metadata: { deskrail_action: 'act_1' },
        },
      },
    ]);
    expect(headers[0]?.get('authorization')).toBe(`Basic ${btoa('bot@acme.example/token:abc')}`);
  });

  it('posts a private note, and never a note’s text as a reply', async () => {
    const { updates } = desk(taken);
    const note = replyOf('Check the warehouse.', 'private');
    expect(await execute(approved({ kind: 'post-note' }, note))).toMatchObject({ outcome: 'executed' });
    expect(updates[0]?.ticket.comment).toEqual({ body: 'Check the warehouse.', public: false });
    expect(await execute(approved({ kind: 'post-reply' }, note))).toMatchObject({
      outcome: 'failed',
      code: 'proposal-mismatch',
    });
    expect(updates).toHaveLength(1);
  });

  it.each<[ActionParameters, Record<string, unknown>]>([
    [
      { kind: 'set-tags', add: ['vip', 'a'], remove: ['b'] },
      { tags: ['a', 'vip'], safe_update: true },
    ],
    [{ kind: 'set-priority', priority: 'high' }, { priority: 'high' }],
    [{ kind: 'set-status', status: 'on-hold' }, { status: 'hold' }],
    [
      { kind: 'assign', assignee: '8447388090495', group: '12' },
      { assignee_id: 8447388090495, group_id: 12 },
    ],
  ])('%j is one update', async (parameters, fields) => {
    const { updates } = desk(taken);
    expect(await execute(approved(parameters))).toMatchObject({ outcome: 'executed' });
    expect(updates).toEqual([
      { ticket: expect.objectContaining({ ...fields, metadata: { deskrail_action: 'act_1' } }) },
    ]);
  });

  it.each<ActionParameters>([
    { kind: 'set-tags', add: ['a'], remove: ['z'] },
    { kind: 'set-priority', priority: 'normal' },
    { kind: 'assign', assignee: '7' },
  ])('%j is done already: nothing is sent', async (parameters) => {
    const { updates } = desk(taken);
    expect(await execute(approved(parameters))).toEqual({ outcome: 'executed' });
    expect(updates).toEqual([]);
  });

  const closed = {
    error: 'RecordInvalid',
    details: { status: [{ description: 'Status: closed prevents ticket update' }] },
  };
  it.each<[string, () => Response, Execution]>([
    [
      'a ticket that changed',
      () => HttpResponse.json({}, { status: 409 }),
      { outcome: 'failed', code: 'conflict', status: 409, permanent: false },
    ],
    [
      'a closed ticket',
      () => HttpResponse.json(closed, { status: 422 }),
      { outcome: 'failed', code: 'ticket-closed', status: 422, permanent: true },
    ],
    [
      'another fault',
      () => HttpResponse.json({ details: {} }, { status: 422 }),
      { outcome: 'failed', code: 'ticket-invalid', status: 422, permanent: true },
    ],
    [
      'a missing ticket',
      () => HttpResponse.json({}, { status: 404 }),
      { outcome: 'failed', code: 'ticket-not-found', status: 404, permanent: true },
    ],
    [
      'a wrong token',
      () => HttpResponse.json({}, { status: 401 }),
      { outcome: 'failed', code: 'desk-refused', status: 401, permanent: true },
    ],
    [
      'a limit',
      () => HttpResponse.text('Number of allowed API requests exceeded', { status: 429 }),
      { outcome: 'failed', code: 'rate-limited', status: 429, permanent: false, retryAfterMs: 60_000 },
    ],
    [
      'a limit with a time',
      () => HttpResponse.json({}, { status: 429, headers: { 'retry-after': '7' } }),
      { outcome: 'failed', code: 'rate-limited', status: 429, permanent: false, retryAfterMs: 7000 },
    ],
    [
      'maintenance until',
      () => HttpResponse.text('', { status: 503, headers: { 'retry-after': 'Sat, 31 Jan 2026 09:30:20 GMT' } }),
      { outcome: 'failed', code: 'desk-unavailable', status: 503, permanent: false, retryAfterMs: 20_000 },
    ],
    [
      'a fault of the desk’s own',
      () => HttpResponse.text('oops', { status: 500 }),
      { outcome: 'uncertain', why: 'timed-out' },
    ],
    ['a broken connection', () => HttpResponse.error(), { outcome: 'uncertain', why: 'timed-out' }],
    [
      'a redirect',
      () => new HttpResponse(null, { status: 302, headers: { location: 'https://evil.example/' } }),
      { outcome: 'failed', code: 'desk-moved', status: 302, permanent: true },
    ],
  ])('answers %s, having sent it once', async (_, put, execution) => {
    const { updates } = desk(put);
    expect(await execute(reply)).toEqual(execution);
    expect(updates).toHaveLength(1);
  });

  it('is uncertain when no answer comes in time', async () => {
    const { updates } = desk(() => new Promise<Response>(() => {}));
    expect(await execute(reply)).toEqual({ outcome: 'uncertain', why: 'timed-out' });
    expect(updates).toHaveLength(1);
  });

  it('failed, and may be tried again, when nothing reached the desk', async () => {
    const refused = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
    const fetch = ((input: Request) =>
      input.method === 'PUT'
        ? Promise.reject(refused)
        : Promise.resolve(Response.json({ ticket }))) as typeof globalThis.fetch;
    expect(await execute(reply, fetch)).toEqual({ outcome: 'failed', code: 'desk-unreachable', permanent: false });
    const down = (() => Promise.reject(new TypeError('fetch failed'))) as typeof globalThis.fetch;
    expect(await execute(reply, down)).toEqual({ outcome: 'failed', code: 'desk-unreachable', permanent: false });
  });

  it('sends nothing to a closed ticket, nothing too long, and nothing to another connection’s', async () => {
    const { updates } = desk(taken, { ...ticket, status: 'closed' });
    expect(await execute(reply)).toMatchObject({ code: 'ticket-closed', permanent: true });
    desk(taken);
    expect(await execute(approved({ kind: 'post-reply' }, replyOf('é'.repeat(32_769))))).toMatchObject({
      code: 'text-too-long',
    });
    const elsewhere = { ...reply, connection: 'other' } as ApprovedAction;
    expect(await execute(elsewhere)).toMatchObject({ code: 'not-a-ticket', permanent: true });
    expect(updates).toEqual([]);
  });

  it('stops before it asks the desk for anything', async () => {
    const executor = await openZendeskExecutor(connection);
    await expect(executor.execute(reply, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('lookUp', () => {
  const auditsUrl = `${url}/api/v2/tickets/5158/audits.json`;
  const audit = (id: number, custom: object = {}) => ({
    id,
    metadata: { custom, system: {} },
    events: [{ id: id + 1000, type: 'Comment' }],
  });
  const lookUp = async (action = reply) =>
    (await openZendeskExecutor(connection, { clock })).lookUp(action, { signal });

  it('finds the marker, on whatever page it is', async () => {
    server.use(
      http.get(auditsUrl, ({ request }) => {
        const second = new URL(request.url).searchParams.get('page[after]') === 'two';
        return HttpResponse.json({
          audits: second ? [audit(2, { deskrail_action: 'act_1' })] : [audit(1)],
          meta: { has_more: !second },
          links: { next: `${auditsUrl}?page[after]=two` },
        });
      }),
    );
    expect(await lookUp()).toEqual({ found: true, vendorId: '1002' });
  });

  it('is certain that what the audits lack was not done', async () => {
    server.use(
      http.get(auditsUrl, () =>
        HttpResponse.json({ audits: [audit(1, { deskrail_action: 'act_2' })], next_page: null }),
      ),
      http.get(ticketUrl, () => HttpResponse.json({ ticket })),
    );
    expect(await lookUp()).toEqual({ found: false, certain: true });
    expect(await lookUp(approved({ kind: 'set-priority', priority: 'high' }))).toEqual({ found: false, certain: true });
    expect(await lookUp(approved({ kind: 'set-priority', priority: 'normal' }))).toEqual({ found: true });
  });

  it('is not certain after so many pages, and follows no link to another host', async () => {
    const more = (next: string) =>
      http.get(auditsUrl, () => HttpResponse.json({ audits: [audit(1)], meta: { has_more: true }, links: { next } }));
    server.use(
      http.get(ticketUrl, () => HttpResponse.json({ ticket })),
      more(`${auditsUrl}?again`),
    );
    expect(await lookUp()).toEqual({ found: false, certain: false });
    server.use(more('https://evil.example/audits.json'));
    expect(await lookUp()).toEqual({ found: false, certain: false });
  });

  it('knows that a ticket that is gone holds nothing', async () => {
    server.use(
      http.get(auditsUrl, () => HttpResponse.json({}, { status: 404 })),
      http.get(ticketUrl, () => HttpResponse.json({}, { status: 404 })),
    );
    expect(await lookUp()).toEqual({ found: false, certain: true });
  });

  it('says when the desk does not answer', async () => {
    server.use(http.get(auditsUrl, () => HttpResponse.text('', { status: 503 })));
    await expect(lookUp()).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });

  it.each([
    ['audits', 429, 'rate-limited'],
    ['audits', 503, 'dependency-unavailable'],
    ['ticket', 429, 'rate-limited'],
  ])('says for how long when the desk refuses its %s with %i', async (what, status, code) => {
    const refused = () => HttpResponse.text('', { status, headers: { 'retry-after': '7' } });
    const audits = () => HttpResponse.json({ audits: [audit(1)], next_page: null });
    server.use(http.get(auditsUrl, what === 'audits' ? refused : audits), http.get(ticketUrl, refused));
    await expect(lookUp()).rejects.toMatchObject({ code, details: { status, retryAfterMs: 7000 } });
    const seen = { ids: [], upTo: '2026-01-31T08:00:00Z' };
    server.use(http.get(ticketUrl, () => HttpResponse.json({ ticket })));
    if (what === 'ticket') return;
    const executor = await openZendeskExecutor(connection, { clock });
    expect(await executor.execute(reply, { signal, seen })).toMatchObject({ status, retryAfterMs: 7000 });
  });
});

describe('access', () => {
  it.each([
    [{ url: 'http://acme.zendesk.com', token: 'Bearer x' }],
    [{ url: 'acme', token: 'Bearer x' }],
    [{ url, token: 'abc' }],
  ])('%j is refused', async (rest) => {
    await expect(openZendeskExecutor(zendesk({ ...options, rest }))).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it('is needed to act: without it there is no executor', () => {
    expect(zendesk(options).openExecutor).toBeUndefined();
    expect(connection.openExecutor).toBeDefined();
  });
});
