import { backoffMs, pause } from '../../delivery/backoff.js';
import { type DriverConsumer, type DriverConsumerOptions, DriverError } from '../driver.js';
import type { KafkajsClient } from './client.js';
import { createFetchLoops } from './fetch-loops.js';
import type { KafkajsBroker } from './internals.js';
import { beat, commitOffsets, committedOffsets, joinGroup, leaveGroup, type Membership } from './membership.js';
import { openTopicView } from './topic-view.js';
import { translateFailure } from './translate-failure.js';
import { createTroubles } from './troubles.js';

const backoff = { baseDelayMs: 100, maxDelayMs: 5_000 };
const nobody = { memberId: '', owned: [] as readonly number[], generation: -1 };
/** Heartbeats in one session time-out: several may be late or lost. */
const beatsPerSession = 6;
const partitionsCheckMs = 60_000;

/**
 * A member of a group over kafkajs' connections and requests, in the place of its consumer, which ends for good where
 * it takes an error for a final one, gives nobody a chance to commit before it hands partitions over, and sends its
 * heartbeats only between fetches. Resolves once the member has its partitions for the first time.
 */
export async function openKafkajsConsumer(
  client: KafkajsClient,
  options: DriverConsumerOptions,
): Promise<DriverConsumer> {
  const { topic, group, sessionTimeoutMs } = options;
  const about = { topic, group, operation: 'Read' };
  const view = await openTopicView(client);
  const closing = new AbortController();
  const troubles = createTroubles(options);
  const fetching = createFetchLoops({ ...options, view, troubles, closing: closing.signal });
  let last = nobody;
  let current: { readonly membership: Membership; coordinator: KafkajsBroker } | undefined;

  async function become(): Promise<Membership> {
    await view.partitions(topic);
    const coordinator = await view.coordinator(group);
    const membership = await joinGroup(coordinator, {
      ...{ ...options, last },
      partitions: () => {
        view.refresh();
        return view.partitions(topic);
      },
    }).catch((error: unknown) => {
      const failure = translateFailure(error, about);
      if (failure.protocol === 'UNKNOWN_MEMBER_ID') last = { ...last, memberId: '' };
      throw failure;
    });
    const { memberId, generation, partitions } = membership;
    last = { memberId, generation, owned: partitions };
    current = { membership, coordinator };
    const offsets = await committedOffsets(coordinator, options, partitions);
    const placeless = partitions.filter((partition) => !offsets.has(partition));
    if (placeless.length > 0) {
      const begin = await options.begin(placeless);
      // Kept at once, so that `end` still means this end after a restart that had nothing to do.
      await commitOffsets(coordinator, options, membership, begin);
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
        await beat(current.coordinator, options, membership);
        failures = 0;
        troubles.worked('heartbeat');
        if (!membership.isLeader || performance.now() - checkedAt < partitionsCheckMs) continue;
        checkedAt = performance.now();
        if (await hasGrown()) return false;
      } catch (error) {
        if (over.aborted) return false;
        const failure = translateFailure(error, about);
        if (failure.kind === 'rebalanced') return failure.protocol !== 'REBALANCE_IN_PROGRESS';
        failures = troubles.failed('heartbeat', failure);
        current.coordinator = await view.coordinator(group).catch(() => current?.coordinator as KafkajsBroker);
      }
    }
    return false;
  }

  let partitionCount = 0;
  async function hasGrown(): Promise<boolean> {
    const { length } = await view.partitions(topic);
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
        const failure = translateFailure(error, about);
        // The group is dealt once more while it is being dealt: nothing is wrong, and there is nothing to wait for.
        const attempt = failure.kind === 'rebalanced' ? 1 : troubles.failed('group', failure);
        view.refresh();
        await pause(backoffMs(attempt, backoff, Math.random), closing.signal);
      }
    }
  }

  const first = await becomeFirst(become, closing.signal).catch(async (error: unknown) => {
    await view.close();
    throw translateFailure(error, about);
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
        await commitOffsets(held.coordinator, options, held.membership, offsets);
      } catch (error) {
        throw translateFailure(error, about);
      }
    },
    async close() {
      if (closing.signal.aborted) return running;
      closing.abort();
      if (current !== undefined) {
        const { coordinator, membership } = current;
        await leaveGroup(coordinator, options, membership.memberId).catch(() => {});
      }
      await view.close();
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
      const failure = translateFailure(error);
      const passes = failure.kind === 'rebalanced' || failure.kind === 'unavailable';
      if (!passes || attempt >= firstTries) throw failure;
      await pause(backoffMs(Math.min(attempt, 4), backoff, Math.random), closing);
    }
  }
}
