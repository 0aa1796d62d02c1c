import { setTimeout as delay } from 'node:timers/promises';
import { DriverError } from '../kafka/driver.js';
import type { Coordinator, Joined, Wire } from '../kafka/wire/wire.js';

/** A group's coordinator in memory: one dealing of the partitions at a time, and no clock of its own. */
export interface FakeGroup {
  /** Connections of one more member. */
  openWire(): Promise<Wire>;
  readonly committed: Map<number, bigint>;
  /** What came to the coordinator, such as `join a`, `heartbeat a`, `leave a`. */
  readonly asked: string[];
  /** The next requests of this kind fail so, until it is `undefined` again. */
  readonly fails: Partial<Record<'heartbeat' | 'join' | 'sync' | 'coordinator' | 'leaders' | 'commit', DriverError>>;
  /** The topic has one more partition. */
  grow(): void;
  /** Every member is to join anew. */
  dealAnew(): void;
  /** The group goes on without this member. */
  forget(memberId: string): void;
}

export const protocolError = (protocol: string): DriverError => {
  const kind = protocol === 'COORDINATOR_NOT_AVAILABLE' ? 'unavailable' : 'rebalanced';
  return new DriverError(kind, protocol, { protocol });
};

interface Part {
  readonly metadata: Buffer;
  /** Waits for the dealing to begin. */
  begin?(joined: Joined): void;
  /** Waits for its partitions. */
  take?(assignment: Buffer): void;
}

const pollMs = 20;

export function createFakeGroup(): FakeGroup {
  const parts = new Map<string, Part>();
  let topicPartitions: readonly number[] = [0, 1, 2, 3];
  let generation = 0;
  let dealing = false;
  let names = 0;

  /** Once all members have joined anew the first of them deals. */
  function beginWhenComplete(): void {
    if ([...parts.values()].some(({ begin }) => begin === undefined)) return;
    generation += 1;
    dealing = false;
    const [leaderId = ''] = parts.keys();
    const members = [...parts].map(([memberId, { metadata }]) => ({ memberId, metadata }));
    for (const [memberId, { metadata, begin }] of [...parts]) {
      parts.set(memberId, { metadata });
      begin?.({ ...{ memberId, generation, leaderId, again: false }, members: memberId === leaderId ? members : [] });
    }
  }

  function check(memberId: string, of: number): void {
    if (!parts.has(memberId)) throw protocolError('UNKNOWN_MEMBER_ID');
    if (of !== generation) throw protocolError('ILLEGAL_GENERATION');
  }

  const coordinator: Coordinator = {
    async join({ memberId, metadata }) {
      if (fake.fails.join) throw fake.fails.join;
      if (memberId !== '' && !parts.has(memberId)) throw protocolError('UNKNOWN_MEMBER_ID');
      const id = memberId === '' ? String.fromCharCode(97 + names++) : memberId;
      fake.asked.push(`join ${id}`);
      dealing = true;
      return new Promise((begin) => {
        parts.set(id, { metadata, begin });
        beginWhenComplete();
      });
    },
    async sync({ memberId, generation: of }, assignments) {
      if (fake.fails.sync) throw fake.fails.sync;
      check(memberId, of);
      return new Promise((take) => {
        const part = parts.get(memberId);
        if (part !== undefined) parts.set(memberId, { ...part, take });
        if (assignments.length === 0) return;
        queueMicrotask(function deal() {
          if ([...parts.values()].some((each) => each.take === undefined)) return void setImmediate(deal);
          for (const each of assignments) parts.get(each.memberId)?.take?.(each.assignment);
        });
      });
    },
    async heartbeat({ memberId, generation: of }) {
      fake.asked.push(`heartbeat ${memberId}`);
      if (fake.fails.heartbeat) throw fake.fails.heartbeat;
      check(memberId, of);
      if (dealing) throw protocolError('REBALANCE_IN_PROGRESS');
    },
    async leave(memberId) {
      fake.asked.push(`leave ${memberId}`);
      fake.forget(memberId);
    },
    committed: async (_, partitions) =>
      new Map(
        partitions.flatMap((partition) => {
          const offset = fake.committed.get(partition);
          return offset === undefined ? [] : [[partition, offset] as const];
        }),
      ),
    async commit({ memberId, generation: of }, _, offsets) {
      if (fake.fails.commit) throw fake.fails.commit;
      check(memberId, of);
      for (const [partition, offset] of offsets) fake.committed.set(partition, offset);
    },
  };

  const fake: FakeGroup = {
    ...{ committed: new Map(), asked: [], fails: {} },
    async openWire() {
      return {
        async leaders() {
          if (fake.fails.leaders) throw fake.fails.leaders;
          return new Map([[1, topicPartitions]]);
        },
        partitions: async () => topicPartitions,
        refresh: () => {},
        async fetch() {
          await delay(pollMs);
          return { fetched: new Map(), outOfRange: [], failed: [] };
        },
        firstOffsets: async () => new Map(),
        async coordinator() {
          if (fake.fails.coordinator) throw fake.fails.coordinator;
          return coordinator;
        },
        close: async () => {},
      };
    },
    grow() {
      topicPartitions = [...topicPartitions, topicPartitions.length];
    },
    dealAnew() {
      dealing = true;
    },
    forget(memberId) {
      parts.delete(memberId);
      dealing = true;
      beginWhenComplete();
    },
  };
  return fake;
}
