import { type Clock, DeskrailError, isDeskrailError, type ModelUsage, systemClock } from '@deskrail/contracts';
import { withTimeLimit } from '../time-limit.js';
import { type Budget, type Budgets, createBudget, type RequestBudget } from './budget.js';
import { type BreakerOptions, type BreakerState, createCircuitBreaker } from './circuit-breaker.js';
import { type Failure, type RetryOptions, withRetries } from './retry.js';

export interface RemoteOptions {
  /** For one request, its retries and their waits included. Default: 15 000, so that a fallback can still answer a chatbot that waits. */
  readonly timeoutMs?: number | undefined;
  readonly retries?: RetryOptions | undefined;
  readonly breaker?: Omit<BreakerOptions, 'clock'> | undefined;
  readonly budgets?: Budgets | undefined;
  readonly clock?: Clock | undefined;
}

/** How one error of a service is understood. */
export interface ReadError extends Failure {
  /** Whether it says that the service is unwell, as a request that it refuses does not. */
  readonly counts: boolean;
  /** For our error's message; nothing that a person wrote. */
  readonly what: string;
}

/** One call of a request, as it is sent. */
export interface RemoteCall {
  readonly signal: AbortSignal;
  /** From 1. */
  readonly attempt: number;
  /** What the service said it used; said before an answer is refused, it counts all the same. */
  used(usage: ModelUsage): void;
}

export interface RemoteRequest {
  readonly tenant: string;
  readonly signal: AbortSignal;
  /** Of one call; left out where nothing is counted. */
  readonly estimate?: ModelUsage | undefined;
}

export interface RemoteCalls {
  readonly breaker: BreakerState;
  readonly budget: Pick<Budget, 'today'>;
  /**
   * One request: within its budget, its time and its retries, and not at all while the service is known to be down.
   * Throws `dependency-unavailable` for all of these, `aborted` where the caller gave up.
   */
  call<Result>(request: RemoteRequest, send: (call: RemoteCall) => Promise<Result>): Promise<Result>;
}

/** Without its cause: a service's own words may repeat the key or what a customer wrote. */
const unavailable = (name: string, what: string): DeskrailError =>
  new DeskrailError('dependency-unavailable', `${name}: ${what}.`);

/** What stands between us and a service that may be slow, down, dear or full. */
export function createRemoteCalls(
  name: string,
  readError: (error: unknown) => ReadError,
  { timeoutMs = 15_000, retries = {}, breaker: breakerOptions = {}, budgets, clock = systemClock }: RemoteOptions = {},
): RemoteCalls {
  const breaker = createCircuitBreaker({ ...breakerOptions, clock });
  const budget = createBudget({ clock, budgets });

  const read = (error: unknown): ReadError => {
    if (isDeskrailError(error, 'timeout')) return { retryable: false, counts: true, what: 'no answer in time' };
    if (isDeskrailError(error)) return { retryable: error.retryable, counts: false, what: error.message };
    return readError(error);
  };

  /** Reserved before it is sent, settled after, and told to the breaker. */
  async function once<Result>(
    { signal, estimate }: RemoteRequest,
    { own, leftMs }: { readonly own: RequestBudget; readonly leftMs: number },
    send: (limited: AbortSignal, used: RemoteCall['used']) => Promise<Result>,
  ): Promise<Result> {
    const reservation = estimate === undefined ? undefined : own.reserve(estimate);
    const permit = breaker.admit();
    if (permit === undefined) {
      reservation?.release();
      throw unavailable(name, 'it kept failing, so it is left alone for a while');
    }
    const sentAtMs = clock.now();
    try {
      const result = await withTimeLimit(name, { timeoutMs: leftMs, signal }, (limited) =>
        send(limited, (usage) => reservation?.settle(usage)),
      );
      permit.succeeded();
      reservation?.settle();
      return result;
    } catch (error) {
      // Callers who always give up a little sooner than we do must not keep a service that hangs from being left alone.
      const longWaited = clock.now() - sentAtMs >= timeoutMs / 2;
      if (signal.aborted && !longWaited) permit.abandoned();
      else if (signal.aborted) permit.failed();
      else if (read(error).counts) permit.failed();
      else permit.succeeded();
      // What was cut off may have been paid for; what was refused was not.
      if (signal.aborted || isDeskrailError(error)) reservation?.settle();
      else reservation?.release();
      throw error;
    }
  }

  return {
    get breaker() {
      return breaker.state;
    },
    budget,
    async call(request, send) {
      const { signal, tenant } = request;
      const own = budget.request(tenant);
      const until = clock.now() + timeoutMs;
      const leftMs = () => until - clock.now();
      // A wait that would use up the time is not begun.
      const readFailure = (error: unknown): Failure => {
        const failure = read(error);
        return leftMs() > (failure.retryAfterMs ?? 0) ? failure : { ...failure, retryable: false };
      };
      try {
        return await withRetries(
          (attempt) =>
            once(request, { own, leftMs: leftMs() }, (limited, used) => send({ signal: limited, attempt, used })),
          { ...retries, readFailure, signal },
        );
      } catch (error) {
        if (signal.aborted) throw new DeskrailError('aborted', `${name} was given up, as its caller asked.`);
        if (isDeskrailError(error, 'dependency-unavailable')) throw error;
        throw unavailable(name, read(error).what.replace(/\.$/u, ''));
      }
    },
  };
}
