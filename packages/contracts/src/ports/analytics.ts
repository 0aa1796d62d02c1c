import type { AnalyticsPart, AnalyticsView } from '../views/analytics.js';

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
