import { checkEvent, type Fact, type Observation } from '@deskrail/contracts';
import { emulateZendesk, manualTime } from '@deskrail/testing';
import { createReceiver } from '@deskrail/webhooks';
import { describe, expect, it } from 'vitest';
import { openZendeskReconciler, type ZendeskReconcilerOptions } from '../act.js';
import { zendesk } from '../index.js';

const signal = new AbortController().signal;
const start = '2026-03-02T08:00:00.000Z';

/** An emulated desk, and what came of its webhooks. */
function setUp(options: Partial<Parameters<typeof emulateZendesk>[0]> = {}) {
  const time = manualTime({ startAt: start });
  const facts: Fact[] = [];
  const append = async (_stream: string, events: readonly unknown[]) => {
    facts.push(...events.map((event) => checkEvent('facts', event)));
    return [];
  };
  const deliver = (request: Request) => receive(request);
  const desk = emulateZendesk({ time, secret: 's3cret', deliver, ...options });
  const rest = { url: desk.url, token: desk.token };
  const connection = zendesk({ id: 'zendesk', tenant: 'acme', secrets: ['s3cret'], rest });
  const receive = createReceiver({ log: { append } as never, connections: [connection], clock: time });
  // Waiting moves the time on, as nothing else does here.
  const waits: number[] = [];
  const sleep = async (ms: number) => {
    waits.push(ms);
    await time.advance(ms);
  };
  async function observations(since: string = start, more: ZendeskReconcilerOptions = {}): Promise<Observation[]> {
    const reconciler = await openZendeskReconciler(connection, { fetch: desk.fetch, clock: time, sleep, ...more });
    const all: Observation[] = [];
    for await (const one of reconciler.changes({ since, signal })) {
      for (const fact of [...one.facts, ...(one.state === undefined ? [] : [one.state])]) checkEvent('facts', fact);
      all.push(one);
    }
    return all;
  }
  return { desk, time, connection, facts, waits, observations };
}

const customer = { name: 'Robin Sample', email: 'robin@customer.example' };

