import { backoffMs, pause } from '../../delivery/backoff.js';
import { DriverError, type DriverRecord } from '../driver.js';
import { asDriverError } from './failure.js';
import type { Troubles } from './troubles.js';
import type { Wire } from './wire.js';

/** Brings the records of the partitions that a member has, one request at a time to each of their leaders. */
export interface FetchLoops {
  /** Only these from now on. */
  assign(offsets: ReadonlyMap<number, bigint>): void;
  pause(partitions: readonly number[]): void;
  resume(partitions: readonly number[]): void;
}

export interface FetchLoopsOptions {
  readonly wire: Wire;
  readonly topic: string;
  readonly maxBytesPerPartition: number;
  onRecords(partition: number, records: readonly DriverRecord[], end: bigint): void;
  readonly troubles: Troubles;
  readonly closing: AbortSignal;
}

const backoff = { baseDelayMs: 50, maxDelayMs: 2_000 };
const longestWaitMs = 500;
const shortestWaitMs = 5;

export function createFetchLoops(options: FetchLoopsOptions): FetchLoops {
  const { wire, topic, troubles, closing } = options;
  let offsets = new Map<number, bigint>();
  /** Since when. */
  const paused = new Map<number, number>();
  const atWork = new Set<number>();
  /** Asking who leads goes on while it fails. */
  let looking = false;

  const isWanted = (partition: number): boolean => offsets.has(partition) && !paused.has(partition);

  /** See to it that somebody fetches every partition that may be fetched. */
  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    try {
      for (let attempt = 1; !closing.aborted && [...offsets.keys()].some(isWanted); attempt += 1) {
        const unled = await startLoops();
        if (unled === undefined) return;
        troubles.failed('leaders', unled);
        wire.refresh();
        await pause(backoffMs(attempt, backoff, Math.random), closing);
      }
    } finally {
      looking = false;
    }
  }

  async function startLoops(): Promise<DriverError | undefined> {
    try {
      const leaders = await wire.leaders(topic);
      const led = new Set([...leaders.values()].flat());
      for (const [leader, partitions] of leaders) {
        if (!atWork.has(leader) && partitions.some(isWanted)) void loop(leader);
      }
      const unled = [...offsets.keys()].find((partition) => isWanted(partition) && !led.has(partition));
      if (unled === undefined) {
        troubles.worked('leaders');
        return undefined;
      }
      return new DriverError('unavailable', `Partition ${unled} of ${topic} has no leader.`, {
        ...{ topic, partition: unled },
        protocol: 'LEADER_NOT_AVAILABLE',
      });
    } catch (error) {
      return asDriverError(error, { topic, operation: 'Read' });
    }
  }

  async function loop(leader: number): Promise<void> {
    atWork.add(leader);
    const part = `fetch from ${leader}`;
    try {
      while (!closing.aborted) {
        const led = (await wire.leaders(topic)).get(leader) ?? [];
        const wanted = led.filter(isWanted);
        if (wanted.length === 0) return;
        await fetchOnce(leader, led, wanted);
        troubles.worked(part);
      }
    } catch (error) {
      if (closing.aborted) return;
      const attempt = troubles.failed(part, asDriverError(error, { topic, operation: 'Read' }));
      wire.refresh();
      await pause(backoffMs(attempt, backoff, Math.random), closing);
    } finally {
      atWork.delete(leader);
      void look();
    }
  }

  async function fetchOnce(leader: number, led: readonly number[], wanted: readonly number[]): Promise<void> {
    const current = offsets;
    const asked = new Map(wanted.map((partition) => [partition, current.get(partition) ?? 0n]));
    const request = { topic, offsets: asked, maxBytes: options.maxBytesPerPartition, maxWaitMs: waitFor(led) };
    const { fetched, outOfRange, failed } = await wire.fetch(leader, request);
    // Dealt again meanwhile: these are somebody else's, or begin elsewhere.
    if (offsets !== current || closing.aborted) return;
    for (const [partition, { records, next, end }] of fetched) {
      offsets.set(partition, next);
      if (records.length > 0) options.onRecords(partition, records, end);
    }
    if (outOfRange.length > 0) {
      const moved = await wire.firstOffsets(leader, topic, outOfRange);
      if (offsets === current) for (const [partition, offset] of moved) offsets.set(partition, offset);
    }
    if (failed[0] !== undefined) throw failed[0];
  }

  /**
   * A broker answers a connection's requests one by one, so a partition that is resumed waits until the request under
   * way is answered. One that was paused a moment ago comes back in a moment: wait for news no longer than that.
   */
  function waitFor(led: readonly number[]): number {
    const now = performance.now();
    const since = led.flatMap((partition) => paused.get(partition) ?? []);
    if (since.length === 0) return longestWaitMs;
    const shortest = Math.min(...since.map((at) => now - at)) / 4;
    return Math.round(Math.min(longestWaitMs, Math.max(shortestWaitMs, shortest)));
  }

  return {
    assign(assigned) {
      offsets = new Map(assigned);
      paused.clear();
      void look();
    },
    pause(partitions) {
      for (const partition of partitions) if (!paused.has(partition)) paused.set(partition, performance.now());
    },
    resume(partitions) {
      for (const partition of partitions) paused.delete(partition);
      void look();
    },
  };
}
