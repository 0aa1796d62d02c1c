import { DeskrailError, type EventLog } from '@deskrail/contracts';
import { flushSpool, openSpool, spoolingLog } from '@deskrail/event-log/spool';
import { openSqliteLog } from '@deskrail/event-log/sqlite';
import { manyZendeskWebhooks, openTestDatabase, signedZendeskRequest, temporaryFolder } from '@deskrail/testing';
import { createReceiver } from '@deskrail/webhooks';
import { zendesk } from '@deskrail/zendesk';
import { expect, it } from 'vitest';

const secret = 'a-secret-of-the-webhook';
const timestamp = '2026-03-02T08:00:00Z';

it('a receiver with a spool acknowledges every webhook while the log is away, also what it cannot read', async () => {
  await using folder = await temporaryFolder();
  await using file = await openTestDatabase();
  await using log = await openSqliteLog({ file });
  let away = true;
  let asked = 0;
  const shaky: Pick<EventLog, 'append' | 'ready'> = {
    append: (...given) => {
      if (!away) return log.append(...given);
      asked += 1;
      if (asked % 2 === 0) return Promise.reject(new DeskrailError('dependency-unavailable', 'No broker answers.'));
      return new Promise(() => {}); // Whoever waited for this answer would give none.
    },
    ready: () => log.ready(),
  };
  await using spool = await openSpool({ directory: folder.path });
  const receive = createReceiver({
    log: spoolingLog({ log: shaky, spool, afterMs: 200 }),
    connections: [zendesk({ id: 'zendesk', tenant: 'acme', secrets: [secret] })],
    clock: { now: () => Date.parse(timestamp) },
  });
  const webhooks = await manyZendeskWebhooks({ count: 60, secret, seed: 3, timestamp });
  const url = 'http://localhost/webhooks/zendesk';
  const requests = webhooks.map(({ body, headers }) => new Request(url, { method: 'POST', headers, body }));
  requests.push(await signedZendeskRequest({ url, secret, timestamp, body: '{"unread', invocationId: '01' }));

  const answers = await Promise.all(requests.map(async (request) => (await receive(request)).status));
  expect(new Set(answers)).toEqual(new Set([204]));
  const { events } = await spool.status();
  expect(events).toBeGreaterThan(webhooks.length);

  away = false;
  expect(await flushSpool({ spool, log: shaky })).toMatchObject({ refused: 0, left: 0 });
  let kept = 0;
  for await (const _ of log.read({ stream: 'facts' })) kept += 1;
  for await (const { event } of log.read({ stream: 'dead-letters' })) {
    kept += 1;
    expect(event.data).toMatchObject({ reason: 'unreadable', from: { kind: 'webhook', authenticity: 'signed' } });
  }
  expect(kept).toBe(events);
});
