import { checkEvent, type Delivery, type Fact } from '@deskrail/contracts';
import { emulateZendesk, manualTime, zendeskFixtures } from '@deskrail/testing';
import { expect, it } from 'vitest';
import { createZendeskEnrich, type ZendeskEnrichOptions } from '../act.js';
import { zendesk } from '../index.js';

const signal = new AbortController().signal;
const delivery = {} as Delivery;
const secret = { id: 'zendesk', tenant: 'acme', secrets: ['s3cret'] };
const customer = { name: 'Robin Sample', email: 'robin@customer.example' };

function setUp(options: ZendeskEnrichOptions = {}) {
  const time = manualTime();
  const desk = emulateZendesk({ time });
  const connection = zendesk({ ...secret, rest: { url: desk.url, token: desk.token } });
  const enrich = createZendeskEnrich(connection, { fetch: desk.fetch, clock: time, ...options });
  const ticket = desk.customerWrites({ subject: 'A tent', text: 'Is it tight?', customer });
  const before = desk.calls.length;
  const calls = () => desk.calls.slice(before).map(({ path }) => path);
  const told = (body: unknown) => factsOf(connection, body);
  return {
    desk,
    time,
    ticket,
    calls,
    told,
    connection,
    enrich: (facts: readonly Fact[]) => enrich(facts, { delivery, signal }),
  };
}

async function factsOf(connection: ReturnType<typeof zendesk>, body: unknown): Promise<readonly Fact[]> {
  const raw = JSON.stringify(body);
  const reading = connection.adapter.read({ ...delivery, body: new TextEncoder().encode(raw) });
  if (!reading.readable) throw new Error(reading.cause);
  const context = { connection, authenticity: 'signed', receivedAtMs: 0, headers: new Headers(), raw } as const;
  return connection.adapter.normalize(reading.payload, context);
}

const message = (ticketId: string, actorId: string) =>
  zendeskFixtures.messageAdded({ detail: { id: ticketId }, actor: { id: actorId, name: '', type: 'end_user' } });

it('adds to a messaging conversation its state, and who asks', async () => {
  const { ticket, calls, told, enrich } = setUp();
  const [fact] = await told(message(ticket.id, ticket.requesterId));
  const enriched = await enrich([fact as Fact]);
  expect(enriched).toMatchObject([
    {
      id: fact?.id,
      type: 'message.received.v1',
      authenticity: 'signed',
      data: { author: { kind: 'customer', id: ticket.requesterId, name: 'Robin Sample', address: customer.email } },
    },
    {
      type: 'case.state-observed.v1',
      subject: `conversation:zendesk:${ticket.id}`,
      authenticity: 'confirmed',
      data: { subject: 'A tent', status: 'new', requester: { name: 'Robin Sample' }, origin: { by: 'rest' } },
    },
  ]);
  for (const each of enriched) checkEvent('facts', each);
  expect(calls()).toEqual([`/api/v2/tickets/${ticket.id}.json?include=users`]);
});

it('asks once in the time of the cache, however many ask at once, and tells the state once', async () => {
  const { ticket, time, calls, told, enrich } = setUp({ ttlMs: 60_000 });
  const facts = await told(message(ticket.id, ticket.requesterId));
  const all = await Promise.all([enrich(facts), enrich(facts), enrich(facts)]);
  expect(all.map(({ length }) => length).sort()).toEqual([1, 1, 2]);
  expect(calls()).toHaveLength(1);
  await time.advance(61_000);
  expect(await enrich(facts)).toHaveLength(2);
  expect(calls()).toHaveLength(2);
});

it('adds name and e-mail address of who wrote or opened a ticket; the ticket’s own reading knows them too', async () => {
  const { ticket, calls, told, enrich } = setUp();
  const detail = { id: ticket.id, requester_id: ticket.requesterId };
  const [opened] = await enrich(await told(zendeskFixtures.ticketEvent('created', { detail })));
  expect(opened).toMatchObject({ data: { requester: { address: customer.email, name: customer.name } } });
  await enrich(await told(message(ticket.id, ticket.requesterId)));
  expect(calls()).toEqual([
    `/api/v2/users/${ticket.requesterId}.json`,
    `/api/v2/tickets/${ticket.id}.json?include=users`,
  ]);
});

it('forgets the oldest beyond its limit', async () => {
  const { desk, ticket, calls, told, enrich } = setUp({ maxEntries: 1 });
  const other = desk.customerWrites({ text: 'Another', customer: { name: 'B', email: 'b@customer.example' } });
  for (const { id, requesterId } of [ticket, other, ticket]) await enrich(await told(message(id, requesterId)));
  expect(calls()).toHaveLength(3);
});

it.each([
  [{ status: 500 }, 'dependency-unavailable'],
  [{ status: 429, plainText: true }, 'rate-limited'],
  [{ status: 'connection-lost' }, 'dependency-unavailable'],
  [{ status: 401 }, 'desk-refused'],
] as const)('says that after %j nothing can be added (%s), and asks no second time', async (fault, code) => {
  const { desk, ticket, calls, told, enrich } = setUp();
  desk.failNext(fault);
  const facts = await told(message(ticket.id, ticket.requesterId));
  await expect(enrich(facts)).rejects.toMatchObject({ code });
  await expect(enrich(facts)).rejects.toMatchObject({ code });
  expect(calls()).toHaveLength(1);
});

it.each([{ status: 404 }, { status: 200, body: '[]' }] as const)(
  'leaves the facts as they are after %j',
  async (fault) => {
    const { desk, ticket, calls, told, enrich } = setUp();
    desk.failNext(fault);
    const facts = await told(message(ticket.id, ticket.requesterId));
    expect(await enrich(facts)).toEqual(facts);
    expect(await enrich(facts)).toEqual(facts);
    expect(calls()).toHaveLength(1);
  },
);

it('ends when its time is over; the answer is there for the next', async () => {
  const { desk, ticket, time, told, connection } = setUp();
  const enrich = createZendeskEnrich(connection, { fetch: desk.fetch, clock: time, timeoutMs: 60_000 });
  desk.failNext({ delayMs: 1_000 });
  const facts = await told(message(ticket.id, ticket.requesterId));
  const controller = new AbortController();
  const first = enrich(facts, { delivery, signal: controller.signal });
  controller.abort();
  await expect(first).rejects.toHaveProperty('name', 'AbortError');
  await time.advance(1_000);
  expect(await enrich(facts, { delivery, signal })).toHaveLength(2);
});

it('is switched on by the connection’s own option, and only with access', async () => {
  const { desk } = setUp();
  const rest = { url: desk.url, token: desk.token };
  expect(zendesk({ ...secret, rest }).enrich).toBeUndefined();
  expect(zendesk({ ...secret, enrich: true }).enrich).toBeUndefined();
  const { enrich } = zendesk({ ...secret, rest, enrich: { fetch: desk.fetch } });
  expect(await enrich?.([], { delivery, signal })).toEqual([]);
});
