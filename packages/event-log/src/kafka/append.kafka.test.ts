import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { type StoredEvent, silentLogger } from '@deskrail/contracts';
import { describe, expect, inject, test, vi } from 'vitest';
import { readAll } from '../conformance/effects.js';
import { idsOf, message, messages } from '../conformance/messages.js';
import { partitionOf } from './append/partition-of.js';
import { driverSettings } from './connection-options.js';
import type { DriverRecord } from './driver.js';
import { loadDriver } from './load-driver.js';
import { type KafkaLogOptions, openKafkaLog } from './open-kafka-log.js';

const brokers = inject('kafkaBrokers').split(',');
const fresh = (more: Partial<KafkaLogOptions> = {}): KafkaLogOptions => ({
  ...{ brokers, topicPrefix: `append-${randomUUID().slice(0, 13)}.`, development: true, partitions: 3 },
  ...more,
});

async function recordsOf(options: KafkaLogOptions, topic: string): Promise<DriverRecord[]> {
  await using driver = (await loadDriver('kafkajs'))(driverSettings(options), silentLogger);
  const reader = await driver.openReader();
  const offsets = new Map([0, 1, 2].map((partition) => [partition, 0n]));
  const fetched = await reader.fetch({
    topic: `${options.topicPrefix}${topic}`,
    offsets,
    maxBytes: 1e7,
    maxWaitMs: 500,
  });
  return [...fetched.values()].flatMap(({ records }) => records);
}

describe.each(['kafkajs', 'platformatic'] as const)('on %s', (driver) => {
  test('an event is a CloudEvent in binary mode, under its key, where any producer would put it', async () => {
    const options = fresh({ driver });
    await using log = await openKafkaLog(options);
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const event = { ...message('m', 'ä/5158'), traceparent };
    const [appended] = await log.append('facts', [event]);
    const [record] = await recordsOf(options, 'support.facts');
    const key = record?.key?.toString() ?? '';
    expect(key).toBe(`acme/${encodeURIComponent(event.subject)}`);
    expect(`${record?.partition}/${record?.offset}`).toBe(appended?.position);
    expect(record?.partition).toBe(partitionOf(key, 3));
    expect(JSON.parse(record?.value?.toString() ?? '')).toEqual(event.data);
    expect(record?.headers.ce_traceparent?.toString()).toBe(traceparent);
    expect(record?.headers['content-type']?.toString()).toBe('application/json');
    expect((await readAll(log, { stream: 'facts' }))[0]?.event).toEqual(event);
  });

  test('of a batch that the broker refuses only the guilty event fails, and stands in the dead letters', async () => {
    const options = fresh({ driver, bodyLimitBytes: 10_000 });
    await using log = await openKafkaLog(options);
    const huge = message('huge', 1, 'h'.repeat(1_200_000));
    const events = [...messages('a', 5), huge, ...messages('b', 5)];
    const answers = await Promise.allSettled(events.map((event) => log.append('facts', [event])));
    expect(answers.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([5]);
    expect(answers[5]).toMatchObject({ reason: { code: 'body-too-large', retryable: false } });
    expect(idsOf((await readAll(log, { stream: 'facts' })).map(({ event }) => event))).toEqual(
      idsOf(events).filter((id) => id !== 'huge'),
    );
    const [letter] = (await readAll(log, { stream: 'dead-letters' })) as StoredEvent<'dead-letters'>[];
    expect(letter?.event).toMatchObject({
      ...{ tenant: 'acme', subject: huge.subject, causationid: 'huge' },
      data: { reason: 'too-large', code: 'body-too-large' },
    });
  });

  test('compressed, an event may be larger than the topic takes', async () => {
    await using log = await openKafkaLog(fresh({ driver, bodyLimitBytes: 10_000, compression: 'gzip' }));
    const event = message('huge', 1, 'h'.repeat(1_200_000));
    await log.append('facts', [event, ...messages('m', 20)]);
    expect((await readAll(log, { stream: 'facts' }))[0]?.event).toEqual(event);
  });

  test('where nobody listens the start says which broker', async () => {
    const opening = openKafkaLog(fresh({ driver, brokers: ['127.0.0.1:9'], connectTimeoutMs: 500 }));
    await expect(opening).rejects.toMatchObject({ code: 'dependency-unavailable', message: /127\.0\.0\.1:9.*listens/ });
  });

  test('without its topics the log refuses to start, and says which are missing', async () => {
    const opening = openKafkaLog({ ...fresh({ driver }), development: false });
    await expect(opening).rejects.toMatchObject({ code: 'config-invalid', message: /support\.facts/ });
  });
});

test('an idle client rests, and Node has nothing to warn of', async () => {
  const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js');
  await using log = await openKafkaLog(fresh());
  await log.append('facts', messages('m', 10));
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const looks = vi.spyOn(RequestQueue.prototype, 'checkPendingRequests');
  await log.append('facts', [message('last')]);
  await delay(500);
  expect(looks.mock.calls.length).toBeLessThan(5);
  expect(timers.mock.calls.filter(([, ms]) => ms !== undefined && ms < 0)).toEqual([]);
  vi.restoreAllMocks();
});
