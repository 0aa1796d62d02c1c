import { type ApprovedAction, approveAction, checkEvent } from '@deskrail/contracts';
import { emulateZendesk, factsInMemory, manualTime, zendeskFixtures } from '@deskrail/testing';
import { createReceiver } from '@deskrail/webhooks';
import { describe, expect, it } from 'vitest';
import { zendesk, zendeskTemplate } from './index.js';

const endpoint = 'http://localhost/webhooks/zendesk';
const signal = new AbortController().signal;

/** An emulated desk whose webhooks, of both families, this connection reads, and on whose tickets it acts. */
function setUp({ enrich = false } = {}) {
  const log = factsInMemory();
  const time = manualTime();
  const desk = emulateZendesk({
    time,
    deliver: (request) => receive(request),
    webhooks: [
      { url: endpoint, secret: 'events' },
      { url: endpoint, secret: 'triggers', template: zendeskTemplate, escapes: false },
    ],
  });
  const rest = { url: desk.url, token: desk.token };
  const asking = enrich && { fetch: desk.fetch, clock: time };
  const connection = zendesk({ id: 'zendesk', tenant: 'acme', secrets: ['events', 'triggers'], rest, enrich: asking });
  const receive = createReceiver({ log, connections: [connection], clock: time });
  const openExecutor = () => connection.openExecutor?.({ fetch: desk.fetch, clock: time, timeoutMs: 500 });
  return { desk, facts: log.all, openExecutor };
}

function reply(ticketId: string, text: string): ApprovedAction {
  const conversation = `conversation:zendesk:${ticketId}`;
  const about = { tenant: 'acme', connection: 'zendesk' };
  const ids = { verdictId: 'ver_1', recommendationId: 'rec_1' };
  const parameters = { kind: 'post-reply' };
  const final = { kind: 'reply', text, visibility: 'public', sentences: [] };
  return approveAction(
    { ...about, data: { ...ids, actionId: 'act_1', conversation, parameters, proposalDigest: 'h' } } as never,
    { ...about, data: { ...ids, kind: 'approve', decides: true, final, finalHash: 'h' } } as never,
  );
}

describe('an emulated desk', () => {
  it('tells each message once, by both families, quotation marks and all', async () => {
    const { desk, facts } = setUp();
    const ticket = desk.customerWrites({ subject: 'A "tent"', text: 'Is it "tight"?\n', tags: ['tents'] });
    desk.agentWrites({ ticket: ticket.id, text: 'It is.' });
    await desk.settled();
    const messages = facts().filter(({ type }) => type.startsWith('message.'));
    expect(messages.map(({ type, data }) => [type, (data as { text: string }).text.trim()])).toEqual([
      ['message.received.v1', 'Is it "tight"?'],
      ['message.sent.v1', 'It is.'],
    ]);
    expect(new Set(facts().map(({ subject }) => subject))).toContain(`conversation:zendesk:${ticket.id}`);
    expect(facts().map(({ type }) => type)).not.toContain('unmapped.v1');
    await desk.close();
  });

  it('tells our own reply, when it comes back, as sent by the integration: under the id that the execution named', async () => {
    const { desk, facts, openExecutor } = setUp();
    const ticket = desk.customerWrites({ text: 'Is it tight?' });
    const executor = await openExecutor();
    const execution = await executor?.execute(reply(ticket.id, 'It is.'), { signal });
    await desk.settled();
    const [ours, ...more] = facts().filter(({ type }) => type === 'message.sent.v1');
    expect(ours).toMatchObject({
      actor: `agent/${desk.users.get('integration@fernhill.example')?.id}`,
      data: {
        messageId: (execution as { vendorId: string }).vendorId,
        author: { kind: 'agent' },
        channel: 'web_service',
        visibility: 'public',
      },
    });
    expect(more).toEqual([]);
    await desk.close();
  });

  it.each([
    ['is answered', undefined, 'executed'],
    ['times out, having done it', { status: 'time-out', afterEffect: true }, 'uncertain'],
    ['breaks off, having done it', { status: 'connection-lost', afterEffect: true }, 'uncertain'],
    ['fails, having done it', { status: 502, afterEffect: true }, 'uncertain'],
  ] as const)('has one reply when the call %s, found by its marker', async (_, fault, outcome) => {
    const { desk, openExecutor } = setUp();
    const ticket = desk.customerWrites({ subject: 'A tent', text: 'Is it tight?' });
    if (fault !== undefined) desk.failNext({ ...fault, method: 'PUT' });
    const executor = await openExecutor();
    const action = reply(ticket.id, 'It is.');
    expect(await executor?.execute(action, { signal })).toMatchObject({ outcome });
    const comments = desk.tickets.get(ticket.id)?.comments ?? [];
    expect(comments.map(({ body }) => body)).toEqual(['Is it tight?', 'It is.']);
    expect(await executor?.lookUp(action, { signal })).toEqual({ found: true, vendorId: comments[1]?.id });
    await desk.close();
  });
});

describe('a messaging conversation', () => {
  it('comes with its state and its customer’s address where enrichment is on, and without where the desk is down', async () => {
    const { desk, facts } = setUp({ enrich: true });
    const ticket = desk.customerWrites({ subject: 'A tent', text: 'Is it tight?' });
    await desk.settled();
    const before = facts().length;
    desk.messagingWrites({ ticket: ticket.id, text: 'Hello?' });
    await desk.settled();
    expect(facts().slice(before)).toMatchObject([
      { type: 'message.received.v1', data: { text: 'Hello?', author: { address: 'robin@customer.example' } } },
      { type: 'case.state-observed.v1', data: { subject: 'A tent', status: 'new', origin: { by: 'rest' } } },
    ]);
    const other = desk.customerWrites({ text: 'Another' });
    await desk.settled();
    const then = facts().length;
    desk.failNext({ status: 503 });
    desk.messagingWrites({ ticket: other.id, text: 'Anybody?' });
    await desk.settled();
    expect(facts().slice(then)).toMatchObject([{ type: 'message.received.v1', data: { text: 'Anybody?' } }]);
    await desk.close();
  });
});

describe('every event that Zendesk documents', () => {
  it('becomes valid facts', async () => {
    const { adapter, ...connection } = zendesk({ id: 'zendesk', tenant: 'acme', secrets: ['s'] });
    for (const event of zendeskFixtures.everyEvent()) {
      const raw = JSON.stringify(event);
      const headers = new Headers();
      const body = new TextEncoder().encode(raw);
      const reading = adapter.read({ method: 'POST', url: endpoint, headers, body, receivedAtMs: 0 });
      const context = {
        connection: { ...connection, adapter },
        authenticity: 'signed',
        receivedAtMs: 0,
        headers,
        raw,
      } as const;
      const facts = reading.readable ? await adapter.normalize(reading.payload, context) : [];
      const unmapped = facts.filter((fact) => fact.type === 'unmapped.v1').map((fact) => fact.data.why);
      expect([event.type, facts.length > 0, unmapped.filter((why) => why !== 'no-contract')]).toEqual([
        event.type,
        true,
        [],
      ]);
      for (const fact of facts) checkEvent('facts', fact);
    }
  });
});
