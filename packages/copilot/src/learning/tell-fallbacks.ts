import { type EventByType, formatSubject, type Store } from '@deskrail/contracts';
import { envelopeOf } from '../emitted.js';
import type { FallbackRate } from './fallback-window.js';

const key = 'fallback-rate';

/** What is remembered of a tenant by all instances together, across restarts. */
interface Remembered {
  readonly over: boolean;
}

interface Told {
  readonly store: Pick<Store, 'transact'>;
  readonly tenant: string;
  readonly rate: FallbackRate;
  readonly windowSeconds: number;
  readonly threshold: number;
  /** It was over when this instance looked last. */
  readonly again: boolean;
}

/**
 * Record that the rate is over the limit, and say so where it was not before: once a crossing, however many instances
 * look. The event's id is the tenant and the window's start. False where another instance has seen it come down meanwhile.
 */
export async function tellOver({ store, tenant, rate, windowSeconds, threshold, again }: Told): Promise<boolean> {
  const subject = formatSubject({ kind: 'copilot', connection: 'deskrail', id: tenant });
  return await store.transact({ tenant, conversation: subject }, async (unit) => {
    const before = (await unit.remembered(key)) as Remembered | undefined;
    if (again && before?.over === false) return false;
    await unit.remember(key, { over: true } satisfies Remembered, { seconds: 2 * windowSeconds });
    if (before?.over) return true;
    const event: EventByType<'fallback-rate.exceeded.v1'> = {
      ...envelopeOf(
        { tenant, subject },
        {
          id: `fallback-rate/${encodeURIComponent(tenant)}/${rate.windowStart}`,
          at: unit.now,
          actor: 'system/copilot',
          step: 'recommend',
        },
      ),
      type: 'fallback-rate.exceeded.v1',
      data: {
        windowSeconds,
        total: rate.total,
        fallbacks: rate.fallbacks,
        rate: rate.rate,
        threshold,
        reasons: { ...rate.reasons },
      },
    };
    await unit.emit(event);
    return true;
  });
}

/** It has come down: the next crossing is a new one. */
export async function tellUnder({
  store,
  tenant,
  windowSeconds,
}: Omit<Told, 'rate' | 'threshold' | 'again'>): Promise<void> {
  const subject = formatSubject({ kind: 'copilot', connection: 'deskrail', id: tenant });
  await store.transact({ tenant, conversation: subject }, async (unit) => {
    const before = (await unit.remembered(key)) as Remembered | undefined;
    if (before?.over) await unit.remember(key, { over: false } satisfies Remembered, { seconds: 2 * windowSeconds });
  });
}