describe('reconciling with an emulated desk', () => {
  it('gives each message as the fact that its webhook gave, and the state beside it', async () => {
    const { desk, time, facts, observations } = setUp();
    const ticket = desk.customerWrites({ subject: 'A tent', text: 'Is it tight?', customer, tags: ['tents'] });
    desk.agentWrites({ ticket: ticket.id, text: 'It is.' });
    desk.agentWrites({ ticket: ticket.id, text: 'I think.', public: false });
    desk.solve(ticket.id);
    await desk.settled();
    await time.advance(120_000);
    const [observation, ...others] = await observations();
    expect(others).toEqual([]);
    const messages = facts.filter(({ type }) => type.startsWith('message.'));
    expect(observation?.facts.map(({ id, type }) => [id, type])).toEqual(messages.map(({ id, type }) => [id, type]));
    expect(observation?.facts).toMatchObject([
      {
        subject: `conversation:zendesk:${ticket.id}`,
        authenticity: 'confirmed',
        identity: 'exact',
        time: ticket.comments[0]?.createdAt,
        actor: `customer/${ticket.requesterId}`,
        data: {
          author: { kind: 'customer', name: 'Robin Sample', address: 'robin@customer.example' },
          visibility: 'public',
          text: 'Is it tight?',
          origin: { vendor: 'zendesk', by: 'export' },
        },
      },
      { data: { author: { kind: 'agent', name: 'Fern Agent' }, visibility: 'public' } },
      { data: { author: { kind: 'agent' }, visibility: 'private' } },
    ]);
    expect(observation?.state).toMatchObject({
      type: 'case.state-observed.v1',
      time: ticket.updatedAt,
      data: {
        subject: 'A tent',
        status: 'solved',
        vendorStatus: 'solved',
        tags: ['tents'],
        requester: { kind: 'customer', id: ticket.requesterId, address: 'robin@customer.example' },
        assignee: { kind: 'agent', id: ticket.assigneeId },
        openedAt: ticket.createdAt,
      },
    });
    expect(await observations()).toEqual([observation]);
  });

  it('knows its own replies by the marker in their audit', async () => {
    const { desk, time, connection, observations } = setUp();
    const ticket = desk.customerWrites({ text: 'Is it tight?' });
    const comment = { body: 'It is.', public: true };
    await desk.fetch(`${desk.url}/api/v2/tickets/${ticket.id}.json`, {
      method: 'PUT',
      headers: { authorization: `Basic ${btoa(String(connection.rest?.token))}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ticket: { comment, metadata: { deskrail_action: 'act_1' } } }),
    });
    await time.advance(120_000);
    const [observation] = await observations();
    expect(observation?.facts[1]).toMatchObject({
      type: 'message.sent.v1',
      data: { text: 'It is.', channel: 'web_service', actionId: 'act_1' },
    });
  });

  it('tells what was taken out, made private or deleted', async () => {
    const { desk, time, observations } = setUp();
    const ticket = desk.customerWrites({ subject: 'A card', text: 'My card is 4242' });
    const id = ticket.comments[0]?.id as string;
    desk.redact({ ticket: ticket.id, comment: id });
    desk.makePrivate({ ticket: ticket.id, comment: id });
    const gone = desk.customerWrites({ text: 'Never mind' });
    desk.softDelete(gone.id);
    await time.advance(120_000);
    const seen = await observations();
    const redacted = seen.find(({ conversation }) => conversation.endsWith(ticket.id));
    expect(redacted?.facts.map(({ type }) => type)).toEqual([
      'message.received.v1',
      'message.redacted.v1',
      'message.made-private.v1',
    ]);
    expect(JSON.stringify(redacted)).not.toContain('4242');
    const deleted = seen.find(({ conversation }) => conversation.endsWith(gone.id));
    expect(deleted?.facts).toMatchObject([{ type: 'case.deleted.v1', identity: 'derived', data: { mode: 'soft' } }]);
    expect(deleted?.state).toBeUndefined();
  });

  it('reads no further back than asked, of long tickets too', async () => {
    const { desk, time, observations } = setUp({ delivery: {}, rateLimit: false });
    const ticket = desk.customerWrites({ text: 'Old' });
    for (let note = 0; note < 250; note += 1) desk.agentWrites({ ticket: ticket.id, text: `Note ${note}` });
    const untouched = desk.customerWrites({ text: 'Untouched' });
    await time.advance(3_600_000);
    desk.customerWrites({ ticket: ticket.id, text: 'New' });
    await time.advance(120_000);
    const before = desk.calls.length;
    const seen = await observations('2026-03-02T08:59:30Z');
    expect(seen.map(({ conversation }) => conversation)).toEqual([`conversation:zendesk:${ticket.id}`]);
    expect(seen[0]?.facts.map(({ data }) => (data as { text: string }).text)).toEqual(['New']);
    expect(desk.calls.slice(before)).toHaveLength(3);
    expect(untouched.comments).toHaveLength(1);
  });

  it('goes on from page to page, and waits as long as the desk’s limits ask', async () => {
    const { desk, time, waits, observations } = setUp({ rateLimit: { requestsPerMinute: 120, exportsPerMinute: 1 } });
    for (let each = 0; each < 230; each += 1) desk.customerWrites({ text: `Question ${each}` });
    await time.advance(120_000);
    const seen = await observations();
    expect(new Set(seen.map(({ conversation }) => conversation)).size).toBe(230);
    expect(waits.length).toBeGreaterThan(0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
    expect(desk.calls.filter(({ status }) => status === 429).length).toBeLessThanOrEqual(2);
    // A quarter of the account's calls is left to others.
    const minutes = Map.groupBy(desk.calls, ({ atMs }) => Math.floor(atMs / 60_000)).values();
    expect(Math.max(...[...minutes].map(({ length }) => length))).toBeLessThanOrEqual(92);
  });

  it('leaves a message alone that is so young that its webhook may be under way', async () => {
    const { desk, time, connection } = setUp();
    const ticket = desk.customerWrites({ text: 'Is it tight?' });
    await time.advance(120_000);
    const reconciler = await openZendeskReconciler(connection, {
      clock: time,
      fetch: (input, init) => {
        // Written between the reading of the export and of the comments.
        if (String((input as Request).url).includes('/comments')) {
          desk.customerWrites({ ticket: ticket.id, text: 'Hello?' });
        }
        return desk.fetch(input, init);
      },
    });
    const { value } = await reconciler.changes({ since: start, signal })[Symbol.asyncIterator]().next();
    expect(value.facts).toMatchObject([{ data: { text: 'Is it tight?' } }]);
  });

  it('starts where the export takes it when the outage was a moment ago', async () => {
    const { desk, observations } = setUp();
    desk.customerWrites({ text: 'Just now' });
    expect(await observations('2026-03-02T07:59:59Z')).toEqual([]);
    expect(desk.calls.map(({ status }) => status)).toEqual([200]);
  });
});

describe('a desk that does not answer', () => {
  it.each([
    [{ status: 429, plainText: true, times: 99 }, 'rate-limited'],
    [{ status: 503, retryAfterSeconds: 700, times: 99 }, 'dependency-unavailable'],
    [{ status: 'connection-lost', times: 99 }, 'dependency-unavailable'],
    [{ status: 403 }, 'desk-refused'],
    [{ status: 200, body: 'not JSON', plainText: true }, 'dependency-unavailable'],
  ] as const)('%j ends, when the waits are used up, with %s', async (fault, code) => {
    const { desk, waits, observations } = setUp();
    desk.failNext(fault);
    await expect(observations()).rejects.toMatchObject({ code });
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(600_000);
  });

  it('gets another chance after a failure that passes', async () => {
    const { desk, time, waits, observations } = setUp();
    desk.customerWrites({ text: 'Is it tight?' });
    await time.advance(120_000);
    desk.failNext({ status: 429, retryAfterSeconds: 7 });
    desk.failNext({ status: 500, path: /comments/ });
    expect(await observations()).toHaveLength(1);
    expect(waits).toEqual([7_000, 1_000]);
  });

  it('is let go when the signal says so, in the middle of a wait', async () => {
    const { desk, time, connection } = setUp();
    desk.failNext({ status: 503, times: 99 });
    const controller = new AbortController();
    const sleep = async () => controller.abort();
    const reconciler = await openZendeskReconciler(connection, { fetch: desk.fetch, clock: time, sleep });
    const changes = reconciler.changes({ since: start, signal: controller.signal });
    await expect(changes[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'aborted' });
  });
});

it('opens from the connection, and not without a token', async () => {
  const { connection } = setUp();
  expect(await connection.openReconciler?.({})).toHaveProperty('changes');
  const receiving = zendesk({ id: 'zendesk', tenant: 'acme', secrets: ['s3cret'] });
  expect(receiving.openReconciler).toBeUndefined();
  await expect(openZendeskReconciler(receiving)).rejects.toMatchObject({ code: 'config-invalid' });
});
