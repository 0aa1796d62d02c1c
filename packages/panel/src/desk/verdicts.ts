import { type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import type { RecommendationView, ResolveAction, RouteInput, SubmitVerdict } from '@deskrail/contracts';
import { agreedText } from '../text/need-words.js';
import type { Atom } from './atom.js';
import type { Holder } from './holding.js';
import { isSamePerson } from './may.js';
import { noticeOf } from './notice.js';
import { type DeskState, type Review, withEntry } from './state.js';

/** What a reviewer says, without the hash: that is always the one they saw, under the claim that they hold. */
export type Say = Omit<SubmitVerdict, 'hash' | 'claim'>;

/** What a person can do with an action that is there. */
export type ActionStep = ResolveAction['outcome'] | 'take-back' | 'undo';

interface VerdictsOptions {
  readonly client: DeskrailClient;
  readonly atom: Atom<DeskState>;
  readonly signal: AbortSignal;
  readonly put: (views: readonly RecommendationView[]) => void;
  readonly refresh: (id: string) => void;
  readonly announce: (text: string) => void;
  readonly onRefused: () => void;
  readonly holder: Pick<Holder, 'now' | 'ended' | 'passedOn'>;
}

export interface Verdicts {
  give(id: string, say: Say): Promise<void>;
  /** Once more what got no answer: the same verdict under the same key. */
  again(id: string): Promise<void>;
  /** What became of an uncertain one, or take one back. */
  resolve(id: string, actionId: string, step: ActionStep): Promise<void>;
  /** On to another queue or person. */
  pass(id: string, to: RouteInput): Promise<void>;
}

interface Attempt {
  readonly request: SubmitVerdict;
  readonly idempotencyKey: string;
}

export function createVerdicts(options: VerdictsOptions): Verdicts {
  const { client, atom, signal, put, refresh, announce, onRefused, holder } = options;
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
      // What they put in its place is what they see: nobody else changed it under them.
      const own = attempt.request.kind === 'edit' || attempt.request.kind === 'respond';
      change(id, { sending: undefined, ...unwritten, ...(own && { shown: answer.recommendation, check: undefined }) });
      if (attempt.request.kind !== 'comment') holder.ended(id);
      put([answer.recommendation]);
      tell(attempt.request.kind, answer.recommendation, answer.verdict.decides);
    } catch (error) {
      if (signal.aborted) return;
      if (isDeskrailApiError(error, 'unauthenticated')) onRefused();
      const { hash: _, claim: __, ...say } = attempt.request;
      const notice = noticeOf(error, say);
      if (notice.kind !== 'unreachable') attempts.delete(id);
      change(id, { sending: undefined, notice });
      if (notice.kind === 'claim-lost') holder.ended(id, { lost: true });
      if (notice.kind === 'claimed' || notice.kind === 'claim-lost') holder.now();
      if (!['unreachable', 'refused', 'evidence-changed', 'limit'].includes(notice.kind)) refresh(id);
    }
  };

  const tell = (kind: SubmitVerdict['kind'], view: RecommendationView, decides: boolean) => {
    if (kind === 'comment') announce('Your comment was added.');
    else if (kind === 'escalate') announce(`Escalated to the queue ${view.queue ?? ''}.`);
    else if (!decides) announce(agreedText(view));
  };

  const acting = (actionId: string, step: ActionStep) => {
    if (step === 'take-back') return client.actions.cancel(actionId, { signal });
    if (step === 'undo') return client.actions.undo(actionId, { signal });
    return client.actions.resolve(actionId, { outcome: step }, { signal });
  };

  return {
    async give(id, say) {
      const review = atom.value.reviews.get(id);
      const hash = review?.shown.hash;
      if (!review || !hash || review.sending) return;
      const { holding } = atom.value;
      const claim = holding?.id === id ? holding.mine?.token : undefined;
      const request = { ...say, hash, ...(claim !== undefined && say.kind !== 'comment' && { claim }) };
      await send(id, { request, idempotencyKey: randomKey() });
    },
    async again(id) {
      const attempt = attempts.get(id);
      if (attempt && !atom.value.reviews.get(id)?.sending) await send(id, attempt);
    },
    async pass(id, to) {
      if (atom.value.reviews.get(id)?.sending) return;
      change(id, { sending: 'pass', notice: undefined });
      try {
        const moved = await client.recommendations.route(id, to, { signal });
        if (!isSamePerson(moved.assignee, atom.value.me?.actor)) holder.passedOn(id);
        put([moved]);
        change(id, { sending: undefined, ...unwritten });
        holder.now();
        announce('Passed on.');
      } catch (error) {
        if (signal.aborted) return;
        if (isDeskrailApiError(error, 'unauthenticated')) onRefused();
        change(id, { sending: undefined, notice: onceOnly(error) });
        refresh(id);
      }
    },
    async resolve(id, actionId, step) {
      if (atom.value.reviews.get(id)?.resolving) return;
      change(id, { resolving: actionId, notice: undefined });
      try {
        await acting(actionId, step);
        change(id, { resolving: undefined });
      } catch (error) {
        if (signal.aborted) return;
        if (isDeskrailApiError(error, 'unauthenticated')) onRefused();
        change(id, { resolving: undefined, notice: onceOnly(error) });
      }
      refresh(id);
    },
  };
}

/** Nothing that a reviewer writes is kept once it counted. */
const unwritten = {
  mode: 'read',
  text: '',
  proposal: undefined,
  toQueue: undefined,
  toPerson: undefined,
  askedName: undefined,
} as const;

/** Of what is not safe to say again: where the answer is lost, the reviewer looks first. */
function onceOnly(error: unknown): Review['notice'] {
  const notice = noticeOf(error);
  if (notice.kind === 'conflict') return { kind: 'refused', detail: refusedWords(error) };
  if (notice.kind !== 'unreachable') return notice;
  return { kind: 'refused', detail: 'No answer came. Look at what it says now, then decide.' };
}

const refusedWords = (error: unknown): string =>
  (isDeskrailApiError(error) ? error.problem?.detail : undefined) ?? 'It is too late for that.';

function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
