import type { Logger } from '@deskrail/contracts';
import { backoffMs } from '../../delivery/backoff.js';
import { DriverError } from '../driver.js';

/** Commits what is done, a while after it is: one commit for many events, and one at a time. */
export interface Commits {
  /** Something was done. */
  touch(): void;
  /** These stand on the brokers. */
  known(offsets: ReadonlyMap<number, number>): void;
  /** Commit now what is done. */
  flush(): Promise<void>;
  /** Nothing more. */
  close(): void;
}

export function createCommits(options: {
  /** Offsets of the next records to be done, of the partitions that are the member's now. */
  places(): ReadonlyMap<number, number>;
  commit(offsets: ReadonlyMap<number, bigint>): Promise<void>;
  readonly delayMs: number;
  readonly random: () => number;
  readonly logger: Logger;
  readonly fields: Readonly<Record<string, unknown>>;
}): Commits {
  const { delayMs, random, logger, fields } = options;
  const committed = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  let failures = 0;
  let closed = false;

  async function send(): Promise<void> {
    const moved = [...options.places()].filter(([partition, offset]) => committed.get(partition) !== offset);
    if (moved.length === 0) return;
    try {
      await options.commit(new Map(moved.map(([partition, offset]) => [partition, BigInt(offset)])));
      failures = 0;
      for (const [partition, offset] of moved) committed.set(partition, offset);
    } catch (error) {
      // Whoever has the partition now commits for it; what was done here comes again there.
      if (error instanceof DriverError && error.kind === 'rebalanced') return;
      failures += 1;
      logger.warn(
        { ...fields, kind: (error as { kind?: unknown }).kind, failures },
        'could not commit the group’s place',
      );
      schedule();
    }
  }

  function next(): Promise<void> {
    sending = send().finally(() => {
      sending = undefined;
    });
    return sending;
  }

  function schedule(): void {
    if (timer !== undefined || closed) return;
    const backoff = failures === 0 ? 0 : backoffMs(failures, { baseDelayMs: delayMs, maxDelayMs: 10_000 }, random);
    timer = setTimeout(() => {
      timer = undefined;
      // A commit under way has not seen the latest: what it leaves is for the next.
      if (sending === undefined) void next();
      else schedule();
    }, delayMs + backoff);
  }

  return {
    touch: schedule,
    known(offsets) {
      for (const [partition, offset] of offsets) committed.set(partition, offset);
    },
    async flush() {
      await sending;
      await next();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
