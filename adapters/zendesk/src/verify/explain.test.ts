import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { zendeskAdapter, zendeskReceive } from '../receive.js';

const secret = 'c2VjcmV0IG9mIHRoZSB3ZWJob29r';
const testSecret = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';
const timestamp = '2026-01-31T09:30:00Z';
const event = '{"type":"zen:event-type:ticket.created","event":{"text":"a < b / c"}}';

interface Refused {
  /** What the sender signed with, and over. */
  key?: string | Buffer;
  signed?: string;
  body?: string;
  method?: string;
  secrets?: string[];
}

async function causeOf({ key = secret, signed, body = event, method = 'POST', secrets = [secret] }: Refused) {
  const signature = createHmac('sha256', key)
    .update(signed ?? timestamp + body)
    .digest('base64');
  const delivery = {
    method,
    url: 'http://localhost/webhooks/zendesk',
    headers: new Headers({
      'x-zendesk-webhook-signature': signature,
      'x-zendesk-webhook-signature-timestamp': timestamp,
    }),
    body: new TextEncoder().encode(body),
    receivedAtMs: Date.parse(timestamp),
  };
  const verification = await zendeskAdapter.verify(delivery, zendeskReceive({ id: 'z', tenant: 'acme', secrets }));
  if (verification.authentic) throw new Error('It is authentic.');
  expect(verification.code).toBe('signature-invalid');
  for (const each of [...secrets, 'a < b']) expect(verification.cause).not.toContain(each);
  return verification.cause;
}

describe('a wrong signature is explained', () => {
  it.each<[string, Refused, string]>([
    ['the test secret', { key: testSecret }, 'allowTestSecret'],
    [
      'a secret that was decoded here',
      { secrets: [Buffer.from(secret, 'base64').toString('latin1')] },
      'not to be decoded',
    ],
    ['a secret that was decoded there', { key: Buffer.from(secret, 'base64') }, 'Zendesk does not'],
    ['a body where none was signed', { signed: timestamp, body: '{}' }, 'GET or DELETE'],
    ['a dot between', { signed: `${timestamp}.${event}` }, '"."'],
    ['no timestamp', { signed: event }, 'without the timestamp'],
    ['a body that was read before', { signed: timestamp + event, body: '' }, 'express.json()'],
    ['a GET with another secret', { key: 'another', signed: timestamp, body: '', method: 'GET' }, 'A GET has no body'],
    [
      'a body printed prettily',
      { signed: timestamp + event, body: JSON.stringify(JSON.parse(event), null, 2) },
      'parsed and written again',
    ],
    [
      'a body whose escapes are gone',
      { signed: timestamp + event.replace('<', '\\u003c') },
      'parsed and written again',
    ],
    ['a body whose slashes are bare', { signed: timestamp + event.replaceAll('/', '\\/') }, 'parsed and written again'],
    ['a body that lost its last line break', { signed: `${timestamp}${event}\n` }, 'parsed and written again'],
    ['another secret', { key: 'another' }, 'as JSON.stringify writes it'],
    ['another secret, and a body as it came', { key: 'another', body: '{ "a": 1 }' }, 'another webhook’s secret'],
    [
      'a number that lost its digits',
      { key: 'another', body: '{ "id":1.2345678901234568e+25}' },
      'hand over the raw bytes',
    ],
  ])('%s', async (_what, refused, words) => {
    expect(await causeOf(refused)).toContain(words);
  });

  it('but not by calculating over a large body', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(70_000) });
    expect(await causeOf({ key: testSecret, body })).toContain('No secret gives this signature');
  });
});
