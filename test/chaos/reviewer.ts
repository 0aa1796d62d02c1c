import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient, type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import type { RecommendationView, SubmitVerdict } from '@deskrail/contracts';
import type { ZendeskEmulator } from '@deskrail/testing';
import { apiKey, otherApiKey } from './words.ts';

/** A verdict that was answered with 2xx. */
export interface AnsweredVerdict {
  readonly recommendation: string;
  readonly verdict: string;
  readonly reviewer: string;
  readonly kind: string;
}

export interface Reviewers {
  readonly answered: readonly AnsweredVerdict[];
  /** No new verdicts from now on; what is uncertain is still resolved. */
  rest(): void;
  stop(): Promise<void>;
}

/** The same for the same recommendation and seed, whenever it is asked. */
export function chance(seed: number, id: string): number {
  return createHash('sha256').update(`${seed}/${id}`).digest().readUInt32BE(0) / 2 ** 32;
}

/**
 * Two people at the review desk, by the API alone. What they think of a recommendation follows from the seed: most are
 * approved, some edited, some rejected, some left; some get both people's verdict at once, and one of them must win.
 */
export function startReviewers(options: {
  readonly url: () => string;
  readonly seed: number;
  readonly desk: ZendeskEmulator;
  readonly verdictsPerSecond: number;
}): Reviewers {
  const { seed, desk } = options;
  const stop = new AbortController();
  const answered: AnsweredVerdict[] = [];
  const seen = new Set<string>();
  let resting = false;
  const [anna, ben] = [apiKey, otherApiKey].map((key) => reviewersClient(options.url, key)) as [
    DeskrailClient,
    DeskrailClient,
  ];

  async function give(client: DeskrailClient, reviewer: string, item: RecommendationView, draw: number) {
    const { recommendationId: id, hash = '' } = item;
    const verdict = verdictOf(draw, hash, item.kind);
    const given = await client.recommendations.giveVerdict(id, verdict, { signal: stop.signal });
    const { verdictId, kind } = given.verdict;
    answered.push({ recommendation: id, verdict: verdictId, reviewer, kind });
  }

  async function review(item: RecommendationView): Promise<void> {
    const draw = chance(seed, item.recommendationId);
    const verdicts = draw > 0.9 ? [] : [give(anna, 'anna', item, draw)];
    if (draw < 0.08) verdicts.push(give(ben, 'ben', item, 0.8));
    const results = await Promise.allSettled(verdicts);
    // Nobody answered: it is still there the next time, and the verdict the same.
    if (!results.some(failedToAnswer)) seen.add(item.recommendationId);
  }

  /** What an executor could not find out, a person does: they look at the ticket. */
  async function resolveUncertain(): Promise<void> {
    const { items } = await anna.actions.page({ status: 'uncertain', limit: 20 }, { signal: stop.signal });
    for (const { id, conversation } of items) {
      const ticket = desk.tickets.get(conversation.split(':').at(-1) ?? '');
      const there = ticket?.audits.some(({ custom }) => custom.deskrail_action === id) ?? false;
      // Somebody may have been quicker: the others are looked at all the same.
      await anna.actions
        .resolve(id, { outcome: there ? 'executed' : 'retry' }, { signal: stop.signal })
        .catch(() => {});
    }
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        if (!resting) {
          const { items } = await anna.recommendations.page({ status: 'open', limit: 50 }, { signal: stop.signal });
          for (const item of items.filter(({ recommendationId }) => !seen.has(recommendationId))) {
            if (stop.signal.aborted || resting) break;
            await review(item);
            await sleep(1_000 / options.verdictsPerSecond, undefined, { signal: stop.signal });
          }
        }
        await resolveUncertain();
      } catch {
        // Away, or another was quicker: they look again.
      }
      await sleep(500, undefined, { signal: stop.signal }).catch(() => {});
    }
  }
  const running = run();
  return {
    answered,
    rest: () => {
      resting = true;
    },
    async stop() {
      stop.abort();
      await running;
    },
  };
}

const failedToAnswer = (result: PromiseSettledResult<unknown>): boolean => {
  if (result.status === 'fulfilled') return false;
  const { reason } = result;
  return !isDeskrailApiError(reason) || reason.status === undefined || reason.status >= 500;
};

function verdictOf(draw: number, hash: string, kind: RecommendationView['kind']): SubmitVerdict {
  if (draw < 0.6 || (draw >= 0.75 && kind !== 'reply')) return { kind: 'approve', hash };
  if (draw < 0.75) return { kind: 'reject', hash, reason: { code: 'not-needed' } };
  return { kind: 'edit', hash, text: `Thank you for writing. We have looked into it. (${hash.slice(-6)})` };
}

/** The address may be another one after a fault. */
export const reviewersClient = (url: () => string, key = apiKey): DeskrailClient =>
  createClient({
    url: 'http://deskrail.invalid',
    key,
    timeoutMs: 5_000,
    retries: 1,
    fetch: (input, init) => {
      const request = new Request(input, init);
      const { pathname, search } = new URL(request.url);
      return fetch(new Request(url() + pathname + search, request));
    },
  });
