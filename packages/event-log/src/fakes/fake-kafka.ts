import {
  type Acknowledged,
  DriverError,
  type DriverErrorKind,
  type DriverProducer,
  type NotAcknowledged,
  type PartitionBatch,
} from '../kafka/driver.js';

type Answer = Acknowledged | NotAcknowledged;

/** One call of `send`. */
export interface FakeSend {
  readonly topic: string;
  readonly batches: readonly PartitionBatch[];
  /** Counts from 1. */
  readonly producer: number;
  /** Event ids by partition, in order. */
  readonly ids: Readonly<Record<number, readonly string[]>>;
}

/** A cluster in memory that fails as a test tells it to. */
export interface FakeKafka {
  readonly sends: readonly FakeSend[];
  /** Ids that a partition holds. */
  held(topic: string, partition: number): readonly string[];
  /** What of `send` happens instead; undefined for the usual. Taken in order, one for each send. */
  script(...steps: readonly Step[]): void;
  readonly closedProducers: readonly number[];
  openProducer(): Promise<DriverProducer>;
}

export type Step = (
  send: FakeSend,
  write: (partitions?: readonly number[]) => Answer[],
) => Promise<Answer[]> | Answer[];

export const fail = (kind: DriverErrorKind, partition: number, details: object = {}): NotAcknowledged => ({
  partition,
  error: new DriverError(kind, `It is ${kind}.`, { topic: 'facts', partition, ...details }),
});

const idOf = (record: PartitionBatch['records'][number]): string => String(record.headers.ce_id);

export function createFakeKafka(options: { readonly leaders?: Readonly<Record<number, number>> } = {}): FakeKafka {
  const { leaders = {} } = options;
  const sends: FakeSend[] = [];
  const held = new Map<string, string[]>();
  const steps: Step[] = [];
  const closedProducers: number[] = [];
  let producers = 0;

  const listOf = (topic: string, partition: number): string[] => {
    const key = `${topic}/${partition}`;
    const list = held.get(key) ?? [];
    held.set(key, list);
    return list;
  };

  function write({ topic, batches }: FakeSend, only?: readonly number[]): Answer[] {
    return batches
      .filter(({ partition }) => only === undefined || only.includes(partition))
      .map(({ partition, records }) => {
        const list = listOf(topic, partition);
        const baseOffset = BigInt(list.length);
        list.push(...records.map(idOf));
        return { partition, baseOffset };
      });
  }

  return {
    sends,
    closedProducers,
    held: listOf,
    script: (...more) => void steps.push(...more),
    async openProducer() {
      producers += 1;
      const producer = producers;
      return {
        async send(topic, batches) {
          const ids = Object.fromEntries(batches.map(({ partition, records }) => [partition, records.map(idOf)]));
          const sent: FakeSend = { topic, batches, producer, ids };
          sends.push(sent);
          await Promise.resolve();
          return steps.shift()?.(sent, (only) => write(sent, only)) ?? write(sent);
        },
        leaderOf: (_, partition) => leaders[partition] ?? 1,
        close: async () => void closedProducers.push(producer),
      };
    },
  };
}
