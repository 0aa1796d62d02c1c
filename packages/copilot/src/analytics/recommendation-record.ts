import {
  type Decision,
  decidingKinds,
  type ProposalKind,
  type Suggestion,
  type VerdictGiven,
  type VerdictKind,
} from '@deskrail/contracts';
import { type At, isBefore, msOf, place } from './placed.js';

/** One verdict; times by our own clock, which the store reads at the moment that it is given. */
export interface VerdictRecord extends At {
  readonly kind: VerdictKind;
  readonly decides: boolean;
  readonly byRule: boolean;
  readonly reviewer: string;
  readonly hash: string;
  readonly reason: string | undefined;
  /** As the verdict carries it. */
  readonly distance: number | undefined;
}

interface Route extends At {
  readonly queue: string | undefined;
  readonly dueMs: number | undefined;
}

/** What it was when it was made. */
export interface Made extends At {
  readonly kind: ProposalKind;
  readonly outcome: 'review' | 'auto' | 'show' | 'withheld';
  readonly withheld: string | undefined;
  readonly conversation: string | undefined;
  readonly intent: string | undefined;
  readonly queue: string;
  readonly policy: string | undefined;
  readonly dueMs: number | undefined;
  readonly expiresMs: number | undefined;
  /** A model wrote it; not whoever proposed it by the API. */
  readonly byModel: boolean;
  readonly characters: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number | undefined;
}

/** What the decisions about one recommendation say that numbers are made of. No text. */
export interface RecommendationRecord {
  made: Made | undefined;
  readonly verdicts: VerdictRecord[];
  readonly routes: Route[];
  ended: (At & { readonly how: 'superseded' | 'expired' }) | undefined;
}

export const newRecommendation = (): RecommendationRecord => ({
  ...{ made: undefined, verdicts: [], routes: [], ended: undefined },
});

const verdictsAtMost = 20;
const routesAtMost = 16;

/** The recommendation that a decision is about, where there is one. */
export function recommendationOf({ data }: Decision): string | undefined {
  return 'recommendationId' in data ? data.recommendationId : undefined;
}

/** What carrying out proposes by itself, a change taken back or a word to people, is no suggestion of a copilot's. */
const isOfActions = (pipeline: string): boolean => pipeline === 'undo/1' || pipeline === 'act/1';

/** Somebody else's draft, put before policy and people. */
const isProposed = (pipeline: string): boolean => pipeline === 'proposed/1';

/** Take a decision in. The same decisions in any order, and any of them twice, make the same record. */
export function addDecision(record: RecommendationRecord, event: Decision): void {
  const ms = msOf(event.time);
  if (ms === undefined) return;
  const at: At = { ms, id: event.id };
  switch (event.type) {
    case 'verdict.given.v1': {
      const { kind, escalateTo } = event.data;
      place(record.verdicts, verdictRecord(event, at), verdictsAtMost);
      if (kind === 'escalate') place(record.routes, { ...at, queue: escalateTo, dueMs: undefined }, routesAtMost);
      return;
    }
    case 'recommendation.routed.v1': {
      const { queue, dueAt } = event.data;
      place(record.routes, { ...at, queue, dueMs: msOf(dueAt) }, routesAtMost);
      return;
    }
    case 'recommendation.superseded.v1':
    case 'recommendation.expired.v1': {
      const how = event.type === 'recommendation.expired.v1' ? 'expired' : 'superseded';
      if (record.ended === undefined || isBefore(at, record.ended)) record.ended = { ...at, how };
      return;
    }
    case 'recommendation.withheld.v1':
      make(record, { ...nothingDrafted, ...at, ...withheldOf(event) });
      return;
    default:
      if ('proposal' in event.data && !isOfActions(event.data.pipeline))
        make(record, { ...at, ...suggestionOf(event as Suggestion) });
  }
}

/** The first content under an id stands. */
function make(record: RecommendationRecord, made: Made): void {
  if (record.made === undefined || isBefore(made, record.made)) record.made = made;
}

const nothingDrafted = {
  outcome: 'withheld',
  queue: 'review',
  dueMs: undefined,
  expiresMs: undefined,
  byModel: false,
  characters: 0,
  inputTokens: 0,
  outputTokens: 0,
  cost: undefined,
} as const;

const withheldOf = ({ data, policyversion }: Extract<Decision, { type: 'recommendation.withheld.v1' }>) => ({
  kind: data.kind,
  withheld: data.reason,
  conversation: data.about.conversation,
  intent: data.blocked?.policyFacts.intent,
  policy: policyversion,
});

function suggestionOf({ data, policyversion }: Suggestion): Omit<Made, keyof At> {
  const { proposal, outcome, about, need, usage, policyFacts, expiresAt, pipeline } = data;
  return {
    ...{ kind: proposal.kind, outcome, withheld: undefined, policy: policyversion },
    conversation: about.conversation,
    intent: policyFacts?.intent ?? (proposal.kind === 'classification' ? proposal.intent : undefined),
    queue: need?.queue ?? 'review',
    dueMs: msOf(need?.dueAt),
    expiresMs: msOf(expiresAt),
    byModel: !isProposed(pipeline),
    characters: isProposed(pipeline) ? 0 : charactersOf(proposal),
    inputTokens: usage?.inputTokens ?? 0,
    outputTokens: usage?.outputTokens ?? 0,
    cost: usage?.cost,
  };
}

function charactersOf(proposal: Suggestion['data']['proposal']): number {
  if (proposal.kind === 'reply' || proposal.kind === 'summary') return proposal.text.length;
  return proposal.kind === 'escalation' ? (proposal.note?.length ?? 0) : 0;
}

const verdictRecord = ({ data }: VerdictGiven, at: At): VerdictRecord => ({
  ...at,
  id: data.verdictId,
  kind: data.kind,
  decides: data.decides && decidingKinds.some((kind) => kind === data.kind),
  byRule: data.reviewer.startsWith('rule/'),
  reviewer: data.reviewer,
  hash: data.hash,
  reason: data.reason?.code,
  distance: data.edit?.distance,
});
