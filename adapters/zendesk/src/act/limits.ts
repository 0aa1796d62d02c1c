import type { Clock, Connection } from '@deskrail/contracts';

type Method = 'get' | 'put';

/** What the desk's last answers said of how many calls are left. */
export interface CallLimits {
  /** For how long the desk takes no such call; 0 where it does, or where it did not say. */
  closedForMs(method: Method): number;
  note(method: Method, headers: Headers): void;
  /** Of the account's calls a minute: how large a part is left, from 0 to 1; 1 where that is not known. */
  left(): { readonly share: number; readonly resetMs: number };
}

/** The longest that a wrong header may keep us away: the limits are per minute. */
const maxResetMs = 120_000;

const known = new WeakMap<Connection, CallLimits>();

/** Of one account in this process, whoever calls it. */
export function limitsOf(connection: Connection, clock: Clock): CallLimits {
  const limits = known.get(connection) ?? createLimits(clock);
  known.set(connection, limits);
  return limits;
}

function createLimits(clock: Clock): CallLimits {
  // Until when: of all calls, and of updates.
  const closed = { get: 0, put: 0 };
  let account = { share: 1, resetAt: 0 };
  const closedForMs = (method: Method) => {
    const until = method === 'put' ? Math.max(closed.put, closed.get) : closed.get;
    return Math.min(Math.max(0, until - clock.now()), maxResetMs);
  };

  return {
    closedForMs,
    note(method, headers) {
      const remaining = count(headers.get('ratelimit-remaining') ?? headers.get('x-rate-limit-remaining'));
      const total = count(headers.get('ratelimit-limit') ?? headers.get('x-rate-limit'));
      const resetAt = atReset(count(headers.get('ratelimit-reset')), clock);
      if (remaining !== undefined && resetAt !== undefined) {
        if (remaining === 0) closed.get = resetAt;
        if (total !== undefined && total > 0) account = { share: remaining / total, resetAt };
      }
      if (method === 'get') return;
      for (const [name, value] of headers) {
        const update = name.startsWith(endpointHeader) ? endpointLimit(value) : undefined;
        const updateReset = atReset(update?.resets, clock);
        if (update?.remaining === 0 && updateReset !== undefined) closed.put = updateReset;
      }
    },
    left() {
      const resetMs = Math.min(Math.max(0, account.resetAt - clock.now()), maxResetMs);
      return { share: resetMs === 0 ? 1 : account.share, resetMs };
    },
  };
}

const count = (value: string | null | undefined): number | undefined =>
  value !== null && value !== undefined && /^\d{1,9}$/.test(value.trim()) ? Number(value) : undefined;

const atReset = (seconds: number | undefined, clock: Clock): number | undefined =>
  seconds === undefined ? undefined : clock.now() + Math.min(seconds * 1000, maxResetMs);

/** An endpoint's own limit, such as `zendesk-ratelimit-tickets-update: total=100; remaining=99; resets=41`. */
const endpointHeader = 'zendesk-ratelimit-';

function endpointLimit(value: string): { remaining?: number; resets?: number } | undefined {
  if (value.length > 200) return undefined;
  const part = (name: string) => count(new RegExp(`(?:^|;)\\s*${name}=(\\d+)`).exec(value)?.[1]);
  const [remaining, resets] = [part('remaining'), part('resets')];
  return { ...(remaining !== undefined && { remaining }), ...(resets !== undefined && { resets }) };
}
