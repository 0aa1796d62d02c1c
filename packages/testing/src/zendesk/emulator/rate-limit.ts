export interface RateLimitOptions {
  /** Of the whole account. Default: 700, as on the Enterprise plans. */
  readonly requestsPerMinute?: number;
  /** Of ticket updates, whatever the plan. Default: 100. */
  readonly ticketUpdatesPerMinute?: number;
  /** Of the incremental exports. Default: 10. */
  readonly exportsPerMinute?: number;
}

/** What has a limit of its own beside the account's. */
export type CallKind = 'ticket-update' | 'export' | 'other';

export interface RateLimit {
  /** Counts a call; `retryAfterSeconds` is there when it is refused. */
  count(kind: CallKind): {
    readonly headers: Readonly<Record<string, string>>;
    readonly retryAfterSeconds?: number;
  };
}

/** Zendesk's limits per account, in windows of a minute. */
export function createRateLimit(options: RateLimitOptions, now: () => number): RateLimit {
  const { requestsPerMinute = 700, ticketUpdatesPerMinute = 100, exportsPerMinute = 10 } = options;
  let window = 0;
  let requests = 0;
  let updates = 0;
  let exports = 0;
  return {
    count(kind) {
      const current = Math.floor(now() / 60_000);
      if (current !== window) {
        window = current;
        requests = 0;
        updates = 0;
        exports = 0;
      }
      requests += 1;
      const isUpdate = kind === 'ticket-update';
      if (isUpdate) updates += 1;
      if (kind === 'export') exports += 1;
      const reset = Math.max(1, Math.ceil(((current + 1) * 60_000 - now()) / 1000));
      const remaining = String(Math.max(0, requestsPerMinute - requests));
      const headers = {
        'x-rate-limit': String(requestsPerMinute),
        'x-rate-limit-remaining': remaining,
        'ratelimit-limit': String(requestsPerMinute),
        'ratelimit-remaining': remaining,
        'ratelimit-reset': String(reset),
        ...(isUpdate
          ? {
              'zendesk-ratelimit-tickets-update': `total=${ticketUpdatesPerMinute}; remaining=${Math.max(0, ticketUpdatesPerMinute - updates)}; resets=${reset}`,
            }
          : {}),
      };
      const over =
        requests > requestsPerMinute ||
        (isUpdate && updates > ticketUpdatesPerMinute) ||
        (kind === 'export' && exports > exportsPerMinute);
      return over ? { headers: { ...headers, 'retry-after': String(reset) }, retryAfterSeconds: reset } : { headers };
    },
  };
}
