import { type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import type { RecommendationView, ResolveAction, SubmitVerdict } from '@deskrail/contracts';
import type { Atom } from './atom.js';
import { noticeOf } from './notice.js';
import { type DeskState, type Review, withEntry } from './state.js';

/** What a reviewer says, without the hash: that is always the one they saw. */
export type Say = Omit<SubmitVerdict, 'hash'>;

interface VerdictsOptions {
  readonly client: DeskrailClient;
  readonly atom: Atom<DeskState>;
  readonly signal: AbortSignal;
  readonly put: (views: readonly RecommendationView[]) => void;
  readonly refresh: (id: string) => void;
  readonly announce: (text: string) => void;
  readonly onRefused: () => void;
}

export interface Verdicts {
  give(id: string, say: Say): Promise<void>;
  /** Once more what got no answer: the same verdict under the same key. */
  again(id: string): Promise<void>;
  resolve(id: string, actionId: string, outcome: ResolveAction['outcome']): Promise<void>;
}

interface Attempt {
  readonly request: SubmitVerdict;
  readonly idempotencyKey: string;
}

export function createVerdicts(options: VerdictsOptions): Verdicts {
  const { client, atom, signal, put, refresh, announce, onRefused } = options;
  const attempts = new Map<string, Attempt>();

  const change = (id: string, part: Partial<Review>) =>
    atom.update(({ reviews }) => {
      const review = reviews.get(id);
      return review ? { reviews: withEntry(reviews, id, { ...review, ...part }) } : {};
    });

  const send = async (id: string, attempt: Attempt) => {
    attempts.set(id, attempt);
    change(id, { sending: attempt.request.kind, notice: undefined });
    try {
      const { idempotencyKey } = attempt;
      const answer = await client.recommendations.giveVerdict(id, attempt.request, { idempotencyKey, signal });
      attempts.delete(id);
      change(id, { sending: undefined, mode: 'read', text: '', proposal: undefined });
      put([answer.recommendation]);
      if (attempt.request.kind === 'comment') announce('Your comment was added.');
    } catch (error) {
      if (signal.aborted) return;
      if (isDeskrailApiError(error, 'unauthenticated')) onRefused();
      const notice = noticeOf(error);
      if (notice.kind !== 'unreachable') attempts.delete(id);
      change(id, { sending: undefined, notice });
      if (notice.kind !== 'unreachable' && notice.kind !== 'refused') refresh(id);
    }
  };

  return {
    async give(id, say) {
      const review = atom.value.reviews.get(id);
      const hash = review?.shown.hash;
      if (!review || !hash || review.sending) return;
      await send(id, { request: { ...say, hash }, idempotencyKey: randomKey() });
    },
    async again(id) {
      const attempt = attempts.get(id);
      if (attempt && !atom.value.reviews.get(id)?.sending) await send(id, attempt);
    },
    async resolve(id, actionId, outcome) {
      if (atom.value.reviews.get(id)?.resolving) return;
      change(id, { resolving: actionId, notice: undefined });
      try {
        await client.actions.resolve(actionId, { outcome }, { signal });
        change(id, { resolving: undefined });
      } catch (error) {
        if (signal.aborted) return;
        if (isDeskrailApiError(error, 'unauthenticated')) onRefused();
        change(id, { resolving: undefined, notice: resolutionNotice(error) });
      }
      refresh(id);
    },
  };
}

/** Saying again what became of an action is not safe: where the answer is lost, the reviewer looks first. */
function resolutionNotice(error: unknown): Review['notice'] {
  const notice = noticeOf(error);
  if (notice.kind !== 'unreachable') return notice;
  return { kind: 'refused', detail: 'No answer came. Look at what the action says now, then decide.' };
}

function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
