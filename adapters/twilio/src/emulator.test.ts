import { type ApprovedAction, approveAction, checkEvent } from '@deskrail/contracts';
import { emulateTwilio, factsInMemory, manualTime, twilioFixtures } from '@deskrail/testing';
import { createReceiver } from '@deskrail/webhooks';
import { describe, expect, it } from 'vitest';
import { twilio } from './index.js';

const { customer, number } = twilioFixtures.sample;
const publicUrl = 'https://desk.example.com/webhooks/twilio';
const signal = new AbortController().signal;

/** An emulated account whose webhooks this connection reads behind a proxy, and in whose name it writes. */
function setUp(emulator: Parameters<typeof emulateTwilio>[0] = {}) {
  const log = factsInMemory();
  const time = manualTime();
  const desk = emulateTwilio({
    time,
    webhookUrl: `${publicUrl}#rc=2&rp=all`,
    // What a proxy makes of it.
    deliver: async (request) => {
      const { pathname, search } = new URL(request.url);
      return receive(new Request(`http://10.0.0.7:3000${pathname}${search}`, request));
    },
    ...emulator,
  });
  const rest = { url: desk.url, token: desk.token };
  const connection = twilio({ id: 'twilio', tenant: 'acme', secrets: [desk.authToken], publicUrl, rest });
  const receive = createReceiver({ log, connections: [connection], clock: time });
  const executor = async () => connection.openExecutor?.({ fetch: desk.fetch, clock: time, timeoutMs: 500 });
  const of = (type: string) => log.all().filter((fact) => fact.type === type);
  return { desk, time, of, all: log.all, appended: log.appended, executor };
}

function reply(conversation: string, text: string): ApprovedAction {
  const about = { tenant: 'acme', connection: 'twilio', time: '2026-03-02T08:00:00Z' };
  const ids = { verdictId: 'ver_1', recommendationId: 'rec_1' };
  const final = { kind: 'reply', text, visibility: 'public', sentences: [] };
  const parameters = { kind: 'post-reply' };
  return approveAction(
    { ...about, data: { ...ids, actionId: 'act_1', conversation, parameters, proposalDigest: 'h' } } as never,
    { ...about, data: { ...ids, kind: 'approve', decides: true, final, finalHash: 'h' } } as never,
  );
}

describe('an emulated account', () => {
  it('tells each message once, by webhook and by Event Streams', async () => {
    const { desk, of, all, appended } = setUp({ delivery: { duplicate: 1 } });
    desk.subscribe({ url: publicUrl, for: ['events'], batch: true });
    desk.customerTexts({ from: customer, text: 'Is it tight? Größe 😀 & more' });
    desk.customerTexts({ from: customer, text: 'Hello', channel: 'whatsapp' });
    desk.customerWritesInConversation({ from: 'visitor', channel: 'chat', text: 'In a chat' });
    await desk.settled();
    expect(
      of('message.received.v1')
        .map((fact) => (fact.data as { text: string }).text)
        .sort(),
    ).toEqual(['Hello', 'In a chat', 'Is it tight? Größe 😀 & more']);
    expect(appended()).toBeGreaterThan(all().length);
    expect(of('unmapped.v1')).toEqual([]);
    expect(new Set(desk.deliveries.map(({ status }) => status))).toEqual(new Set(['delivered']));
    await desk.close();
  });

  it('tells what became of a reply, with the action that sent it', async () => {
    const { desk, time, of, executor } = setUp();
    desk.customerTexts({ from: customer, text: 'Where is it?' });
    await desk.settled();
    const [asked] = of('message.received.v1');
    const execution = await (await executor())?.execute(reply(asked?.subject ?? '', 'On its way.'), { signal });
    await time.advance(1000);
    await desk.settled();
    const changes = of('message.delivery-changed.v1').map(({ subject, data }) => ({ subject, data }));
    const vendorId = execution?.outcome === 'executed' ? execution.vendorId : undefined;
    expect(changes.at(-1)).toMatchObject({
      subject: asked?.subject,
      data: { messageId: vendorId, status: 'delivered', actionId: 'act_1' },
    });
    await desk.close();
  });

  it('says late that the window was closed', async () => {
    const { desk, time, of, executor } = setUp({ outsideWindow: 'late' });
    const conversation = `conversation:twilio:${encodeURIComponent(`whatsapp:${number}|whatsapp:${customer}`)}`;
    expect(await (await executor())?.execute(reply(conversation, 'Hello'), { signal })).toMatchObject({
      outcome: 'executed',
    });
    await time.advance(1000);
    await desk.settled();
    expect(of('message.delivery-changed.v1').map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ status: 'failed', errorCode: '63016', actionId: 'act_1' }),
    );
    await desk.close();
  });

  it('hears an empty document, so that no customer gets an answer of ours by mistake', async () => {
    const { desk } = setUp();
    desk.customerTexts({ from: customer, text: 'Hello' });
    await desk.settled();
    expect(desk.messages.list()).toHaveLength(1);
    await desk.close();
  });
});

describe('every webhook that Twilio documents', () => {
  it('becomes valid facts, or is none', async () => {
    const { adapter, ...rest } = twilio({ id: 'twilio', tenant: 'acme', secrets: ['s'] });
    const connection = { ...rest, adapter };
    const without: string[] = [];
    for (const fixture of twilioFixtures.every()) {
      const raw = 'params' in fixture ? `${new URLSearchParams(fixture.params)}` : fixture.body;
      const headers = new Headers();
      const body = new TextEncoder().encode(raw);
      const reading = adapter.read({ method: 'POST', url: publicUrl, headers, body, receivedAtMs: 0 });
      const context = { connection, authenticity: 'signed', receivedAtMs: 0, headers, raw } as const;
      const facts = reading.readable ? await adapter.normalize(reading.payload, context) : [];
      for (const fact of facts) {
        checkEvent('facts', fact);
        if (fact.type === 'unmapped.v1') expect([fixture.name, fact.data.why]).toEqual([fixture.name, 'no-contract']);
      }
      if (facts.length === 0) without.push(fixture.name);
    }
    expect(without).toEqual([
      'conversations onMessageAdd',
      'conversations onTypingStarted',
      'conversations onParticipantUpdated',
    ]);
  });
});
