import type { RecommendationView, ReviewClaim } from '@deskrail/contracts';
import { isDeskrailApiError } from './api-error.js';
import type { Claimed, DeskrailClient } from './client.js';
import type { CallOptions, Sender } from './send.js';
import { wait } from './wait.js';

export interface HoldOptions {
  readonly signal?: AbortSignal | undefined;
  /** Of the claim, which is renewed after each third of it. Default: 300. */
  readonly leaseSeconds?: number | undefined;
  /** From whoever holds it; takes the role senior. */
  readonly takeOver?: boolean | undefined;
}

/** `signal` ends with the claim: what is decided afterwards is decided by somebody else. */
export type HeldWork<Result> = (held: {
  readonly recommendation: RecommendationView;
  readonly claim: ReviewClaim;
  readonly signal: AbortSignal;
}) => Promise<Result>;

type Claiming = Pick<
  DeskrailClient['recommendations'],
  'claim' | 'heartbeat' | 'release' | 'hold' | 'look' | 'route' | 'propose'
>;

const path = (id: string, what: string): string => `v1/recommendations/${encodeURIComponent(id)}/${what}`;

/** Who works on a recommendation: claims, looks, passing on and proposing. */
export function claiming(sender: Sender): Claiming {
  const post = <Answer>(to: string, json: unknown, { repeatable = true, ...options }: Posting = {}) =>
    sender.json<Answer>({ ...options, method: 'POST', path: to, json, repeatable });
  // Claimed again it is the same claim.
  const claim: Claiming['claim'] = (id, request = {}, options) => post<Claimed>(path(id, 'claim'), request, options);
  const heartbeat: Claiming['heartbeat'] = (id, token, options) =>
    post(path(id, 'claim/heartbeat'), { token }, options);
  const release: Claiming['release'] = async (id, token, options) => {
    await post(path(id, 'claim/release'), { token }, options);
  };
  return {
    claim,
    heartbeat,
    release,
    look: (id, options) => post(path(id, 'look'), undefined, options),
    route: (id, request, options) => post(path(id, 'route'), request, { ...options, repeatable: false }),
    propose: (input, options) => post('v1/recommendations', input, options),
    async hold(id, work, { signal, leaseSeconds = 300, takeOver } = {}) {
      const limits = signal ? { signal } : {};
      const request = { leaseSeconds, ...(takeOver !== undefined && { takeOver }) };
      const { claim: held, recommendation } = await claim(id, request, limits);
      const lost = new AbortController();
      const done = new AbortController();
      const ends = signal ? AbortSignal.any([signal, lost.signal]) : lost.signal;
      const beating = beat({ id, token: held.token, everyMs: (leaseSeconds * 1_000) / 3, heartbeat, lost, done });
      try {
        return await work({ recommendation, claim: held, signal: ends });
      } finally {
        done.abort();
        await beating;
        // Over already, it is released already.
        await release(id, held.token).catch(() => {});
      }
    },
  };
}

type Posting = CallOptions & { readonly repeatable?: boolean };

interface Beating {
  readonly id: string;
  readonly token: number;
  readonly everyMs: number;
  readonly heartbeat: Claiming['heartbeat'];
  readonly lost: AbortController;
  readonly done: AbortController;
}

/** Keeps a claim until it is done with, or lost. What passes by itself is asked again at the next beat. */
async function beat({ id, token, everyMs, heartbeat, lost, done }: Beating): Promise<void> {
  while (!done.signal.aborted) {
    try {
      await wait(everyMs, done.signal);
      await heartbeat(id, token, { signal: done.signal });
    } catch (error) {
      if (done.signal.aborted) return;
      if (!isDeskrailApiError(error) || error.status === undefined || error.status >= 500) continue;
      lost.abort(error);
      return;
    }
  }
}
