import type {
  Decision,
  Policy,
  PolicyAnswer,
  Proposal,
  RecommendationWithheld,
  ReviewNeed,
  ReviewTermsInForce,
  RiskTier,
  Suggestion,
  Tool,
  VerdictGiven,
} from '@deskrail/contracts';
import { askPolicy } from './ask-policy.js';
import { type CourseMark, simulateCourse } from './dry-run-course.js';
import { decidersKey } from './dry-run-deciders.js';
import { type DryRunReport, reportOf } from './dry-run-report.js';
import { policyQuestionOf } from './facts.js';
import { type Use, useOf } from './limits.js';

/** What becomes of a draft: sent by itself, shown by itself, for people, or nothing. */
export type Standing = 'auto' | 'show' | 'review' | 'block';

/** How people judged it, or what else became of it. */
export interface Judged {
  readonly how: 'as-is' | 'edited' | 'own-words' | 'rejected' | 'expired' | 'superseded' | 'waiting' | 'nobody';
  /** Of an edit, where it was recorded: from 0, the same, to 1, nothing kept. */
  readonly distance?: number | undefined;
  readonly code?: string | undefined;
}

/** Who must decide what waits for people. */
export type Deciders = Pick<ReviewNeed, 'role' | 'queue' | 'reviewers' | 'fourEyes'>;

/** One recorded recommendation, asked about again. */
export interface DryRunCase {
  readonly id: string;
  readonly tenant: string;
  readonly conversation: string | undefined;
  readonly kind: Proposal['kind'];
  readonly ms: number;
  readonly confidence: number;
  readonly risk: RiskTier | undefined;
  readonly flags: readonly string[];
  readonly was: Standing;
  readonly wasHeldBy: string | undefined;
  /** Who had to decide, where people had to. */
  readonly wasFor: Deciders | undefined;
  /** As the new policy says, before limits. */
  readonly answer: PolicyAnswer;
  readonly use: Use;
  /** Only where texts were asked for: the draft, and what it answers or the fact that has it. */
  readonly text?: string | undefined;
  readonly question?: string | undefined;
  readonly fact?: string | undefined;
  /** By the new policy, limits and all. */
  would: Standing;
  heldBy: string | undefined;
  /** Who would have to decide, where people would: with what limits ask for on top. */
  wouldBeFor: ReviewTermsInForce;
  judged: Judged;
}

export interface DryRunOptions {
  readonly policy: Policy;
  /** Whose `amount` says what calls spend. Default: as recorded. */
  readonly tools?: readonly Tool[] | undefined;
  readonly tenant?: string | undefined;
  /** Texts of drafts in the examples. Default: none. */
  readonly texts?: boolean | undefined;
  /** Of each change. Default: 3. */
  readonly examples?: number | undefined;
}

/** What a policy would have made of the recorded decisions. Give it the stream in its order, then ask for the report. */
export interface DryRun {
  add(event: Decision): void;
  /** What came before the time that is asked about: only pauses and holds of it count, which may last. */
  addBefore(event: Decision): void;
  /** Recommendations so far. */
  readonly size: number;
  report(): DryRunReport;
}

const isSuggestion = (event: Decision): event is Suggestion => event.type.endsWith('.suggested.v1');

/** Notices of what became of an action, and a person's own undoing, were asked of no policy. */
const isDrafted = ({ data: { model } }: Suggestion): boolean => model.name !== 'ledger' && model.name !== 'undo';

const textOf = (proposal: Proposal): string | undefined =>
  proposal.kind === 'reply' || proposal.kind === 'summary' ? proposal.text : undefined;

const waiting: Judged = { how: 'waiting' };
const judgedByNobody: Judged = { how: 'nobody' };

/** Of what was recorded before needs were. */
const anyReviewer: Deciders = { role: 'reviewer', queue: 'review', reviewers: 1, fourEyes: false };

