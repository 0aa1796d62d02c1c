import type { Clock, Decision, Logger, Store } from '@deskrail/contracts';
import { codeOf } from '../code-of.js';
import { fallbackOfEvent } from './fallback-of.js';
import { type FallbackRate, type FallbackWindow, fallbackWindow } from './fallback-window.js';
import { recentIds } from './recent-ids.js';
import { tellOver, tellUnder } from './tell-fallbacks.js';

interface Watched {
  readonly window: FallbackWindow;
  /** When this instance looked last; unknown until it has told. */
  over: boolean | undefined;
}

/** What to do about each reason why replies fall back. */
const remedies: Readonly<Record<string, string>> = {
  'no-evidence': '“deskrail gaps” shows what nothing answers',
  'invalid-draft': 'the withheld ones on the page say what the checks found',
  moderation: 'the withheld ones on the page say what moderation refused',
};

/** What to do about the reason that is met most. */
function next(reasons: FallbackRate['reasons']): string {
  const [most = ''] = Object.entries(reasons).reduce((one, other) => (other[1] > one[1] ? other : one), ['', 0]);
  return remedies[most] ?? 'the model does not answer in time: look at its key, its budget and its service';
}

/** The rates of all tenants, as far as decisions have been counted. */
export interface FallbackRates {
  /** The tenant whose rate has changed by it. */
  count(event: Decision, appendedAt: string): string | undefined;
  look(tenant: string): Promise<void>;
  lookAtAll(): Promise<void>;
  /** Of all tenants together; `undefined` while nothing was asked. */
  rate(): number | undefined;
}

const tenantsAtMost = 1_000;
/** It counts as having come down only once it is clearly under the threshold, or it would cross with every reply. */
const downBy = 0.9;

export function createFallbackRates({
  store,
  clock,
  logger,
  minimum,
  ...limit
}: {
  readonly store: Pick<Store, 'transact'>;
  readonly threshold: number;
  readonly windowSeconds: number;
  readonly minimum: number;
  readonly clock: Clock;
  readonly logger: Logger;
}): FallbackRates {
  const { threshold, windowSeconds } = limit;
  const tenants = new Map<string, Watched>();
  const all = fallbackWindow(windowSeconds);
  const isNew = recentIds();

  function watchedOf(tenant: string): Watched {
    const known = tenants.get(tenant) ?? { window: fallbackWindow(windowSeconds), over: undefined };
    // The one that was quiet longest goes first.
    tenants.delete(tenant);
    tenants.set(tenant, known);
    const [quiet] = tenants.keys();
    if (tenants.size > tenantsAtMost && quiet !== undefined) tenants.delete(quiet);
    return known;
  }

  async function judge(tenant: string, watched: Watched, repeat: boolean): Promise<void> {
    const rate = watched.window.at(clock.now());
    const again = watched.over === true;
    const over = rate.total >= minimum && rate.rate >= threshold * (again ? downBy : 1);
    if (over === watched.over && !(over && repeat)) return;
    try {
      if (!over) await tellUnder({ store, tenant, windowSeconds });
      watched.over = over && (await tellOver({ ...limit, store, tenant, rate, again }));
      if (watched.over && !again) {
        const { rate: share, total, reasons } = rate;
        logger.warn(
          { rate: share, total, reasons },
          `more replies fall back than the threshold allows: ${next(reasons)}`,
        );
      }
    } catch (error) {
      // Looked at again with the next reply, or when the time comes.
      logger.warn({ code: codeOf(error) }, 'the fallback rate could not be recorded');
    }
  }

  // One judgement after the other, or an older one could overrule a newer.
  let judging: Promise<void> = Promise.resolve();
  const inTurn = (tenant: string, watched: Watched, repeat: boolean): Promise<void> => {
    judging = judging.then(() => judge(tenant, watched, repeat));
    return judging;
  };

  return {
    count(event, appendedAt) {
      const reason = fallbackOfEvent(event);
      if (reason === undefined || !isNew(`${event.tenant} ${event.id}`)) return undefined;
      watchedOf(event.tenant).window.add(reason, Date.parse(appendedAt));
      all.add(reason, Date.parse(appendedAt));
      return event.tenant;
    },
    async look(tenant) {
      const watched = tenants.get(tenant);
      if (watched !== undefined) await inTurn(tenant, watched, false);
    },
    async lookAtAll() {
      // Repeated, as the store forgets what nobody says again.
      for (const [tenant, watched] of [...tenants]) await inTurn(tenant, watched, true);
    },
    rate() {
      const { total, rate } = all.at(clock.now());
      return total === 0 ? undefined : rate;
    },
  };
}
