import { DeskrailError, type SubscribeOptions } from '@deskrail/contracts';
import { describe, expect, test, vi } from 'vitest';
import { createMoment } from '../../conformance/effects.js';
import { idsOf, message, messages } from '../../conformance/messages.js';
import { createFakeConsumer, type FakeConsumer } from '../../fakes/fake-consumer.js';
import { redriveHeader } from '../binding.js';
import { DriverError } from '../driver.js';
import { subscribe } from './subscription.js';

const retry = { attempts: 2, baseDelayMs: 1, maxDelayMs: 2 };

/** A subscription to partitions from 0 on, and what its handler saw. */
async function start(
  fake: FakeConsumer,
  options: Partial<SubscribeOptions<'facts'>> & {
    before?(id: string, signal: AbortSignal): Promise<void> | undefined;
  } = {},
) {
  const seen: string[] = [];
  const { before, ...rest } = options;
  const subscription = await subscribe(
    {
      ...{ stream: 'facts', group: 'group', retry },
      async handler(events, { signal }) {
        for (const { event } of events) await before?.(event.id, signal);
        seen.push(...events.map(({ event }) => event.id));
      },
      ...rest,
    },
    fake.host,
  );
  return { subscription, seen, until: (count: number) => vi.waitFor(() => expect(seen.length).toBe(count)) };
}

const lastCommit = (fake: FakeConsumer) => Object.assign({}, ...fake.commits);

describe('a member', () => {
  test('commits what is done, partition by partition, and never past what is not', async () => {
    const fake = createFakeConsumer();
    const held = createMoment();
    const { until } = await start(fake, {
      concurrency: 4,
      before: (id) => (id === 'held' ? held.come : undefined),
    });
    fake.assign({ 0: 10, 1: 0 });
    fake.deliver(0, 10, [message('done', 1), message('held', 2), ...messages('behind', 3)]);
    fake.deliver(1, 0, [message('other', 9)]);
    await until(5);
    await vi.waitFor(() => expect(lastCommit(fake)).toEqual({ 0: 11, 1: 1 }));
    held.now();
    await vi.waitFor(() => expect(lastCommit(fake)).toEqual({ 0: 15, 1: 1 }));
  });

  test('tries a commit again that the brokers did not take, and drops one of a partition that it lost', async () => {
    const fake = createFakeConsumer();
    const { until } = await start(fake);
    fake.assign({ 0: 0 });
    fake.commitFails = new DriverError('unavailable', 'The coordinator is loading.');
    fake.deliver(0, 0, messages('m', 3));
    await until(3);
    await vi.waitFor(() => expect(fake.logged).toContain('could not commit the group’s place'));
    fake.commitFails = undefined;
    await vi.waitFor(() => expect(fake.commits.at(-1)).toEqual({ 0: 3 }));
  });

  test('takes a partition’s events in order at concurrency 1, one partition after the other', async () => {
    const fake = createFakeConsumer();
    const { seen, until } = await start(fake, { maxBatch: 2 });
    fake.assign({ 0: 0, 1: 0 });
    fake.deliver(0, 0, messages('a', 4, 2));
    fake.deliver(1, 0, messages('b', 4, 2));
    await until(8);
    expect(seen.filter((id) => id.startsWith('a'))).toEqual(idsOf(messages('a', 4)));
    expect(seen.filter((id) => id.startsWith('b'))).toEqual(idsOf(messages('b', 4)));
    expect(seen.indexOf('b-1')).toBeLessThan(seen.indexOf('a-3'));
  });

  test('holds only so many bytes, and has the partition fetched again once there is room', async () => {
    const fake = createFakeConsumer({ windowBytes: 200_000, windowEvents: 10 });
    const held = createMoment();
    const { until } = await start(fake, { before: () => held.come });
    fake.assign({ 0: 0, 1: 0 });
    const large = 'x'.repeat(10_000);
    fake.deliver(
      0,
      0,
      Array.from({ length: 5 }, (_, index) => message(`m-${index}`, 1, large)),
    );
    expect([...fake.paused]).toEqual([]);
    fake.deliver(
      0,
      5,
      Array.from({ length: 20 }, (_, index) => message(`n-${index}`, 1, large)),
    );
    expect([...fake.paused]).toEqual([0]);
    held.now();
    await until(25);
    expect([...fake.paused]).toEqual([]);
  });

  test('passes over what was redriven to another group, and takes what was to its own', async () => {
    const fake = createFakeConsumer();
    const { seen, until } = await start(fake);
    fake.assign({ 0: 0 });
    fake.deliver(0, 0, [message('theirs')], { [redriveHeader]: 'another' });
    fake.deliver(0, 1, [message('ours')], { [redriveHeader]: 'group' });
    await until(1);
    expect(seen).toEqual(['ours']);
    await vi.waitFor(() => expect(lastCommit(fake)).toEqual({ 0: 2 }));
  });

  test('puts a poison event aside with its partition and offset, and goes on', async () => {
    const fake = createFakeConsumer();
    const { until } = await start(fake, {
      before: (id) => (id === 'poison' ? Promise.reject(new TypeError('no')) : undefined),
    });
    fake.assign({ 3: 7 });
    fake.deliver(3, 7, [message('poison'), message('next')]);
    await until(1);
    expect(fake.deadLetters).toMatchObject([
      {
        data: { reason: 'handler-failed', attempts: 2, from: { stream: 'facts', position: '3/7', eventId: 'poison' } },
      },
    ]);
    await vi.waitFor(() => expect(lastCommit(fake)).toEqual({ 3: 9 }));
  });

  test('is paused while a dependency or Kafka is away, and says so once', async () => {
    const fake = createFakeConsumer();
    let away = true;
    const { subscription, seen, until } = await start(fake, {
      before: () =>
        away ? Promise.reject(new DeskrailError('dependency-unavailable', 'The store is away.')) : undefined,
    });
    fake.assign({ 0: 0 });
    fake.deliver(0, 0, messages('m', 3));
    await vi.waitFor(() => expect(subscription.state).toBe('paused'));
    expect(seen).toEqual([]);
    expect(fake.commits).toEqual([]);
    away = false;
    await until(3);
    expect(subscription.state).toBe('running');
    const trouble = new DriverError('unknown-topic', 'There is no topic support.facts.', { topic: 'support.facts' });
    fake.calls.onTrouble(trouble);
    fake.calls.onTrouble(trouble);
    expect(subscription.state).toBe('paused');
    expect(fake.logged.filter((text) => text === 'paused: Kafka is out of reach')).toHaveLength(1);
    fake.calls.onRecovered();
    expect(subscription.state).toBe('running');
  });
});

