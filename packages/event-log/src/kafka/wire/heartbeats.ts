import { backoffMs, pause } from '../../delivery/backoff.js';
import { asDriverError } from './failure.js';
import type { Membership } from './membership.js';
import type { Troubles } from './troubles.js';
import type { Coordinator } from './wire.js';

/** A member's part in its group, from one dealing of the partitions to the next. */
export interface Session {
  readonly membership: Membership;
  /** Another one where the broker that it was is gone. */
  coordinator: Coordinator;
}

/** Why heartbeats ended: partitions are dealt anew, the group went on without this member, or they were told to. */
export type Ending = 'dealt-anew' | 'lost' | 'told';

export interface HeartbeatOptions {
  readonly group: string;
  readonly sessionTimeoutMs: number;
  readonly troubles: Troubles;
  findCoordinator(): Promise<Coordinator>;
  /** Whether there are partitions that were not dealt. Asked now and then by the group's leader. */
  hasGrown(): Promise<boolean>;
}

const backoff = { baseDelayMs: 100, maxDelayMs: 5_000 };
/** Heartbeats in one session time-out: several may be late or lost. */
const beatsPerSession = 6;
const growthCheckMs = 60_000;

/** Heartbeats on a timer of their own, whatever is fetched or handled meanwhile, until something ends them. */
export async function keepSession(session: Session, options: HeartbeatOptions, over: AbortSignal): Promise<Ending> {
  const { group, troubles, sessionTimeoutMs } = options;
  const { membership } = session;
  const everyMs = sessionTimeoutMs / beatsPerSession;
  let checkedAt = performance.now();
  for (let failures = 0; ; ) {
    await pause(failures === 0 ? everyMs : Math.min(everyMs, backoffMs(failures, backoff, Math.random)), over);
    if (over.aborted) return 'told';
    try {
      await session.coordinator.heartbeat(membership);
      failures = 0;
      troubles.worked('heartbeat');
      if (!membership.isLeader || performance.now() - checkedAt < growthCheckMs) continue;
      checkedAt = performance.now();
      if (await options.hasGrown()) return 'dealt-anew';
    } catch (error) {
      if (over.aborted) return 'told';
      const failure = asDriverError(error, { group, operation: 'Read' });
      if (failure.kind === 'rebalanced') return failure.protocol === 'REBALANCE_IN_PROGRESS' ? 'dealt-anew' : 'lost';
      failures = troubles.failed('heartbeat', failure);
      session.coordinator = await options.findCoordinator().catch(() => session.coordinator);
    }
  }
}

/** While handlers in flight end the group waits, and wants to hear from the member all the same. True when it is lost. */
export async function keepSessionWhile(
  work: Promise<void>,
  session: Session,
  options: HeartbeatOptions,
  closing: AbortSignal,
): Promise<boolean> {
  const done = new AbortController();
  const over = AbortSignal.any([closing, done.signal]);
  const beating = (async () => {
    for (;;) {
      const ending = await keepSession(session, options, over);
      if (ending !== 'dealt-anew') return ending === 'lost';
    }
  })();
  await work;
  done.abort();
  return beating;
}
