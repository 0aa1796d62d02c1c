import { type Appended, DeskrailError, type DeskrailEvent, type StreamName } from '@deskrail/contracts';
import type { RecordToSend } from '../driver.js';
import { type AppendCall, createCall } from './append-call.js';
import type { AppendLimits } from './append-limits.js';
import type { Lane } from './lane.js';
import type { PendingCalls } from './pending-calls.js';
import type { Sender } from './sender.js';

/** One event on its way in. */
export interface Entry {
  readonly id: string;
  readonly event?: DeskrailEvent;
  readonly partition: number;
  readonly record: RecordToSend;
  readonly bytes: number;
}

/** Puts a call's events into the lanes of their partitions; resolves once all of them are acknowledged. */
export type Intake = (
  stream: StreamName,
  entries: readonly Entry[],
  signal?: AbortSignal,
) => Promise<readonly Appended[]>;

export function createIntake(options: {
  readonly lanes: ReadonlyMap<StreamName, readonly Lane[]>;
  readonly pending: PendingCalls;
  readonly sender: Sender;
  readonly limits: AppendLimits;
}): Intake {
  const { lanes, pending, sender, limits } = options;

  function checkRoom(events: number, bytes: number): void {
    if (events > limits.queuedEvents || bytes > limits.queuedBytes) {
      const message = `Append at most ${limits.queuedEvents} events and ${limits.queuedBytes} bytes at once.`;
      throw new DeskrailError('request-invalid', message);
    }
    if (pending.events + events <= limits.queuedEvents && pending.bytes + bytes <= limits.queuedBytes) return;
    const message = `${pending.events} events wait for Kafka: try again later, or append less at once.`;
    throw new DeskrailError('overloaded', message, { retryable: true });
  }

  function line(stream: StreamName, entries: readonly Entry[], call: AppendCall): void {
    const items = entries.map(({ partition, event, record, bytes }, index) => ({
      partition,
      item: { call, index, event, record, bytes },
    }));
    for (const [partition, parcel] of Map.groupBy(items, (each) => each.partition)) {
      const lane = lanes.get(stream)?.[partition];
      if (lane === undefined) throw new DeskrailError('internal', `${stream} has no partition ${partition}.`);
      lane.add(parcel.map(({ item }) => item));
      sender.wake(lane);
    }
  }

  return async (stream, entries, signal) => {
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    checkRoom(entries.length, bytes);
    return new Promise((resolve, reject) => {
      const callBack = () => {
        if (!call.taken) call.fail(calledBack(signal));
      };
      const call = createCall({
        ...{ ids: entries.map(({ id }) => id), bytes, resolve, reject },
        expiresAtMs: performance.now() + limits.appendMs,
        onDone() {
          pending.remove(call);
          signal?.removeEventListener('abort', callBack);
        },
      });
      pending.add(call);
      signal?.addEventListener('abort', callBack, { once: true });
      line(stream, entries, call);
    });
  };
}

export const calledBack = (signal: AbortSignal | undefined) =>
  new DeskrailError('aborted', 'The append was called back before it was sent.', { cause: signal?.reason });
