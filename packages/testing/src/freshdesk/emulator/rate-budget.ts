import type { Gate } from '../../delivery/delivery.js';

export interface FreshdeskRateLimit {
  /** Calls a minute of the whole account, webhooks among them. */
  readonly perMinute?: number;
  /** Of these, `PUT /tickets/{id}`. */
  readonly updatesPerMinute?: number;
  /** Of these, `GET /tickets`. */
  readonly listsPerMinute?: number;
  /** Whether a 429 says `Retry-After`. Default: true. */
  readonly retryAfter?: boolean;
  /** Answer 429 with `text/plain`, as the front end does. Default: JSON. */
  readonly plainText?: boolean;
}

export type FreshdeskPlan = 'trial' | 'growth' | 'pro' | 'enterprise';

const plans: Readonly<Record<FreshdeskPlan, Required<Pick<FreshdeskRateLimit, keyof typeof usual>>>> = {
  trial: { perMinute: 50, updatesPerMinute: 50, listsPerMinute: 20 },
  growth: { perMinute: 200, updatesPerMinute: 80, listsPerMinute: 20 },
  pro: { perMinute: 400, updatesPerMinute: 160, listsPerMinute: 100 },
  enterprise: { perMinute: 700, updatesPerMinute: 280, listsPerMinute: 200 },
};
const usual = { perMinute: 0, updatesPerMinute: 0, listsPerMinute: 0 };

export interface Counted {
  readonly headers: Readonly<Record<string, string>>;
  readonly isOver: boolean;
}

/** An account's budget of calls, in windows of a minute: the REST API and the webhooks live on the same. */
export interface RateBudget {
  /** Counts a call of the API; `used` is more than 1 where `include` costs more. Calls that fail count too. */
  count(kind: 'update' | 'list' | 'other', used: number): Counted;
  /** Postpones a webhook to the next window, and drops it after 24 hours. */
  readonly gate: Gate;
}

const windowMs = 60_000;
const dayMs = 86_400_000;

export function createRateBudget(plan: FreshdeskPlan, options: FreshdeskRateLimit, now: () => number): RateBudget {
  const limits = { ...plans[plan], ...options };
  let window = Number.NaN;
  let spent = { total: 0, update: 0, list: 0 };
  const postponedSince = new WeakMap<object, number>();

  function turn(): number {
    const current = Math.floor(now() / windowMs);
    if (current !== window) spent = { total: 0, update: 0, list: 0 };
    window = current;
    return (current + 1) * windowMs - now();
  }

  return {
    count(kind, used) {
      const leftMs = turn();
      spent.total += used;
      if (kind !== 'other') spent[kind] += 1;
      const isOver =
        spent.total > limits.perMinute ||
        (kind === 'update' && spent.update > limits.updatesPerMinute) ||
        (kind === 'list' && spent.list > limits.listsPerMinute);
      const retryAfter = String(Math.max(1, Math.ceil(leftMs / 1000)));
      const headers = {
        'x-ratelimit-total': String(limits.perMinute),
        'x-ratelimit-remaining': String(Math.max(0, limits.perMinute - spent.total)),
        'x-ratelimit-used-currentrequest': String(used),
        ...(isOver && limits.retryAfter !== false ? { 'retry-after': retryAfter } : {}),
      };
      return { headers, isOver };
    },
    gate: {
      admit(nowMs, delivery) {
        const leftMs = turn();
        if (spent.total < limits.perMinute) {
          spent.total += 1;
          postponedSince.delete(delivery);
          return 'go';
        }
        const since = postponedSince.get(delivery) ?? nowMs;
        postponedSince.set(delivery, since);
        return nowMs + leftMs - since >= dayMs ? { end: 'dropped' } : { waitMs: leftMs };
      },
    },
  };
}