describe('when partitions are dealt anew', () => {
  /** One event at work, one waiting behind it. */
  async function atWork(fake: FakeConsumer) {
    const moment = createMoment();
    const told: string[] = [];
    const member = await start(fake, {
      before(id, signal) {
        if (id !== 'slow') return undefined;
        signal.addEventListener('abort', () => told.push(id));
        return moment.come;
      },
    });
    fake.assign({ 0: 0, 1: 0 });
    fake.deliver(0, 0, [message('slow'), message('waiting')]);
    return { ...member, told, end: moment.now };
  }

  test('the member waits for what is at work, begins nothing new, and commits before it lets go', async () => {
    const fake = createFakeConsumer({ revokeMs: 10_000 });
    const { seen, end } = await atWork(fake);
    const revoked = fake.calls.onRevoked([0, 1], false);
    end();
    await revoked;
    expect(seen).toEqual(['slow']);
    expect(lastCommit(fake)).toEqual({ 0: 1 });
  });

  test('work that takes too long goes on when the partition comes back, and nothing is handed over twice', async () => {
    const fake = createFakeConsumer();
    const { seen, told, end, until } = await atWork(fake);
    await fake.calls.onRevoked([0, 1], false);
    fake.assign({ 0: 0 });
    fake.deliver(0, 0, [message('slow'), message('waiting'), message('new')]);
    end();
    await until(3);
    expect(seen).toEqual(['slow', 'waiting', 'new']);
    expect(told).toEqual([]);
    await vi.waitFor(() => expect(lastCommit(fake)).toEqual({ 0: 3 }));
  });

  test('work on a partition that went to another is told to end, and its end moves nobody’s place', async () => {
    const fake = createFakeConsumer();
    const { told, end, until } = await atWork(fake);
    await fake.calls.onRevoked([0, 1], false);
    fake.assign({ 1: 0 });
    expect(told).toEqual(['slow']);
    end();
    fake.deliver(1, 0, [message('else', 5)]);
    await until(2);
    await vi.waitFor(() => expect(lastCommit(fake)).toEqual({ 1: 1 }));
  });

  test('a partition that another has moved on begins where that one is', async () => {
    const fake = createFakeConsumer();
    const { seen, told, end, until } = await atWork(fake);
    await fake.calls.onRevoked([0, 1], false);
    fake.assign({ 0: 2 });
    expect(told).toEqual(['slow']);
    fake.deliver(0, 2, [message('new')]);
    end();
    await until(2);
    await vi.waitFor(() => expect(lastCommit(fake)).toEqual({ 0: 3 }));
    expect(seen).not.toContain('waiting');
  });

  test('nothing is waited for when the group has gone on already', async () => {
    const fake = createFakeConsumer({ revokeMs: 60_000 });
    await atWork(fake);
    await fake.calls.onRevoked([0, 1], true);
    expect(fake.commits).toEqual([]);
  });
});
