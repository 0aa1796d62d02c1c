import { afterEach, expect, test, vi } from 'vitest';
import { createFakeGroup, type FakeGroup, protocolError } from '../../fakes/fake-wire.js';
import { type DriverConsumer, DriverError } from '../driver.js';
import { openGroupConsumer } from './group-consumer.js';

/** Six heartbeats. */
const sessionTimeoutMs = 30;
let opened: DriverConsumer[] = [];

afterEach(async () => {
  await Promise.all(opened.map((consumer) => consumer.close()));
  opened = [];
});

/** A member, and what its driver told it. */
async function join(group: FakeGroup, calls: { onRevoked?(): Promise<void> } = {}) {
  const told: string[] = [];
  const consumer = await openGroupConsumer(group.openWire, {
    ...{ topic: 'topic', group: 'group', sessionTimeoutMs, rebalanceTimeoutMs: 5_000, maxBytesPerPartition: 1 },
    begin: async (partitions) => new Map(partitions.map((partition) => [partition, 5n])),
    onAssigned: (partitions) => void told.push(`assigned ${[...partitions].map((each) => each.join(':')).join(' ')}`),
    async onRevoked(partitions, lost) {
      told.push(`${lost ? 'lost' : 'revoked'} ${partitions.join(' ')}`);
      await calls.onRevoked?.();
    },
    onRecords: () => {},
    onTrouble: (error) => void told.push(`trouble ${error.kind}`),
    onRecovered: () => void told.push('recovered'),
  });
  opened.push(consumer);
  return { consumer, told };
}

const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });
const all = 'assigned 0:5 1:5 2:5 3:5';

test('a group that was never here begins where it is told to, and its place is kept at once', async () => {
  const group = createFakeGroup();
  const { told } = await join(group);
  expect(told).toEqual([all]);
  expect([...group.committed]).toEqual([0, 1, 2, 3].map((partition) => [partition, 5n]));
});

test('a member that joins gets its share; the other hands it over in peace and keeps the rest', async () => {
  const group = createFakeGroup();
  const first = await join(group);
  const second = await join(group);
  await soon(() => expect(first.told).toEqual([all, 'revoked 0 1 2 3', 'assigned 0:5 1:5']));
  expect(second.told).toEqual(['assigned 2:5 3:5']);
  await second.consumer.close();
  opened = [first.consumer];
  expect(group.asked).toContain('leave b');
  await soon(() => expect(first.told.at(-1)).toBe(all));
});

test('heartbeats go on while a member takes its time to hand partitions over', async () => {
  const group = createFakeGroup();
  let end = () => {};
  const mayEnd = new Promise<void>((resolve) => {
    end = resolve;
  });
  const { told } = await join(group, { onRevoked: () => mayEnd });
  group.dealAnew();
  await soon(() => expect(told.at(-1)).toBe('revoked 0 1 2 3'));
  group.asked.length = 0;
  await soon(() => expect(group.asked.length).toBeGreaterThan(20));
  expect(new Set(group.asked)).toEqual(new Set(['heartbeat a']));
  end();
  await soon(() => expect(told.at(-1)).toBe(all));
});

test('partitions that were added since the last dealing are dealt, also where they came before the first look', async () => {
  const group = createFakeGroup();
  const { told } = await join(group);
  group.grow();
  const later = performance.now() + 61_000;
  const now = vi.spyOn(performance, 'now').mockImplementation(() => later);
  await soon(() => expect(told.at(-1)).toBe(`${all} 4:5`));
  now.mockRestore();
});

test('a member that the group went on without says so and joins as a new one', async () => {
  const group = createFakeGroup();
  const { told, consumer } = await join(group);
  group.forget('a');
  await expect(consumer.commit(new Map([[0, 9n]]))).rejects.toMatchObject({ kind: 'rebalanced' });
  await soon(() => expect(told.slice(1)).toEqual(['lost 0 1 2 3', all]));
  expect(group.asked).toContain('join b');
});

test('a member whose dealing was cut short joins again as itself, and leaves nobody behind that the group waits for', async () => {
  const group = createFakeGroup();
  group.fails.sync = protocolError('REBALANCE_IN_PROGRESS');
  const joining = join(group);
  await soon(() => expect(group.asked.filter((each) => each.startsWith('join')).length).toBeGreaterThan(1));
  delete group.fails.sync;
  expect((await joining).told.at(-1)).toBe(all);
  expect(group.asked).toContain('join a');
  expect(group.asked).not.toContain('join b');
});

test('a commit is refused for a partition that is not the member’s in this generation', async () => {
  const group = createFakeGroup();
  const { consumer, told } = await join(group);
  await join(group);
  await soon(() => expect(told.at(-1)).toBe('assigned 0:5 1:5'));
  await consumer.commit(new Map([[1, 7n]]));
  expect(group.committed.get(1)).toBe(7n);
  await expect(consumer.commit(new Map([[2, 9n]]))).rejects.toMatchObject({ kind: 'rebalanced' });
  expect(group.committed.get(2)).toBe(5n);
});

test('brokers that do not answer, and a topic that is gone, end nothing: it is told, tried again, and told to be over', async () => {
  const group = createFakeGroup();
  const { told } = await join(group);
  group.fails.heartbeat = protocolError('COORDINATOR_NOT_AVAILABLE');
  await soon(() => expect(told.slice(1)).toContain('trouble unavailable'));
  delete group.fails.heartbeat;
  await soon(() => expect(told.at(-1)).toBe('recovered'));
  group.fails.join = new DriverError('not-authorized', 'GROUP_AUTHORIZATION_FAILED', { group: 'group' });
  group.dealAnew();
  await soon(() => expect(told.slice(-2)).toEqual(['trouble not-authorized', 'trouble not-authorized']));
  delete group.fails.join;
  await soon(() => expect(told.slice(-2)).toEqual([all, 'recovered']));
});

test('what no trying mends is thrown to who joins for the first time', async () => {
  const group = createFakeGroup();
  group.fails.join = new DriverError('not-authorized', 'GROUP_AUTHORIZATION_FAILED', { group: 'group' });
  await expect(join(group)).rejects.toMatchObject({ kind: 'not-authorized', group: 'group' });
});
