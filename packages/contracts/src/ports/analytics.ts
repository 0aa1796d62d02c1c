import type { AnalyticsPart, AnalyticsView } from '../views/analytics.js';
import type { StoredEvent } from './event-log.js';

export interface AnalyticsQuery {
  readonly tenant: string;
  /** RFC 3339. */
  readonly since: string;
  /** RFC 3339. Default: now. */
  readonly until?: string | undefined;
  readonly by?: AnalyticsPart | undefined;
  readonly signal: AbortSignal;
}

/** The numbers of the review desk, from the streams alone. */
export interface Analytics {
  /**
   * Throws `request-invalid`, `overloaded` (retryable: too much is being counted at once), `aborted`, `dependency-unavailable`,
   * and `timeout` (retryable: the next call goes on where this one came to).
   */
  read(query: AnalyticsQuery): Promise<AnalyticsView>;
}

/** A metric as Prometheus has it. Every set of labels is bounded, and none is a person’s or a tenant’s. */
export interface LiveMetric {
  readonly name: string;
  readonly type: 'counter' | 'histogram' | 'gauge';
  readonly help: string;
  readonly labels?: readonly string[];
  readonly buckets?: readonly number[];
}

export interface LiveValue {
  readonly name: string;
  readonly value: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** The same numbers as they come, of all tenants together, for `/metrics`. */
export interface LiveNumbers {
  readonly metrics: readonly LiveMetric[];
  /** RFC 3339: from here on it wants facts, decisions and actions. What was appended before it was made only tells what it follows. */
  readonly since: string;
  /** What an event adds to counters and histograms. */
  take(stored: StoredEvent<'facts'> | StoredEvent<'decisions'> | StoredEvent<'actions'>): readonly LiveValue[];
  /** What gauges say now. */
  gauges(): readonly LiveValue[];
}