export function createDryRun(options: DryRunOptions): DryRun {
  const { policy, tools, texts = false, examples = 3 } = options;
  const cases = new Map<string, DryRunCase>();
  const marks: CourseMark[] = [];
  const counted = { unasked: 0 };
  const needs = new Map<string, Deciders>();

  // Few and alike: each is held once.
  function decidersOf(need: Deciders = anyReviewer): Deciders {
    const key = decidersKey(need);
    const known = needs.get(key);
    if (known !== undefined) return known;
    const { role, queue, reviewers, fourEyes } = need;
    const made = { role, queue, reviewers, fourEyes };
    needs.set(key, made);
    return made;
  }

  function suggested({ tenant, time, data }: Suggestion): void {
    const { recommendationId: id, proposal, about, confidence, risk } = data;
    const question = policyQuestionOf({ ...data, tenant, kind: proposal.kind, createdAt: time }, proposal, { tools });
    const where = { tenant, conversation: about.conversation, customer: data.policyFacts?.customer, automatic: true };
    const use = useOf(proposal, where, tools);
    const answer = askPolicy(policy, question);
    // A literal of one shape: a long history holds many.
    keep({
      id,
      tenant,
      conversation: about.conversation,
      kind: proposal.kind,
      ms: Date.parse(time),
      confidence,
      risk,
      flags: data.flags,
      was: data.outcome,
      wasHeldBy: data.heldBy,
      wasFor: data.outcome === 'review' ? decidersOf(data.need) : undefined,
      answer,
      use: use.spend === 0 && question.amount !== undefined ? { ...use, spend: question.amount } : use,
      text: texts ? textOf(proposal) : undefined,
      question: texts ? about.question : undefined,
      fact: texts ? about.fact : undefined,
      would: 'review',
      heldBy: undefined,
      wouldBeFor: answer.review,
      judged: data.outcome === 'show' ? judgedByNobody : waiting,
    });
  }

  /** What was not drafted, or not let through, no policy was asked about. */
  function withheld({ tenant, time, data }: RecommendationWithheld): void {
    const { recommendationId: id, kind, about, blocked } = data;
    if (data.reason !== 'policy' || blocked === undefined) {
      counted.unasked += 1;
      return;
    }
    const { confidence, risk } = blocked;
    const question = policyQuestionOf({ ...blocked, about, tenant, kind, createdAt: time }, undefined);
    const use = useOf(undefined, { tenant, conversation: about.conversation, customer: undefined, automatic: true });
    const answer = askPolicy(policy, question);
    keep({
      ...{ id, tenant, kind, conversation: about.conversation, ms: Date.parse(time), confidence, risk },
      flags: blocked.flags,
      ...{ was: 'block', wasHeldBy: undefined, wasFor: undefined, answer, wouldBeFor: answer.review },
      use: { ...use, replies: kind === 'reply' ? 1 : 0, spend: question.amount ?? 0 },
      ...{ would: 'review', heldBy: undefined, judged: { how: 'nobody' } },
    });
  }

  // The log may hold an id twice: the first stands.
  const keep = (made: DryRunCase): void => {
    const key = `${made.tenant} ${made.id}`;
    if (!cases.has(key)) cases.set(key, made);
  };

  const judge = (tenant: string, id: string, judged: Judged): void => {
    const found = cases.get(`${tenant} ${id}`);
    if (found?.judged.how === 'waiting') found.judged = judged;
  };

  function mark(event: Decision): void {
    const { tenant, time } = event;
    const ms = Date.parse(time);
    if (event.type === 'policy.paused.v1' || event.type === 'policy.resumed.v1') {
      marks.push({ ms, tenant, conversation: undefined, on: event.type === 'policy.paused.v1' });
    } else if (event.type === 'automation.held.v1' || event.type === 'automation.released.v1') {
      // Those of the limit were the old policy's: the new one makes its own.
      if (event.type === 'automation.held.v1' && event.data.why === 'limit') return;
      const { conversation } = event.data;
      marks.push({ ms, tenant, conversation, on: event.type === 'automation.held.v1' });
    }
  }

  return {
    add(event) {
      const { tenant } = event;
      if (options.tenant !== undefined && tenant !== options.tenant) return;
      if (isSuggestion(event)) return isDrafted(event) ? suggested(event) : undefined;
      switch (event.type) {
        case 'recommendation.withheld.v1':
          return withheld(event);
        case 'verdict.given.v1':
          return event.data.decides ? judge(tenant, event.data.recommendationId, judgedBy(event)) : undefined;
        case 'recommendation.expired.v1':
          return judge(tenant, event.data.recommendationId, { how: 'expired' });
        case 'recommendation.superseded.v1':
          return judge(tenant, event.data.recommendationId, { how: 'superseded' });
        default:
          return mark(event);
      }
    },
    addBefore(event) {
      if (options.tenant === undefined || event.tenant === options.tenant) mark(event);
    },
    get size() {
      return cases.size;
    },
    report() {
      const ordered = [...cases.values()].sort((one, other) => one.ms - other.ms);
      const limits = simulateCourse(ordered, marks, policy);
      return reportOf(ordered, { policy, limits, examples, texts, unasked: counted.unasked });
    },
  };
}

function judgedBy({ data }: VerdictGiven): Judged {
  if (data.reviewer.startsWith('rule/')) return { how: 'nobody' };
  switch (data.kind) {
    case 'reject':
      return { how: 'rejected', code: data.reason?.code };
    case 'edit':
      return { how: 'edited', distance: data.edit?.distance };
    case 'respond':
      return { how: 'own-words' };
    default:
      return { how: 'as-is' };
  }
}
