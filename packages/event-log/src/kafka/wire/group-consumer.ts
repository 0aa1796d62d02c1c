import { backoffMs, pause } from '../../delivery/backoff.js';
import { type DriverConsumer, type DriverConsumerOptions, DriverError } from '../driver.js';
import { asDriverError } from './failure.js';
import { createFetchLoops } from './fetch-loops.js';
import { joinGroup, type Membership } from './membership.js';
import { createTroubles } from './troubles.js';
import type { Coordinator, Wire } from './wire.js';

const backoff = { baseDelayMs: 100, maxDelayMs: 5_000 };
const nobody = { memberId: '', owned: [] as readonly number[], generation: -1 };
/** Heartbeats in one session time-out: several may be late or lost. */
const beatsPerSession = 6;
const partitionsCheckMs = 60_000;

/**
 * A member of a group, over a client's connections and requests and in the place of its consumer: kafkajs' ends for good
 * where it takes an error for a final one, gives nobody a chance to commit before it hands partitions over, and sends
 * its heartbeats only between fetches. Resolves once the member has its partitions for the first time.
 */
export async function openGroupConsumer(
  openWire: () => Promise<Wire>,
  options: DriverConsumerOptions,
): Promise<DriverConsumer> {
  const { topic, group, sessionTimeoutMs } = options;
  const about = { topic, group, operation: 'Read' };
  const wire = await openWire();
  const closing = new AbortController();
  const troubles = createTroubles(options);
  const fetching = createFetchLoops({ ...options, wire, troubles, closing: closing.signal });
  let last = nobody;
  let current: { readonly membership: Membership; coordinator: Coordinator } | undefined;

  async function become(): Promise<Membership> {
    await wire.partitions(topic);
    const coordinator = await wire.coordinator(group);
    const membership = await joinGroup(coordinator, {
      ...{ ...options, last },
      partitions: () => {
        wire.refresh();
        return wire.partitions(topic);
      },
    }).catch((error: unknown) => {
      const failure = asDriverError(error, about);
      if (failure.protocol === 'UNKNOWN_MEMBER_ID') last = { ...last, memberId: '' };
      throw failure;
    });
    const { memberId, generation, partitions } = membership;
    last = { memberId, generation, owned: partitions };
    current = { membership, coordinator };
    const offsets = await coordinator.committed(topic, partitions);
    const placeless = partitions.filter((partition) => !offsets.has(partition));
    if (placeless.length > 0) {
      const begin = await options.begin(placeless);
      // Kept at once, so that `end` still means this end after a restart that had nothing to do.
      await coordinator.commit(membership, topic, begin);
      for (const [partition, offset] of begin) offsets.set(partition, offset);
    }
    options.onAssigned(new Map([...offsets].toSorted(([a], [b]) => a - b)));
    fetching.assign(offsets);
    return membership;
  }

  /** Until the group is dealt again; true when this member's part in it is lost already. */
  async function beatUntilOver(membership: Membership, over: AbortSignal): Promise<boolean> {
    const everyMs = sessionTimeoutMs / beatsPerSession;
    let checkedAt = performance.now();
    for (let failures = 0; !over.aborted; ) {
      await pause(failures === 0 ? everyMs : Math.min(everyMs, backoffMs(failures, backoff, Math.random)), over);
      if (over.aborted || current === undefined) return false;
      try {
        await current.coordinator.heartbeat(membership);
        failures = 0;
        troubles.worked('heartbeat');
        if (!membership.isLeader || performance.now() - checkedAt < partitionsCheckMs) continue;
        checkedAt = performance.now();
        if (await hasGrown()) return false;
      } catch (error) {
        if (over.aborted) return false;
        const failure = asDriverError(error, about);
        if (failure.kind === 'rebalanced') return failure.protocol !== 'REBALANCE_IN_PROGRESS';
        failures = troubles.failed('heartbeat', failure);
        current.coordinator = await wire.coordinator(group).catch(() => current?.coordinator as Coordinator);
      }
    }
    return false;
  }

  let partitionCount = 0;
  async function hasGrown(): Promise<boolean> {
    const { length } = await wire.partitions(topic);
    const grown = partitionCount > 0 && length > partitionCount;
    partitionCount = length;
    return grown;
  }

  async function serve(membership: Membership): Promise<void> {
    const isLost = await beatUntilOver(membership, closing.signal);
    if (closing.signal.aborted) return;
    fetching.assign(new Map());
    // The session is kept while the handlers in flight end.
    const revoked = new AbortController();
    const over = AbortSignal.any([closing.signal, revoked.signal]);
    const beating = isLost ? undefined : keepSession(membership, over);
    await options.onRevoked(membership.partitions);
    revoked.abort();
    const lostMeanwhile = (await beating) ?? true;
    if (lostMeanwhile) last = { ...last, memberId: '' };
    current = undefined;
  }

  /** True when it is lost all the same. */
  async function keepSession(membership: Membership, over: AbortSignal): Promise<boolean> {
    while (!over.aborted) if (await beatUntilOver(membership, over)) return true;
    return false;
  }

  async function run(first: Membership): Promise<void> {
    for (let membership: Membership | undefined = first; !closing.signal.aborted; ) {
      try {
        if (membership !== undefined) await serve(membership);
        membership = undefined;
        if (closing.signal.aborted) return;
        membership = await become();
        troubles.worked('group');
      } catch (error) {
        if (closing.signal.aborted) return;
        const failure = asDriverError(error, about);
        // The group is dealt once more while it is being dealt: nothing is wrong, and there is nothing to wait for.
        const attempt = failure.kind === 'rebalanced' ? 1 : troubles.failed('group', failure);
        wire.refresh();
        await pause(backoffMs(attempt, backoff, Math.random), closing.signal);
      }
    }
  }

  const first = await becomeFirst(become, closing.signal).catch(async (error: unknown) => {
    await wire.close();
    throw asDriverError(error, about);
  });
  const running = run(first);

  return {
    pause: fetching.pause,
    resume: fetching.resume,
    async commit(offsets) {
      const held = current;
      const mine = new Set(held?.membership.partitions);
      if (held === undefined || [...offsets.keys()].some((partition) => !mine.has(partition))) {
        throw new DriverError('rebalanced', 'The partition is another member’s.', about);
      }
      try {
        await held.coordinator.commit(held.membership, topic, offsets);
      } catch (error) {
        throw asDriverError(error, about);
      }
    },
    async close() {
      if (closing.signal.aborted) return running;
      closing.abort();
      if (current !== undefined) {
        const { coordinator, membership } = current;
        await coordinator.leave(membership.memberId).catch(() => {});
      }
      await wire.close();
      await running;
    },
  };
}

const firstTries = 40;

/** The first time somebody waits for it: what no trying mends is thrown at once, the rest after some tries. */
async function becomeFirst(become: () => Promise<Membership>, closing: AbortSignal): Promise<Membership> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await become();
    } catch (error) {
      const failure = asDriverError(error);
      const passes = failure.kind === 'rebalanced' || failure.kind === 'unavailable';
      if (!passes || attempt >= firstTries) throw failure;
      await pause(backoffMs(Math.min(attempt, 4), backoff, Math.random), closing);
    }
  }
}
