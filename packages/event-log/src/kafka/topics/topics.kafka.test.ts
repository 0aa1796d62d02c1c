import { randomUUID } from 'node:crypto';
import { type Logger, silentLogger } from '@deskrail/contracts';
import { describe, expect, inject, test } from 'vitest';
import { driverSettings } from '../connection-options.js';
import { openKafkajs } from '../kafkajs/open-kafkajs.js';
import { checkAtStart } from './check-at-start.js';
import { applyTopics, checkTopics, planTopics } from './topics.js';

const brokers = inject('kafkaBrokers').split(',');
const fresh = () => ({ brokers, topicPrefix: `t${randomUUID()}.`, partitions: 2 });

function start(options: ReturnType<typeof fresh>, more: { development?: boolean; logger?: Logger } = {}) {
  const settings = driverSettings(options);
  return checkAtStart(openKafkajs(settings, silentLogger).openAdmin, {
    ...options,
    settings,
    logger: silentLogger,
    ...more,
  });
}

/** Resolves once the broker has heard of it, which is a moment after it was told. */
async function byHand(options: ReturnType<typeof fresh>, topic: string, settings: Record<string, string>) {
  const admin = await openKafkajs(driverSettings(options), silentLogger).openAdmin();
  await admin.alterTopicSettings(topic, settings);
  await expect.poll(() => admin.topicSettings(topic), { timeout: 10_000 }).toMatchObject(settings);
  await admin.close();
}

test('what is changed by hand is shown by plan, mended by apply, and then there is nothing to do', async () => {
  const options = { ...fresh(), development: true };
  const facts = `${options.topicPrefix}support.facts`;
  const first = await planTopics(options);
  expect(first).toMatchObject({ settled: false, changes: [], kept: [] });
  expect(first.creates).toHaveLength(5);

  const steps: string[] = [];
  const applied = await applyTopics(options, { onProgress: ({ kind }) => steps.push(kind) });
  expect(steps).toEqual(Array(5).fill('created'));
  expect(applied.plan.settled).toBe(true);

  await byHand(options, facts, { 'retention.ms': '1000', 'segment.bytes': '10485760' });
  await byHand(options, `${options.topicPrefix}ai.actions`, { 'message.timestamp.type': 'CreateTime' });
  const drifted = await planTopics(options);
  expect(drifted.changes).toEqual([
    { topic: facts, setting: 'retention.ms', from: '1000', to: '2592000000' },
    {
      topic: `${options.topicPrefix}ai.actions`,
      setting: 'message.timestamp.type',
      from: 'CreateTime',
      to: 'LogAppendTime',
    },
  ]);
  const report = await checkTopics(options);
  expect(report.accepted).toBe(false);
  expect(report.findings.map(({ severity, code }) => [severity, code])).toEqual(
    expect.arrayContaining([
      ['refused', 'message.timestamp.type'],
      ['warning', 'retention.ms'],
    ]),
  );

  const mended = await applyTopics(options);
  expect(mended.steps).toHaveLength(2);
  const admin = await openKafkajs(driverSettings(options), silentLogger).openAdmin();
  expect(await admin.topicSettings(facts)).toMatchObject({ 'retention.ms': '2592000000', 'segment.bytes': '10485760' });
  await admin.close();
  expect((await applyTopics(options)).steps).toEqual([]);
});

test('a partition count is a finding and never changed', async () => {
  const options = { ...fresh(), development: true };
  await applyTopics(options);
  const wider = { ...options, partitions: 6 };
  expect(await planTopics(wider)).toMatchObject({ settled: true, kept: Array(5).fill({ what: 'partitions', is: 2 }) });
  expect((await applyTopics(wider)).steps).toEqual([]);
  const { findings, accepted } = await checkTopics(wider);
  expect(accepted).toBe(true);
  expect(findings.filter(({ code }) => code === 'partitions')).toHaveLength(5);
});

test('two that apply at once make the topics once', async () => {
  const options = { ...fresh(), development: true };
  const [one, other] = await Promise.all([applyTopics(options), applyTopics(options)]);
  expect(one.steps.length + other.steps.length).toBe(5);
  expect((await planTopics(options)).settled).toBe(true);
});

describe('at the start', () => {
  test('missing topics are refused, with what to do', async () => {
    const options = fresh();
    await expect(start(options)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(
        new RegExp(
          `^[^\`]*topic ${options.topicPrefix}support\\.facts does not exist\\.[^\`]*Run \`deskrail[^\`]*\`[^\`]*$`,
        ),
      ),
    });
  });

  test('one replica is refused, unless it is said to be for development, and then named as such', async () => {
    const options = fresh();
    const warned: string[] = [];
    const logger = { ...silentLogger, warn: (_: unknown, message: string) => warned.push(message) };
    await start(options, { development: true, logger });
    expect(warned).toContainEqual(expect.stringContaining('development cluster of 1'));
    expect(await planTopics({ ...options, development: true })).toMatchObject({ settled: true });
    await expect(start(options)).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(/has 1 replica, not 3.*KAFKA_DEVELOPMENT=true/s),
    });
  });

  test('one replica is taken where the storage below is said to keep the copies, and nothing is missing then', async () => {
    const options = { ...fresh(), sharedStorage: true };
    await applyTopics(options);
    const warned: string[] = [];
    await start(options, { logger: { ...silentLogger, warn: (_: unknown, message: string) => warned.push(message) } });
    expect(warned).toEqual([]);
    expect(await checkTopics(options)).toMatchObject({ accepted: true, findings: [] });
  });

  test('a writer’s clock is refused in development too', async () => {
    const options = fresh();
    await start(options, { development: true });
    await byHand(options, `${options.topicPrefix}support.facts`, { 'message.timestamp.type': 'CreateTime' });
    await expect(start(options, { development: true })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringContaining('message.timestamp.type=CreateTime'),
    });
  });

  test('brokers that do not answer are named, each with its reason', async () => {
    const away = { ...fresh(), brokers: ['127.0.0.1:9', 'nowhere.invalid:9092'] };
    await expect(start(away)).rejects.toMatchObject({
      code: 'dependency-unavailable',
      retryable: true,
      message: expect.stringMatching(/127\.0\.0\.1:9: nothing listens there.*nowhere\.invalid:9092: its name/s),
    });
  });
});
