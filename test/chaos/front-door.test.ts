import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signedZendeskRequest, zendeskFixtures } from '@deskrail/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFrontDoor } from './front-door.ts';
import { createLedger } from './ledger.ts';
import { secret, webhookPath } from './words.ts';

let status = 204;
const receiver = createServer((_, response) => response.writeHead(status).end());
let url = '';
beforeAll(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterAll(() => receiver.close());

const nobody = 'http://127.0.0.1:1';
const webhook = (invocationId: string) =>
  signedZendeskRequest({
    ...{ url: `http://rail.invalid${webhookPath}`, secret, invocationId },
    body: JSON.stringify(
      zendeskFixtures.commentAdded({
        ticket: '77',
        commentId: '501',
        body: 'Hello',
        author: { id: '9', staff: false },
      }),
    ),
  });

function open(receivers: readonly string[]) {
  const ledger = createLedger();
  return { ledger, door: createFrontDoor(() => receivers, ledger) };
}

it('passes by a receiver that is down, and notes which facts were acknowledged', async () => {
  status = 204;
  const { ledger, door } = open([nobody, url]);
  for (const invocation of ['a', 'b', 'a']) expect((await door.deliver(await webhook(invocation))).status).toBe(204);
  expect(ledger.acknowledged).toBe(2);
  expect(ledger.all.map(({ invocation, copies, facts }) => [invocation, copies, facts])).toEqual([
    ['a', 2, ['default/zendesk/message/501']],
    ['b', 1, ['default/zendesk/message/501']],
  ]);
  expect(door.recent).toHaveLength(3);
});

it('answers with what makes the vendor come again where nobody is there', async () => {
  const { ledger, door } = open([nobody]);
  const response = await door.deliver(await webhook('a'));
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
  expect(ledger.all).toMatchObject([{ acknowledged: false, stale: false, facts: [] }]);
});

it('tells what was refused for its time from what was given up', async () => {
  status = 401;
  const { ledger, door } = open([url]);
  await door.deliver(await webhook('a'));
  expect(ledger.all).toMatchObject([{ acknowledged: false, stale: true }]);
  await ledger.redriven(await webhook('a'));
  expect(ledger.all).toMatchObject([{ acknowledged: true, held: true, facts: ['default/zendesk/message/501'] }]);
});

it('throws away on purpose what it says yes to', async () => {
  const { ledger, door } = open([nobody]);
  door.drop(true);
  expect((await door.deliver(await webhook('a'))).status).toBe(204);
  expect(ledger.all).toMatchObject([{ acknowledged: true, facts: ['default/zendesk/message/501'] }]);
});
