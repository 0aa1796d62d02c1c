import { DeskrailError, type Logger } from '@deskrail/contracts';
import { backoffMs, pause } from '../../delivery/backoff.js';
import { DriverError, type DriverReader } from '../driver.js';
import { createKept } from '../kept.js';
import type { Begin } from './begin-offsets.js';
import type { ConsumeLimits } from './consume-limits.js';
import type { Offsets } from './cursor.js';
import type { Lanes } from './lanes.js';
import { explain } from './reach.js';

/** What a read stands on. */
export interface RangeSource {
  readonly topic: string;
  /** For reads that end: they wait for nothing, so they share one. */
  sharedReader(): Promise<DriverReader>;
  /** For one that follows: a broker that waits for its news answers nothing else on its connection. */
  openReader(): Promise<DriverReader>;
  bounds(begin: Begin): Promise<{ readonly first: Offsets; readonly end: Offsets }>;
  readonly logger: Logger;
  readonly limits: ConsumeLimits;
  readonly random: () => number;
  /** Aborted when the log closes. */
  readonly closing: AbortSignal;
}

/** Fetches of one read, from one leader at a time each. */
export interface Fetching extends Disposable {
  /** Ask every leader that has something to give and is not asked already. */
  look(): void;
  /** Resolves once something came. Throws `dependency-unavailable` when nothing has for too long. */
  more(): Promise<void>;
}

/** A read that follows has a reader of its own: a broker that waits for its news answers nothing else on its connection. */
export function fetchInto(
  lanes: Lanes,
  options: { readonly follows: boolean; readonly stopping: AbortSignal },
  source: RangeSource,
): Fetching {
  const { follows, stopping } = options;
  const { topic, limits, random } = source;
  const reader = createKept(follows ? source.openReader : source.sharedReader);
  const asked = new Map<number, Promise<void>>();
  const ended = new AbortController();
  let leaders: ReadonlyMap<number, readonly number[]> | undefined;
  let failure: unknown;
  let failedSince: number | undefined;
  let failures = 0;

  async function ask(offsets: ReadonlyMap<number, bigint>): Promise<void> {
    try {
      const request = { topic, offsets, maxBytes: limits.fetchBytes, maxWaitMs: follows ? limits.followMs : 0 };
      const fetched = await (await reader.get()).fetch(request);
      let moved = follows && fetched.size === offsets.size;
      for (const [partition, answer] of fetched) {
        moved = lanes.add(partition, offsets.get(partition) ?? 0n, answer) || moved;
      }
      if (moved) failedSince = undefined;
      else await failed(new DeskrailError('dependency-unavailable', `${topic} gives less than it held a moment ago.`));
    } catch (error) {
      await failed(error);
    }
  }

  async function failed(error: unknown): Promise<void> {
    leaders = undefined;
    failures = failedSince === undefined ? 1 : failures + 1;
    failedSince ??= performance.now();
    const isPatient = !(error instanceof DriverError) || error.kind !== 'not-authorized';
    if (!isPatient || performance.now() - failedSince > limits.readPatienceMs) failure = error;
    if (failure !== undefined) return;
    const quiet = AbortSignal.any([stopping, ended.signal]);
    await pause(backoffMs(failures, { baseDelayMs: 50, maxDelayMs: 2_000 }, random), quiet);
  }

  async function askWhoLeads(): Promise<void> {
    try {
      leaders = await (await reader.get()).leaders(topic);
    } catch (error) {
      await failed(error);
    }
  }

  const whoLeads = -1;
  function begin(leader: number, work: () => Promise<void>): void {
    if (asked.has(leader)) return;
    const task = work().finally(() => asked.delete(leader));
    asked.set(leader, task);
  }

  return {
    look() {
      if (leaders === undefined) return begin(whoLeads, askWhoLeads);
      for (const [leader, partitions] of leaders) {
        if (asked.has(leader)) continue;
        const offsets = lanes.wanted(partitions);
        if (offsets.size > 0) begin(leader, () => ask(offsets));
      }
    },
    async more() {
      // Partitions without a leader are asked for again, not waited for.
      if (asked.size === 0) await failed(new DeskrailError('dependency-unavailable', `${topic} has no leader.`));
      else await Promise.race(asked.values());
      if (failure !== undefined) throw explain(failure, 'Reading');
    },
    [Symbol.dispose]() {
      ended.abort();
      // Nobody waits for a connection to close.
      if (follows) void reader.close();
    },
  };
}
