import { type Clock, DeskrailError } from '@deskrail/contracts';
import type { Backlog } from './backlog.js';
import type { SpoolLimits } from './limits.js';
import type { Reserve } from './reserve.js';

/** Whether the spool takes more. Each check throws `overloaded` where it does not, so that the vendor sends again. */
export interface Room {
  /** Without `bytes`: as many as the last ones needed for which there was no room. */
  checkSize(events: number, bytes?: number): void;
  /** When the oldest event was spooled. */
  checkAge(oldestAtMs: number | undefined): void;
  checkDisk(): Promise<void>;
  /** What the disk said of the last write. */
  wrote(diskFull: boolean): void;
  /** Whether it is full, by what it holds. */
  isFull(held: { readonly events: number; readonly bytes: number; readonly ageMs: number }): boolean;
}

export function createRoom(options: {
  readonly path: string;
  readonly clock: Clock;
  readonly limits: SpoolLimits;
  readonly backlog: Backlog;
  readonly reserve: Reserve;
}): Room {
  const { path, clock, limits, backlog, reserve } = options;
  /** Of the last events for which there was no room: with so little left it is full. */
  let neededBytes = 1;
  let diskFull = false;

  function full(why: string): DeskrailError {
    const message = `The spool ${path} is full: ${why}. Once the log takes events again it empties by itself.`;
    return new DeskrailError('overloaded', message, { retryable: true });
  }

  return {
    checkSize(events, bytes = neededBytes) {
      const needed = Math.max(bytes, 1);
      const overBytes = backlog.bytes + needed > limits.maxBytes;
      if (overBytes) neededBytes = Math.min(needed, limits.maxBytes);
      if (overBytes) throw full(`it holds ${backlog.bytes} bytes of ${limits.maxBytes}`);
      if (backlog.events + events > limits.maxEvents) throw full(`it holds ${backlog.events} events`);
    },
    checkAge(oldestAtMs) {
      if (oldestAtMs === undefined || clock.now() - oldestAtMs <= limits.maxAgeMs) return;
      throw full(`its oldest event has waited for more than ${limits.maxAgeMs / 3_600_000} h`);
    },
    async checkDisk() {
      if (!(reserve.held || (await reserve.hold()))) throw full('its disk is');
    },
    wrote(wasFull) {
      diskFull = wasFull;
    },
    isFull({ events, bytes, ageMs }) {
      if (diskFull || !reserve.held || ageMs > limits.maxAgeMs) return true;
      return bytes + neededBytes > limits.maxBytes || events >= limits.maxEvents;
    },
  };
}
