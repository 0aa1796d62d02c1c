import { DriverError, type DriverProducer, type PartitionBatch } from '../driver.js';
import type { AppendLimits } from './append-limits.js';
import type { Batch, Lane } from './lane.js';
import type { Producers } from './producers.js';
import { nextBatch, type Outcome, type Settling, settleBatch } from './settle-batch.js';

/** Sends what lanes hold: at once where nothing of theirs flies, else with whatever has gathered by then. */
export interface Sender {
  /** This lane has something to send. */
  wake(lane: Lane): void;
  /** What flies is left to itself. */
  close(): void;
}

interface Load {
  readonly lane: Lane;
  readonly batch: Batch;
}

export function createSender(
  options: Settling & { readonly producers: Producers; readonly limits: AppendLimits },
): Sender {
  const { producers, limits } = options;
  const ready = new Set<Lane>();
  /** On their way, or waiting before they try again. */
  const busy = new Set<Lane>();
  const flying = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  let scheduled = false;
  let closed = false;

  function schedule(): void {
    if (scheduled || closed || ready.size === 0) return;
    scheduled = true;
    queueMicrotask(dispatch);
  }

  /** Partitions of one leader fly together; those of another are not held up by it. */
  function dispatch(): void {
    scheduled = false;
    for (const [group, lanes] of Map.groupBy(ready, (lane) => groupOf(lane, producers))) {
      if ((flying.get(group) ?? 0) >= limits.flightsPerLeader) continue;
      for (const lane of lanes) ready.delete(lane);
      void fly(group, lanes);
    }
  }

  async function fly(group: string, lanes: readonly Lane[]): Promise<void> {
    const loads = lanes.flatMap((lane): Load[] => {
      const batch = nextBatch(lane, producers);
      return batch === undefined ? [] : [{ lane, batch }];
    });
    if (loads.length === 0) return;
    flying.set(group, (flying.get(group) ?? 0) + 1);
    for (const { lane } of loads) busy.add(lane);
    const outcomeOf = await send(loads, producers, limits.sendMs);
    flying.set(group, (flying.get(group) ?? 1) - 1);
    for (const { lane, batch } of loads) {
      const waitMs = settleBatch(lane, batch, outcomeOf(lane), options);
      if (waitMs === 0) release(lane);
      else releaseLater(lane, waitMs);
    }
    // Others of this leader may have waited for its flight.
    schedule();
  }

  function releaseLater(lane: Lane, waitMs: number): void {
    if (closed) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      release(lane);
    }, waitMs);
    timers.add(timer);
  }

  function release(lane: Lane): void {
    busy.delete(lane);
    wake(lane);
  }

  function wake(lane: Lane): void {
    if (closed || busy.has(lane) || lane.empty) return;
    ready.add(lane);
    schedule();
  }

  return {
    wake,
    close() {
      closed = true;
      ready.clear();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function groupOf({ topic, partition }: Lane, producers: Producers): string {
  const leader = producers.leaderOf(topic, partition);
  return leader === undefined ? `${topic} ${partition} led by nobody` : `${topic} led by ${leader}`;
}

async function send(loads: readonly Load[], producers: Producers, timeoutMs: number): Promise<(lane: Lane) => Outcome> {
  let producer: DriverProducer | undefined;
  try {
    const answers = await producers.use((current) => {
      producer = current;
      return current.send(loads[0]?.lane.topic ?? '', loads.map(toSend), { timeoutMs });
    });
    const byPartition = new Map(answers.map((answer) => [answer.partition, answer]));
    return (lane) => ({ producer, answer: byPartition.get(lane.partition) ?? gap(lane) });
  } catch (error) {
    const failure =
      error instanceof DriverError ? error : new DriverError('internal', 'A fault of the client.', { cause: error });
    return ({ partition }) => ({ producer, answer: { partition, error: failure } });
  }
}

const toSend = ({ lane, batch }: Load): PartitionBatch => ({
  partition: lane.partition,
  records: batch.items.map(({ record }) => record),
});

/** What was sent and has no answer was not acknowledged, whatever the client says. */
function gap({ topic, partition }: Lane) {
  const message = `The client said that all was sent, and had no answer for partition ${partition}.`;
  return { partition, error: new DriverError('unavailable', message, { topic, partition }) };
}
