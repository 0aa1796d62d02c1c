import { systemClock } from '@deskrail/contracts';
import { writeRecord } from '../kafka/binding.js';
import { consumeLimits } from '../kafka/consume/consume-limits.js';
import type { SubscriptionHost } from '../kafka/consume/member.js';
import { type DriverConsumerOptions, DriverError, type DriverRecord } from '../kafka/driver.js';

/** A member of a group whose coordinator is the test. */
export interface FakeConsumer {
  readonly host: SubscriptionHost;
  /** What the coordinator would call. */
  readonly calls: DriverConsumerOptions;
  /** Offsets as they were committed, one after the other. */
  readonly commits: Readonly<Record<number, number>>[];
  readonly paused: Set<number>;
  readonly deadLetters: unknown[];
  readonly logged: string[];
  /** Thrown by the next commits. */
  commitFails: DriverError | undefined;
  /** Partitions by the offset at which they begin. */
  assign(offsets: Readonly<Record<number, number>>): void;
  /** Records of a partition, from an offset on. */
  deliver(partition: number, offset: number, events: readonly object[], headers?: Record<string, string>): void;
}

const noTime = 0;

export function createFakeConsumer(limits: Partial<typeof consumeLimits> = {}): FakeConsumer {
  let calls: DriverConsumerOptions | undefined;
  const held = new Map<number, number>();
  const log = (_: unknown, text?: string) => void fake.logged.push(text ?? '');
  const fake: FakeConsumer = {
    ...{ commits: [], paused: new Set(), deadLetters: [], logged: [], commitFails: undefined },
    get calls() {
      if (calls === undefined) throw new Error('Nobody has subscribed.');
      return calls;
    },
    host: {
      ...{ topic: 'support.facts', groupId: 'group.facts', clock: systemClock, random: () => 0.5 },
      logger: { debug: log, info: log, warn: log, error: log },
      limits: { ...consumeLimits, ...{ commitMs: 1, revokeMs: 50, drainMs: 50, abortMs: 50 }, ...limits },
      closing: new AbortController().signal,
      onClosed: () => {},
      beginAt: async () => new Map(),
      append: async (_, events) => void fake.deadLetters.push(...events),
      async openConsumer(options) {
        calls = options;
        return {
          pause: (partitions) => partitions.forEach((partition) => void fake.paused.add(partition)),
          resume: (partitions) => partitions.forEach((partition) => void fake.paused.delete(partition)),
          async commit(offsets) {
            if (fake.commitFails !== undefined) throw fake.commitFails;
            if ([...offsets.keys()].some((partition) => !held.has(partition))) {
              throw new DriverError('rebalanced', 'Another has it.');
            }
            fake.commits.push(
              Object.fromEntries([...offsets].map(([partition, offset]) => [partition, Number(offset)])),
            );
          },
          close: async () => {},
        };
      },
    },
    assign(offsets) {
      held.clear();
      for (const [partition, offset] of Object.entries(offsets)) held.set(Number(partition), offset);
      fake.calls.onAssigned(new Map([...held].map(([partition, offset]) => [partition, BigInt(offset)])));
    },
    deliver(partition, offset, events, headers = {}) {
      const records = events.map((event, index) => recordOf(event, partition, offset + index, headers));
      fake.calls.onRecords(partition, records, BigInt(offset + events.length));
    },
  };
  return fake;
}

function recordOf(event: object, partition: number, offset: number, more: Record<string, string>): DriverRecord {
  const { key, value, headers } = writeRecord(event as never);
  const bytes = Object.entries({ ...headers, ...more }).map(([name, text]) => [name, Buffer.from(text)]);
  const identity = { partition, offset: BigInt(offset), timestampMs: noTime };
  return { ...identity, key: Buffer.from(key), value, headers: Object.fromEntries(bytes) };
}
