import { signedZendeskRequest, temporaryFolder, zendeskFixtures } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { createDeskrail } from 'deskrail';
import { expect, it, vi } from 'vitest';
import { startKafka } from '../brokers/start-kafka.ts';
import { secret, tenant } from './open-rail.ts';

const soon = { timeout: 60_000, interval: 100 };

async function webhook(text: string): Promise<Request> {
  const body = JSON.stringify(zendeskFixtures.commentAdded({ ticket: '7', body: text }));
  return signedZendeskRequest({ url: 'http://rail.example/webhooks/zendesk', secret, body });
}

it('a receiver takes webhooks in while Kafka is away, also when it is started meanwhile', {
  timeout: 180_000,
}, async () => {
  await using folder = await temporaryFolder();
  await using kafka = await startKafka({ nodes: 1 });
  const [node] = kafka.nodes;
  const open = async () => {
    const deskrail = await createDeskrail({
      ...{ data: folder.path, roles: ['receive'], limits: { closeTimeoutMs: 5_000, appendTimeoutMs: 2_000 } },
      connections: [zendesk({ id: 'zendesk', tenant, secrets: [secret] })],
      kafka: { brokers: kafka.brokers.split(','), development: true, partitions: 2 },
    });
    await deskrail.start();
    return deskrail;
  };
  const readiness = async (deskrail: Awaited<ReturnType<typeof open>>) => {
    const answer = await deskrail.fetch(new Request('http://rail.example/readyz'));
    const { parts } = (await answer.json()) as { parts: Record<string, { state: string }> };
    return { status: answer.status, parts };
  };

  let deskrail = await open();
  expect((await deskrail.fetch(await webhook('before'))).status).toBe(204);
  expect(await readiness(deskrail)).toMatchObject({ status: 200, parts: { log: { state: 'ready' } } });

  await node?.kill();
  expect((await deskrail.fetch(await webhook('away'))).status).toBe(204);
  await vi.waitFor(async () => {
    expect(await readiness(deskrail)).toMatchObject({
      status: 200,
      parts: {
        log: { state: 'degraded', detail: 'Kafka is away; webhooks go to the spool' },
        spool: { state: 'degraded' },
      },
    });
  }, soon);
  const metrics = await (await deskrail.fetch(new Request('http://rail.example/metrics'))).text();
  expect(metrics).toContain('deskrail_spool_events 1');
  expect(metrics).toContain('deskrail_log_up 0');
  await deskrail.close();

  deskrail = await open();
  expect((await deskrail.fetch(await webhook('started meanwhile'))).status).toBe(204);
  expect(await readiness(deskrail)).toMatchObject({ status: 200, parts: { log: { state: 'degraded' } } });

  await node?.start();
  await vi.waitFor(async () => {
    expect(await readiness(deskrail)).toMatchObject({ parts: { log: { state: 'ready' }, spool: { state: 'ready' } } });
  }, soon);
  const texts = await Array.fromAsync(deskrail.log.read({ stream: 'facts' }), ({ event }) =>
    event.type === 'message.received.v1' || event.type === 'message.sent.v1' ? event.data.text : event.type,
  );
  expect(texts).toEqual(['before', 'away', 'started meanwhile']);
  await deskrail.close();
});
