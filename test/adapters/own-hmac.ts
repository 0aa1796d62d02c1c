/** What the desk of examples/own-hmac-adapter.ts sends. It is made up, and so are its pages. */
import type { AdapterFixtures, WebhookFixture } from '@deskrail/webhooks/conformance';
import { hmacSha256 } from '@deskrail/webhooks/hmac';
import { pigeon } from '../../examples/own-hmac-adapter.ts';

const follows = 'https://pigeon.example/docs/webhooks';
const webhook = (name: string, given: Readonly<Record<string, unknown>> = {}): WebhookFixture => {
  const letter = { kind: 'letter', thread: 't1', id: 'l1', by: 'writer', words: 'Where is my order?', open: true };
  return { name, follows, body: JSON.stringify({ ...letter, at: '2026-03-02T08:00:00Z', ...given }) };
};

export const pigeonWebhooks: AdapterFixtures = {
  scheme: {
    ...{ follows, signsBody: true, signsTime: { skipped: 'Pigeon signs no time' } },
    ...{ header: 'x-pigeon-signature', encoding: 'hex' },
  },
  secrets: { newer: 'a'.repeat(32), older: 'b'.repeat(32), foreign: 'c'.repeat(32) },
  connection: (secrets) => pigeon({ id: 'pigeon', tenant: 'acme', secrets }),
  async sign({ secret, body }) {
    const mac = await hmacSha256(new TextEncoder().encode(secret), body);
    return { headers: { 'x-pigeon-signature': Buffer.from(mac).toString('hex') } };
  },
  webhooks: [
    {
      ...webhook('a customer’s letter'),
      facts: [
        {
          ...{ type: 'message.received.v1', subject: 'conversation:pigeon:t1' },
          data: { messageId: 'l1', visibility: 'public', text: 'Where is my order?' },
        },
      ],
    },
    { ...webhook('an agent’s letter', { id: 'l2', by: 'keeper' }), facts: [{ type: 'message.sent.v1' }] },
  ],
  unknownEvent: webhook('an event of tomorrow', { kind: 'owl' }),
  ownReply: { skipped: 'nothing is sent to Pigeon' },
  privateNotes: [
    webhook('a closed letter', { id: 'l3', by: 'keeper', open: false }),
    webhook('one that does not say', { id: 'l4', open: undefined }),
  ],
  hugeInteger: {
    ...{ name: 'an id of twenty digits', follows, digits: '12345678901234567890' },
    body: webhook('', { id: 0 }).body.replace('"id":0', '"id":12345678901234567890'),
  },
  act: { skipped: 'Pigeon is only listened to' },
};
