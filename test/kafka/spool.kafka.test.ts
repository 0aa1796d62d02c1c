import { setTimeout as delay } from 'node:timers/promises';
import { conversationId, type EventByType } from '@deskrail/contracts';
import { openKafkaLog } from '@deskrail/event-log/kafka';
import { flushSpool, openSpool, spoolingLog, startForwarding } from '@deskrail/event-log/spool';
import { temporaryFolder } from '@deskrail/testing';
import { expect, test, vi } from 'vitest';
import { startKafka } from '../brokers/start-kafka.ts';

const subjects = 12;
const afterMs = 300;

test('a receiver goes on through a dead broker: nothing acknowledged is lost, each subject keeps its order', async () => {
  await using kafka = await startKafka();
  const [node] = kafka.nodes;
  await using folder = await temporaryFolder();
  await using log = await openKafkaLog({ brokers: kafka.brokers.split(','), development: true });
  await using spool = await openSpool({ directory: folder.path });
  const receiver = spoolingLog({ log, spool, afterMs });
  const forwarding = startForwarding({ spool, log });

  const acknowledged: string[][] = Array.from({ length: subjects }, () => []);
  const spooled = acknowledged.map(() => 0);
  let going = true;
  const callers = acknowledged.map(async (ids, subject) => {
    for (let index = 0; going; index += 1) {
      const [appended] = await receiver.append('facts', [fact(`${subject}-${index}`, subject)]);
      ids.push(appended?.id ?? '');
      if (appended?.position.startsWith('spool/')) spooled[subject] = (spooled[subject] ?? 0) + 1;
      await delay(20);
    }
  });
  await delay(1_000);
  await node?.kill();
  await delay(4_000);
  // While the broker is still dead: nobody waited for it to be back.
  await vi.waitUntil(() => Math.min(...spooled) > 1, { timeout: 20_000 });
  expect(await spool.status()).toMatchObject({ state: 'waiting' });
  await node?.start();
  await delay(2_000);
  going = false;
  await Promise.all(callers);
  await forwarding.close();
  await flushSpool({ spool, log, patienceMs: 30_000 });

  const seen: Set<string>[] = acknowledged.map(() => new Set());
  for await (const { event } of log.read({ stream: 'facts' })) seen[Number(event.id.split('-')[0])]?.add(event.id);
  expect(seen.map((ids) => [...ids])).toEqual(acknowledged);
});

const fact = (id: string, conversation: number): EventByType<'message.received.v1'> => ({
  ...{ specversion: '1.0', id, source: '/connections/desk', type: 'message.received.v1', tenant: 'acme' },
  ...{ subject: conversationId('desk', String(conversation)), time: '2026-01-31T09:30:00Z', connection: 'desk' },
  ...{ datacontenttype: 'application/json', actor: 'customer/1', authenticity: 'signed', identity: 'exact' },
  data: {
    ...{ messageId: id, author: { kind: 'customer', id: '1' }, visibility: 'public', text: 'Where is my tent?' },
    origin: { vendor: 'zendesk', by: 'event' },
  },
});
