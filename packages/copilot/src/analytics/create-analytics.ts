import {
  type Analytics,
  type AnalyticsQuery,
  type AnalyticsView,
  type Clock,
  DeskrailError,
  type EventLog,
  isTimestamp,
  systemClock,
} from '@deskrail/contracts';
import { countRecords } from './count-records.js';
import { type AnalyticsKeeping, keepRecords } from './keep-records.js';

export interface AnalyticsOptions extends AnalyticsKeeping {
  readonly log: Pick<EventLog, 'read'>;
  /** For one call, reading and counting. Default: 20 000. */
  readonly timeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * The numbers of the review desk from the streams alone. The first call of a tenant reads the streams from `since` on, whatever
 * tenants they hold; later ones go on where it came to. See docs/reference/metrics.md.
 */
export function createAnalytics(options: AnalyticsOptions): Analytics {
  const { log, timeoutMs = 20_000, clock = systemClock } = options;
  const kept = keepRecords(options, { log, clock });

  async function count(query: AnalyticsQuery, signal: AbortSignal): Promise<AnalyticsView> {
    const { tenant, since, until, by } = query;
    const nowMs = clock.now();
    const window = { sinceMs: Date.parse(since), untilMs: until === undefined ? nowMs : Date.parse(until), by, nowMs };
    return await kept.withRecords({ tenant, sinceMs: window.sinceMs, signal }, async (records) => ({
      since: new Date(window.sinceMs).toISOString(),
      until: new Date(window.untilMs).toISOString(),
      countedAt: new Date(nowMs).toISOString(),
      ...(await countRecords(records, window)),
      leftOut: records.leftOut,
    }));
  }

  return {
    async read(query) {
      check(query);
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        return await count(query, AbortSignal.any([limit, query.signal]));
      } catch (error) {
        if (query.signal.aborted || !limit.aborted) throw error;
        const message = `Counting took over ${timeoutMs / 1_000} s. Ask again: it goes on where it came to. Or ask for less time.`;
        throw new DeskrailError('timeout', message, { retryable: true, cause: error });
      }
    },
  };
}

function check({ since, until }: AnalyticsQuery): void {
  const isTime = (text: string) => isTimestamp(text) && !Number.isNaN(Date.parse(text));
  if (!isTime(since) || (until !== undefined && !isTime(until))) {
    throw new DeskrailError('request-invalid', 'since and until are RFC 3339 times such as 2026-01-31T09:30:00Z.');
  }
  if (until !== undefined && Date.parse(until) <= Date.parse(since)) {
    throw new DeskrailError('request-invalid', 'until is not after since: the window is empty.');
  }
}
