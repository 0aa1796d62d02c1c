import type { FeatureSet, Proposal, RecommendationView, VerdictView } from '@deskrail/contracts';
import { proposalDistance } from './edit-distance.js';

/** One recommendation with all that the record holds of it. What was erased is not there. */
export interface DecisionRecord {
  /** With its verdicts and its actions. */
  readonly recommendation: RecommendationView;
  /** What was read from the message that it answers. */
  readonly features: FeatureSet | undefined;
  /** The customer's words that it answers; absent once erased, or when the stream keeps them no longer. */
  readonly question: string | undefined;
  /** Who asked: the desk's id of them, within the conversation's connection. */
  readonly customer: string | undefined;
}

const isByRule = ({ reviewer }: Pick<VerdictView, 'reviewer'>): boolean => reviewer.startsWith('rule/');

/** Who decided: a person, a rule of the policy, or nobody yet. */
export const decidedBy = ({ recommendation }: DecisionRecord): 'person' | 'rule' | undefined => {
  const { verdict } = recommendation;
  if (verdict === undefined) return undefined;
  return isByRule(verdict) ? 'rule' : 'person';
};

/**
 * The intent that a person confirmed by approving or editing a classification. What a model only guessed, and what a rule
 * let through, is no label: a model that learns from its own guesses learns its own mistakes.
 */
export function confirmedIntent(record: DecisionRecord): string | undefined {
  const { verdict } = record.recommendation;
  if (decidedBy(record) !== 'person' || verdict?.kind === 'reject') return undefined;
  return verdict?.final?.kind === 'classification' ? verdict.final.intent : undefined;
}

/** How far what was approved is from what was suggested, 0 to 1; only of texts that a person let through. */
export function editOf(record: DecisionRecord): number | undefined {
  const { verdict } = record.recommendation;
  if (decidedBy(record) !== 'person' || verdict?.kind === 'reject') return undefined;
  return distanceOfEdits(record.recommendation, verdict?.final);
}

/** As the edits say, of several one after the other the greatest; where none says, by the words of what was let through. */
export function distanceOfEdits(
  { verdicts, proposal }: Pick<RecommendationView, 'verdicts' | 'proposal'>,
  final: Proposal | undefined,
): number | undefined {
  const edits = verdicts.flatMap(({ edit }) => edit?.distance ?? []);
  return edits.length > 0 ? Math.max(...edits) : proposalDistance(proposal, final);
}

/** Seconds from the suggestion to the verdict that decided. */
export function secondsToVerdict({ recommendation }: DecisionRecord): number | undefined {
  const { verdict, createdAt } = recommendation;
  if (verdict === undefined) return undefined;
  return Math.max(0, Math.round((Date.parse(verdict.at) - Date.parse(createdAt)) / 100) / 10);
}
