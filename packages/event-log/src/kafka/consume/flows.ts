import type { DriverRecord } from '../driver.js';
import type { FlowWork, PartitionFlow } from './partition-flow.js';

/** The partitions that a member has now, and those it had until a moment ago. */
export interface Flows {
  readonly size: number;
  /** Offsets of the next records to be done. */
  places(): ReadonlyMap<number, number>;
  /** The flow that took them; `undefined` where the partition is not the member's. */
  receive(partition: number, records: readonly DriverRecord[]): PartitionFlow | undefined;
  /** The next work, partition by partition in turn. */
  take(): FlowWork | undefined;
  /**
   * These are the member's. One that it had before goes on where it is, with all that is under way, unless somebody
   * else has moved its place; the others it had are dropped.
   */
  assign(offsets: ReadonlyMap<number, number>): void;
  /** Begin nothing new of these. */
  hold(partitions: readonly number[]): readonly PartitionFlow[];
  /** These are not the member's, until they are assigned again. */
  setAside(partitions: readonly number[]): void;
}

export function createFlows(open: (partition: number, offset: number) => PartitionFlow): Flows {
  const flows = new Map<number, PartitionFlow>();
  const aside = new Map<number, PartitionFlow>();
  let order: readonly PartitionFlow[] = [];
  let turn = 0;

  function takeTurns(): FlowWork | undefined {
    for (let tried = 0; tried < order.length; tried += 1) {
      const work = order[turn % order.length]?.take();
      turn = (turn + 1) % order.length;
      if (work !== undefined) return work;
    }
    return undefined;
  }

  function reorder(): void {
    order = [...flows.values()];
    turn = 0;
  }

  return {
    get size() {
      return flows.size;
    },
    places: () => new Map(order.map(({ partition, place }) => [partition, place])),
    receive(partition, records) {
      const flow = flows.get(partition);
      flow?.receive(records);
      return flow;
    },
    take: takeTurns,
    assign(offsets) {
      for (const [partition, offset] of offsets) {
        const before = flows.get(partition) ?? aside.get(partition);
        aside.delete(partition);
        if (before?.place === offset) {
          flows.set(partition, before);
          before.goOn();
          continue;
        }
        before?.drop();
        flows.set(partition, open(partition, offset));
      }
      for (const flow of aside.values()) flow.drop();
      aside.clear();
      reorder();
    },
    hold(partitions) {
      const held = partitions.flatMap((partition) => flows.get(partition) ?? []);
      for (const flow of held) flow.hold();
      return held;
    },
    setAside(partitions) {
      for (const partition of partitions) {
        const flow = flows.get(partition);
        if (flow === undefined) continue;
        flow.hold();
        flows.delete(partition);
        aside.set(partition, flow);
      }
      reorder();
    },
  };
}
