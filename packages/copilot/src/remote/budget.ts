import { type Clock, DeskrailError, type ModelUsage } from '@deskrail/contracts';

/** What may be spent; what is left out has no limit. Cost is in the currency of the prices. */
export interface Allowance {
  readonly tokens?: number | undefined;
  readonly cost?: number | undefined;
}

export interface Budgets {
  /** For one request, its retries included. */
  readonly perRequest?: Allowance | undefined;
  /** For a day in UTC, all tenants together. */
  readonly perDay?: Allowance | undefined;
  /** For a day in UTC, each tenant by itself. */
  readonly perTenantAndDay?: Allowance | undefined;
}

/** For a million tokens, in one currency of your choice. */
export interface Prices {
  readonly input: number;
  readonly output: number;
}

export const costOf = (
  { inputTokens, outputTokens }: Pick<ModelUsage, 'inputTokens' | 'outputTokens'>,
  prices: Prices | undefined,
): number | undefined =>
  prices === undefined ? undefined : (inputTokens * prices.input + outputTokens * prices.output) / 1_000_000;

/** A call's share of the budgets: taken by estimate before it is sent, corrected by what it said it used. */
export interface Reservation {
  /** What it really used; without a word from the service the estimate stands. */
  settle(usage?: ModelUsage): void;
  /** Nothing was used. */
  release(): void;
}

/** One request of a tenant: a call, or the same again until it succeeds. */
export interface RequestBudget {
  /** Throws `dependency-unavailable`, not retryable, where the estimate does not fit what is left. */
  reserve(estimate: ModelUsage): Reservation;
}

export interface Budget {
  request(tenant: string): RequestBudget;
  /** Spent and reserved today. */
  today(tenant?: string): { readonly tokens: number; readonly cost: number };
}

interface Spent {
  tokens: number;
  cost: number;
}

const dayMs = 86_400_000;
const tenantsAtMost = 100_000;

const fits = (allowance: Allowance | undefined, spent: Spent, more: Spent): boolean =>
  spent.tokens + more.tokens <= (allowance?.tokens ?? Number.POSITIVE_INFINITY) &&
  spent.cost + more.cost <= (allowance?.cost ?? Number.POSITIVE_INFINITY);

const amountOf = ({ inputTokens, outputTokens, cost = 0 }: ModelUsage): Spent => ({
  tokens: inputTokens + outputTokens,
  cost,
});

const overspent = (which: string): DeskrailError =>
  new DeskrailError(
    'dependency-unavailable',
    `The model’s budget ${which} is spent. Raise it, or wait for the next day.`,
    {
      details: { budget: which },
    },
  );

/** Kept in this process: instances side by side each have a budget of their own. */
export function createBudget({
  clock,
  budgets = {},
}: {
  readonly clock: Clock;
  readonly budgets?: Budgets | undefined;
}): Budget {
  let day = -1;
  let all: Spent = { tokens: 0, cost: 0 };
  let tenants = new Map<string, Spent>();

  function turnDay(): void {
    const today = Math.floor(clock.now() / dayMs);
    if (today === day) return;
    day = today;
    all = { tokens: 0, cost: 0 };
    tenants = new Map();
  }

  function spentBy(tenant: string): Spent {
    const known = tenants.get(tenant);
    if (known !== undefined) return known;
    if (tenants.size >= tenantsAtMost) tenants.clear();
    const fresh = { tokens: 0, cost: 0 };
    tenants.set(tenant, fresh);
    return fresh;
  }

  function reserve(request: Spent, tenant: string, estimate: ModelUsage): Reservation {
    turnDay();
    const amount = amountOf(estimate);
    const own = spentBy(tenant);
    if (!fits(budgets.perRequest, request, amount)) throw overspent('for one request');
    if (!fits(budgets.perDay, all, amount)) throw overspent('for the day');
    if (!fits(budgets.perTenantAndDay, own, amount)) throw overspent('for the tenant and day');
    // The sums of the day it was sent on, though it may end on the next.
    const sums = [request, all, own];
    const add = (tokens: number, cost: number) => {
      for (const sum of sums) {
        sum.tokens += tokens;
        sum.cost += cost;
      }
    };
    add(amount.tokens, amount.cost);
    let open = true;
    const correct = (real: Spent) => {
      if (open) add(real.tokens - amount.tokens, real.cost - amount.cost);
      open = false;
    };
    return {
      settle: (usage) => correct(usage === undefined ? amount : amountOf(usage)),
      release: () => correct({ tokens: 0, cost: 0 }),
    };
  }

  return {
    request(tenant) {
      const request = { tokens: 0, cost: 0 };
      return { reserve: (estimate) => reserve(request, tenant, estimate) };
    },
    today(tenant) {
      turnDay();
      const { tokens, cost } = tenant === undefined ? all : spentBy(tenant);
      return { tokens, cost };
    },
  };
}
