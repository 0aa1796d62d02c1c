/** What the desk of examples/own-desk-adapter.ts sends and answers. It is made up, and so are its pages. */
import { decodeBase64, encodeBase64 } from '@deskrail/webhooks';
import {
  type AdapterFixtures,
  approvedFixture,
  type FactFixture,
  type WebhookFixture,
} from '@deskrail/webhooks/conformance';
import { hmacSha256 } from '@deskrail/webhooks/hmac';
import { hearth, hearthReceive, openHearthExecutor } from '../../examples/own-desk-adapter.ts';

const follows = 'https://hearth.example/docs/webhooks';
const connection = { id: 'hearth', tenant: 'acme' };
const rest = { url: 'https://hearth.example', token: 'a-token' };
const secretOf = (byte: number): string => `whsec_${encodeBase64(new Uint8Array(24).fill(byte))}`;
const utf8 = new TextEncoder();

const webhook = (name: string, body: Readonly<Record<string, unknown>>): WebhookFixture => ({
  name,
  follows,
  body: JSON.stringify({ thread: 't1', at: '2026-03-02T07:59:58.123456Z', ...body }),
});
const message = (given: Readonly<Record<string, unknown>> = {}) => ({
  event: 'message.created',
  message: { id: 'm1', text: 'Where is my order?', internal: false, from: { kind: 'customer', id: 'c7' }, ...given },
});
const agent = { kind: 'agent', id: 'a1' };
const is = (fixture: WebhookFixture, ...facts: FactFixture['facts']): FactFixture => ({ ...fixture, facts });

const desk = (write: () => Response) => (request: Request) => (request.method === 'POST' ? write() : Response.json([]));
const reply = approvedFixture({ connection, deskId: 't1', parameters: { kind: 'post-reply' } });
const note = approvedFixture({ connection, deskId: 't1', parameters: { kind: 'post-note' } });

export const hearthWebhooks: AdapterFixtures = {
  scheme: {
    follows: 'https://www.standardwebhooks.com/',
    ...{ signsBody: true, signsTime: true, header: 'webhook-signature', encoding: 'base64' },
  },
  secrets: { newer: secretOf(1), older: secretOf(2), foreign: secretOf(3) },
  connection: (secrets) => hearthReceive({ ...connection, secrets }),
  async sign({ secret, body, atMs, deliveryId: id }) {
    const timestamp = String(Math.floor(atMs / 1000));
    const key = decodeBase64(secret.slice('whsec_'.length)) ?? new Uint8Array(0);
    const mac = await hmacSha256(key, utf8.encode(`${id}.${timestamp}.`), body);
    const signature = `v1,${encodeBase64(mac)}`;
    return { headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } };
  },
  webhooks: [
    is(webhook('a customer’s message', message()), {
      type: 'message.received.v1',
      subject: 'conversation:hearth:t1',
      data: { messageId: 'm1', visibility: 'public', text: 'Where is my order?' },
    }),
    is(webhook('an agent’s message', message({ id: 'm2', from: agent })), { type: 'message.sent.v1' }),
    is(webhook('a closed thread', { event: 'thread.closed' }), {
      type: 'case.status-changed.v1',
      data: { current: 'solved' },
    }),
    is(webhook('somebody types', { event: 'thread.typing' })),
  ],
  unknownEvent: webhook('an event of tomorrow', { event: 'thread.dreamt_of' }),
  ownReply: {
    ...webhook('our own reply', message({ id: 'm3', from: { kind: 'bot', id: 'b1' }, tag: 'act_1' })),
    actionId: 'act_1',
  },
  privateNotes: [
    webhook('an internal note', message({ id: 'm4', from: agent, internal: true })),
    webhook('one that does not say', message({ id: 'm5', from: agent, internal: undefined })),
  ],
  hugeInteger: {
    ...webhook('an id of twenty digits', message({ id: 0 })),
    digits: '12345678901234567890',
    body: webhook('', message({ id: 0 })).body.replace('"id":0', '"id":12345678901234567890'),
  },
  act: {
    open: (options) => openHearthExecutor(hearth({ ...connection, secrets: [secretOf(1)], rest }), options),
    desk: () => desk(() => Response.json({ id: 'm9' })),
    reply,
    cases: [
      { name: 'a reply', follows, action: reply, expected: { outcome: 'executed', vendorId: 'm9' } },
      { name: 'a note', follows, action: note, expected: { outcome: 'executed' } },
      {
        ...{ name: 'a rate limit says for how long', follows, action: reply },
        desk: desk(() => new Response('slow down', { status: 429, headers: { 'retry-after': '7' } })),
        expected: { outcome: 'failed', permanent: false, retryAfterMs: 7_000 },
      },
      {
        ...{ name: 'a refusal is for good', follows, action: reply },
        desk: desk(() => Response.json({ error: 'closed' }, { status: 422 })),
        expected: { outcome: 'failed', permanent: true },
      },
      {
        ...{ name: 'a fault of the desk’s own is uncertain', follows, action: reply },
        desk: desk(() => new Response('', { status: 502 })),
        expected: { outcome: 'uncertain' },
      },
    ],
    lookUp: {
      found: () => Response.json([{ id: 'm9', tag: 'act_1' }]),
      absent: () => Response.json([]),
      expected: { found: false, certain: true },
    },
  },
};
