import type { PartitionFlow } from './partition-flow.js';

/** Stops the fetching of partitions that have enough waiting, and lets it go on once they have room. */
export interface FlowControl {
  /** Its share of memory was taken or given back. */
  regulate(flow: PartitionFlow): void;
  /** Partitions are dealt anew, and none is stopped. */
  forget(): void;
  /** Say again what could not be said before there was a consumer. */
  catchUp(): void;
}

export function createFlowControl(consumer: {
  pause(partition: number): void;
  resume(partition: number): void;
}): FlowControl {
  const stopped = new Set<number>();
  return {
    regulate({ partition, isFull, isLow }) {
      if (isFull && !stopped.has(partition)) {
        stopped.add(partition);
        consumer.pause(partition);
      } else if (isLow && stopped.delete(partition)) {
        consumer.resume(partition);
      }
    },
    forget: () => stopped.clear(),
    catchUp() {
      for (const partition of stopped) consumer.pause(partition);
    },
  };
}
