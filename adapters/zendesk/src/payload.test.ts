import { expect, it } from 'vitest';
import { zendeskAdapter } from './receive.js';

const read = (text: string) =>
  zendeskAdapter.read({
    method: 'POST',
    url: 'http://localhost/webhooks/zendesk',
    headers: new Headers(),
    body: new TextEncoder().encode(text),
    receivedAtMs: 0,
  });

it.each([
  ['', 'GET or DELETE'],
  ['<ticket><id>5158</id></ticket>', 'XML'],
  ['ticket_id=5158&status=Open', 'a form'],
  ['{"ticket_id": 5158,', 'not JSON: unexpected character or end at'],
])('says of the body %j how the webhook was set up', (text, words) => {
  expect(read(text)).toMatchObject({ readable: false, cause: expect.stringContaining(words) });
});

it('keeps an id beyond 2^53 and a sequence of 26 digits exactly', () => {
  const meta = '"meta":{"sequence":{"id":12345678901234567890123456,"position":1}}';
  const reading = read(`{"type":"zen:event-type:ticket.created","account_id":9007199254740993,"event":{${meta}}}`);
  expect(reading).toMatchObject({
    payload: {
      accountId: '9007199254740993',
      change: { meta: { sequence: { id: '12345678901234567890123456' } } },
    },
  });
});
