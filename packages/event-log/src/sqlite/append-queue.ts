import { type Appended, DeskrailError, type SqlValue } from '@deskrail/contracts';
import type { LogLimits } from './limits.js';

export interface EventToWrite {
  readonly id: string;
  /** Stream, id, tenant, subject, type, time, body. */
  readonly columns: readonly SqlValue[];
  /** Of its body. */
  readonly characters: number;
}

/** One call of `append` that waits for its transaction. */
export interface WaitingAppend {
  readonly events: readonly EventToWrite[];
  resolve(appended: readonly Appended[]): void;
  reject(error: unknown): void;
}

export interface AppendQueue {
  /** Appends that wait. */
  readonly length: number;
  /**
   * Resolves once written; leaves the queue when the signal aborts before a transaction has taken it. Throws where there is
   * no room.
   */
  add(events: readonly EventToWrite[], signal: AbortSignal | undefined): Promise<readonly Appended[]>;
  /** As many appends as one commit should hold, and one at least. */
  take(): readonly WaitingAppend[];
  takeAll(): readonly WaitingAppend[];
}

export const calledBack = (signal: AbortSignal | undefined) =>
  new DeskrailError('aborted', 'The append was called back before it was written.', { cause: signal?.reason });

export function createAppendQueue(limits: LogLimits): AppendQueue {
  let waiting: WaitingAppend[] = [];
  let events = 0;
  let characters = 0;

  function count(entries: readonly WaitingAppend[], sign: 1 | -1): void {
    for (const entry of entries) {
      events += sign * entry.events.length;
      for (const event of entry.events) characters += sign * event.characters;
    }
  }

  function check(added: readonly EventToWrite[]): void {
    if (added.length > limits.queuedEvents) {
      throw new DeskrailError('request-invalid', `Append at most ${limits.queuedEvents} events at once.`);
    }
    if (events + added.length <= limits.queuedEvents && characters <= limits.queuedCharacters) return;
    const message = `${events} events wait to be written: try again later, or append less at once.`;
    throw new DeskrailError('overloaded', message, { retryable: true });
  }

  function remove(entry: WaitingAppend): boolean {
    const index = waiting.indexOf(entry);
    if (index === -1) return false;
    count(waiting.splice(index, 1), -1);
    return true;
  }

  function takeFirst(length: number): readonly WaitingAppend[] {
    const taken = waiting.slice(0, length);
    waiting = waiting.slice(length);
    count(taken, -1);
    return taken;
  }

  return {
    get length() {
      return waiting.length;
    },
    add(added, signal) {
      check(added);
      return new Promise((resolve, reject) => {
        const leave = () => {
          if (remove(entry)) reject(calledBack(signal));
        };
        const stay = () => signal?.removeEventListener('abort', leave);
        const entry: WaitingAppend = {
          events: added,
          resolve(appended) {
            stay();
            resolve(appended);
          },
          reject(error) {
            stay();
            reject(error);
          },
        };
        waiting.push(entry);
        count([entry], 1);
        signal?.addEventListener('abort', leave, { once: true });
      });
    },
    take() {
      let total = 0;
      const tooMany = waiting.findIndex((entry, index) => {
        total += entry.events.length;
        return index > 0 && total > limits.eventsPerCommit;
      });
      return takeFirst(tooMany === -1 ? waiting.length : tooMany);
    },
    takeAll: () => takeFirst(waiting.length),
  };
}
