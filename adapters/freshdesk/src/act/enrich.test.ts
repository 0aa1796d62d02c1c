import { checkEvent, type Fact } from '@deskrail/contracts';
import { emulateFreshdesk, manualTime } from '@deskrail/testing';
import { describe, expect, it } from 'vitest';
import { type FreshdeskOptions, freshdesk, freshdeskAdapter } from '../index.js';
import { createFreshdeskEnrich, type FreshdeskEnrichOptions } from './enrich.js';

const signal = new AbortController().signal;
const long = `<p>${'a long story '.repeat(20)}</p>`;

function setUp(
  enriching: FreshdeskEnrichOptions = {},
  content: 'simple' | 'app' = 'app',
  options: Partial<FreshdeskOptions> = {},
) {
  const time = manualTime();
  const bodies: string[] = [];
  const desk = emulateFreshdesk({
    ...{ time, secret: 's3cret', content, truncateAt: 50, rateLimit: false },
    statuses: { 8: 'Wartet auf Kunde', 3: 'Wartend' },
    async deliver(request) {
      bodies.push(await request.text());
      return new Response(null, { status: 204 });
    },
  });
  const rest = { url: desk.url, token: desk.key };
  const connection = freshdesk({ id: 'freshdesk', tenant: 'acme', secrets: ['s3cret'], rest, ...options });
  const enrich = createFreshdeskEnrich(connection, { fetch: desk.fetch, clock: time, timeoutMs: 300, ...enriching });

  async function enriched(raw: string): Promise<readonly Fact[]> {
    const headers = new Headers();
    const body = new TextEncoder().encode(raw);
    const delivery = { method: 'POST', url: '/', headers, body, receivedAtMs: time.now() };
    const reading = freshdeskAdapter.read(delivery);
    if (!reading.readable) throw new Error(reading.cause);
    const context = { connection, authenticity: 'shared-secret', receivedAtMs: time.now(), headers, raw } as const;
    const facts = await freshdeskAdapter.normalize(reading.payload, context);
    const more = await enrich(facts, { delivery, signal });
    expect(more.map(({ id, type, subject }) => [id, type, subject])).toEqual(
      facts.map(({ id, type, subject }) => [id, type, subject]),
    );
    for (const fact of more) checkEvent('facts', fact);
    return more;
  }
  const latest = async () => {
    await desk.settled();
    return enriched(bodies.at(-1) ?? '');
  };
  return { desk, time, connection, bodies, enriched, latest };
}

it('fetches what was cut short, and asks nothing where nothing was', async () => {
  const { desk, latest } = setUp();
  const ticket = desk.customerWrites({ text: 'Hi', html: long });
  expect(await latest()).toMatchObject([{ data: { description: expect.stringMatching(/^(a long story ?){20}$/) } }]);
  desk.agentWrites({ ticket: ticket.id, text: 'Hi', html: long });
  expect(await latest()).toMatchObject([
    { data: { text: expect.stringMatching(/^(a long story ?){20}$/), html: `${long}` } },
  ]);
  const { length } = desk.calls;
  desk.agentWrites({ ticket: ticket.id, text: 'Short.' });
  expect(await latest()).toMatchObject([{ data: { text: 'Short.' }, authenticity: 'shared-secret' }]);
  expect(desk.calls).toHaveLength(length);
});

it('asks for the names of the account’s statuses once', async () => {
  const { desk, enriched, connection } = setUp({}, 'simple', { statuses: { 8: 'on-hold' } });
  const seen = (status: string) => enriched(JSON.stringify({ ticket_id: 1, ticket_status: status }));
  expect(await seen('Resolved')).toMatchObject([{ data: { current: 'solved' } }, { type: 'case.opened.v1' }]);
  expect(desk.calls).toHaveLength(0);
  expect(await seen('Wartend')).toMatchObject([{ data: { current: 'pending' } }, { data: { status: 'pending' } }]);
  expect(await seen('Wartet auf Kunde')).toMatchObject([
    { data: { current: 'on-hold' } },
    { data: { status: 'on-hold' } },
  ]);
  expect(await seen('Verloren')).toMatchObject([{ data: { current: 'other' } }, { data: { status: 'other' } }]);
  expect(desk.calls.map(({ path }) => path)).toEqual([expect.stringContaining('ticket_fields')]);
  expect(connection.memory?.statusNames?.get('8')).toEqual(['Wartet auf Kunde', 'Wartet auf Kunde']);
});

describe('confirm', () => {
  it.each(['app', 'simple'] as const)('confirms what the desk says as well: %s', async (content) => {
    const { desk, latest } = setUp({ confirm: true }, content);
    const ticket = desk.customerWrites({ text: 'Hi' });
    expect(await latest()).toMatchObject([{ type: 'case.opened.v1', authenticity: 'confirmed' }]);
    desk.agentWrites({ ticket: ticket.id, text: 'Hello "there".' });
    expect(await latest()).toMatchObject([{ type: 'message.sent.v1', authenticity: 'confirmed' }]);
    desk.changeTicket(ticket.id, { status: 4 });
    expect(await latest()).toMatchObject([{ type: 'case.status-changed.v1', authenticity: 'confirmed' }]);
  });

  it('leaves what the desk does not say as it is, and refuses a ticket that it does not know', async () => {
    const { desk, bodies, enriched } = setUp({ confirm: true });
    const ticket = desk.customerWrites({ text: 'Hi' });
    desk.agentWrites({ ticket: ticket.id, text: 'Hello.' });
    await desk.settled();
    const forged = (bodies.at(-1) ?? '').replaceAll('Hello.', 'Pay here.').replace(/"id":\d+/, '"id":1');
    expect(await enriched(forged)).toMatchObject([{ authenticity: 'shared-secret' }]);
    await expect(enriched(forged.replace(/"ticket_id":\d+/, '"ticket_id":4'))).rejects.toMatchObject({
      code: 'signature-invalid',
    });
  });

  it.each([{ status: 500 }, { status: 429, plainText: true }, { status: 'connection-lost' }, { status: 401 }] as const)(
    'leaves the facts as they are where the desk answers %j',
    async (fault) => {
      const { desk, latest } = setUp({ confirm: true });
      desk.customerWrites({ text: 'Hi' });
      desk.failNext({ ...fault, times: 5 });
      expect(await latest()).toMatchObject([{ authenticity: 'shared-secret' }]);
    },
  );

  it('reads a ticket once for what comes at the same time', async () => {
    const { desk, enriched, bodies } = setUp({ confirm: true });
    desk.customerWrites({ text: 'Hi' });
    await desk.settled();
    for (let times = 0; times < 3; times += 1) await enriched(bodies[0] ?? '');
    expect(desk.calls).toHaveLength(1);
  });
});
