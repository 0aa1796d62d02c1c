import type { Decision, EventByType, RecommendationView, Suggestion, VerdictGiven } from '@deskrail/contracts';
import { course, tenant, verdict } from './events.js';
import type { Chance } from './random-desk.js';

interface RandomReviewOptions extends Chance {
  next(prefix: string): string;
  nowMs(): number;
}

type Approved = EventByType<'action.approved.v1'>;

const people = ['reviewer/anna', 'reviewer/bo', 'reviewer/cleo'];
const queues = ['review', 'seniors', 'spanish'];
const policy = 'policy:desk:all';

/** People who review as it happens: nothing of it makes sense, all of it may be recorded. */
export function createRandomReview({ random, pick, next, nowMs }: RandomReviewOptions) {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const perhaps = <Value extends object>(value: Value): Partial<Value> => (random() < 0.5 ? value : {});
  const due = () => iso(nowMs() + (random() - 0.3) * 3_600_000);
  const salt = () => ({ salt: next('salt') });

  function terms(): Partial<Suggestion['data']> {
    const need = { role: 'reviewer', queue: pick(queues), reviewers: 2, fourEyes: false } as const;
    return {
      ...perhaps({ need: { ...need, ...perhaps({ dueAt: due() }) } }),
      ...perhaps({ risk: pick(['low', 'medium', 'high'] as const), ...salt() }),
      ...perhaps({ policyFacts: { asked: 'desk' as const, at: iso(nowMs()), intent: 'refund', language: 'de' } }),
    };
  }

  /** What leaves it open, late words of what was proposed before among it. */
  function onTheWay(on: Suggestion, current: RecommendationView): Decision {
    const of = { subject: on.subject, time: iso(nowMs()), id: next('way') };
    const { recommendationId } = on.data;
    if (random() < 0.3) {
      const assignee = pick([...people, null]);
      const data = { ...perhaps({ queue: pick(queues) }), ...perhaps({ assignee }), ...perhaps({ dueAt: due() }) };
      return course('recommendation.routed.v1', { recommendationId, why: 'delegated', ...data }, of);
    }
    if (random() < 0.2) {
      const data = { recommendationId, queue: pick(queues), waitedSeconds: 60, time: 1 + Math.floor(random() * 3) };
      return course('recommendation.reminded.v1', data, of);
    }
    const given = verdict(next('ver'), on, of.time);
    const reviewer = pick(people);
    const kind = pick(['approve', 'edit', 'respond', 'escalate', 'comment'] as const);
    const hash = random() < 0.8 ? (current.hash ?? '') : on.data.hash;
    const { final: _, finalHash: __, ...data } = given.data;
    const shared = { ...data, ...salt(), kind, hash, reviewer, decides: false };
    const words = `words of ${reviewer} for ${on.subject}`;
    const own = {
      final: { kind: 'reply' as const, text: words, visibility: 'public' as const, sentences: [] },
      finalHash: `sha256:${given.id}`,
    };
    return {
      ...given,
      actor: reviewer,
      data: {
        ...shared,
        ...((kind === 'edit' || kind === 'respond') && own),
        ...(kind === 'escalate' && { escalateTo: pick(queues) }),
        ...(kind === 'comment' && { comment: words }),
      },
    };
  }

  const deciding = (given: VerdictGiven, current: RecommendationView): VerdictGiven => ({
    ...given,
    data: {
      ...given.data,
      hash: current.hash ?? '',
      ...salt(),
      ...perhaps({
        counts: [
          { counts: 'replies', per: 'conversation', of: given.subject, amount: 1 },
          { counts: 'spend', per: 'tenant', of: tenant, amount: Math.floor(random() * 100) / 4 },
        ],
      }),
    },
  });

  /** Some actions take an earlier one back. */
  function undoing(action: Approved, earlier: readonly Approved[]): Approved {
    const undone = random() < 0.3 ? earlier.findLast(({ subject }) => subject === action.subject) : undefined;
    if (undone === undefined) return action;
    return { ...action, data: { ...action.data, undoes: undone.data.actionId, rule: 'undo' } };
  }

  const before = () => perhaps({ before: { tags: ['vip'], status: 'open' as const } });

  /** A switch is turned, by a clock that may be behind. */
  function turn(conversation: string): { readonly event: Decision; readonly key: string } {
    const time = iso(nowMs() - (random() < 0.5 ? 0 : random() * 5 * 86_400_000));
    const of = { time, id: next('turn') };
    if (random() < 0.4) {
      const there = { ...of, subject: policy };
      const event =
        random() < 0.5
          ? course('policy.paused.v1', { ...perhaps({ reason: 'A wrong macro' }) }, there)
          : course('policy.resumed.v1', {}, there);
      return { event, key: policy };
    }
    const here = { ...of, subject: conversation };
    const event =
      random() < 0.6
        ? course('automation.held.v1', { conversation, why: pick(['limit', 'person'] as const) }, here)
        : course('automation.released.v1', { conversation }, here);
    return { event, key: conversation };
  }

  return { terms, onTheWay, deciding, undoing, before, turn };
}
