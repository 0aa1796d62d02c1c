import {
  type Clock,
  type EventByType,
  isDeskrailError,
  type Logger,
  type RecommendationView,
  type Store,
  type StreamName,
  silentLogger,
  subjectOfRecommendation,
} from '@deskrail/contracts';
import { createPause } from './pause.js';
import { shiftOf } from './shift-of.js';
import type { SqlStore } from './sql/create-store.js';
import { timeKey } from './state/time-key.js';

export type RetentionDays = Readonly<Record<StreamName, number>>;

export interface HousekeepingOptions {
  readonly store: Store | SqlStore;
  /** How long each stream is kept. */
  readonly days: RetentionDays;
  /** Lets the log forget at the same time as the store. */
  retainLog?(days: RetentionDays): Promise<unknown>;
  readonly logger?: Logger;
  /** Not used for judging: the store's own clock is. */
  readonly clock?: Clock;
  /** Between rounds of expiry and snapshots, in ms. Default: 30 000. */
  readonly everyMs?: number;
  /** Between rounds of retention, in ms. Default: 3 600 000. */
  readonly retainEveryMs?: number;
}

export interface Housekeeping extends AsyncDisposable {
  /** Do all of it now, whoever's turn it is; for tests and for an operator who does not want to wait. */
  run(): Promise<void>;
  close(): Promise<void>;
}

const perRound = 200;

/**
 * Expire what is over, write again what must outlive its stream, and forget what the streams no longer hold. Of a store's
 * instances one does it at a time.
 */
export function startHousekeeping(options: HousekeepingOptions): Housekeeping {
  const { store, logger = silentLogger, everyMs = 30_000, retainEveryMs = 3_600_000 } = options;
  const closing = new AbortController();
  const pause = createPause();
  const shift = shiftOf(store, 'housekeeping');
  let retainedAt = Number.NEGATIVE_INFINITY;

  async function round(retains: boolean): Promise<void> {
    await expire(store, closing.signal);
    await snapshot(store, closing.signal);
    if (!retains || closing.signal.aborted) return;
    await store.retain({ days: options.days });
    await options.retainLog?.(options.days);
    retainedAt = performance.now();
  }

  async function loop(): Promise<void> {
    while (!closing.signal.aborted) {
      await pause.for(everyMs, closing.signal);
      if (closing.signal.aborted) return;
      try {
        if (await shift.hold()) await round(performance.now() - retainedAt >= retainEveryMs);
      } catch (error) {
        const code = isDeskrailError(error) ? error.code : 'internal';
        logger.warn({ code }, 'housekeeping failed; it is tried again at its next round');
      }
    }
  }

  const looping = loop();
  const close = async (): Promise<void> => {
    closing.abort();
    await looping;
    await shift.leave().catch(() => {});
  };
  return { run: () => round(true), close, [Symbol.asyncDispose]: close };
}

async function snapshot(store: Store | SqlStore, signal: AbortSignal): Promise<void> {
  if (!('takeSnapshots' in store)) return;
  while (!signal.aborted && (await store.takeSnapshots({ limit: perRound })) > 0);
}

async function expire(store: Store, signal: AbortSignal): Promise<void> {
  for (;;) {
    const due = await store.expiredRecommendations({ limit: perRound });
    let ended = 0;
    for (const view of due) {
      if (signal.aborted) return;
      const { tenant, recommendationId: id } = view;
      await store.transact({ tenant, conversation: subjectOfRecommendation(view) }, async (unit) => {
        const current = await unit.recommendation(id);
        if (current?.status !== 'open' || current.expiresAt === undefined) return;
        if (timeKey(current.expiresAt) > timeKey(unit.now)) return;
        await unit.emit(expired(current, unit.now));
        ended += 1;
      });
    }
    if (due.length < perRound || ended === 0) return;
  }
}

const expired = (view: RecommendationView, now: string): EventByType<'recommendation.expired.v1'> => ({
  specversion: '1.0',
  id: `${view.recommendationId}/expired`,
  source: '/store',
  type: 'recommendation.expired.v1',
  subject: subjectOfRecommendation(view),
  time: now,
  datacontenttype: 'application/json',
  tenant: view.tenant,
  ...(view.connection !== undefined && { connection: view.connection }),
  ...(view.about.conversation !== undefined && { correlationid: view.about.conversation }),
  causationid: view.recommendationId,
  actor: 'system/store',
  data: { recommendationId: view.recommendationId },
});
