import {
  type Conversation,
  type EventByType,
  type FeatureSet,
  formatActor,
  type OutboxEvent,
  type RecommendationView,
  type RecommendationWithheld,
  type Suggestion,
  verdictIdOf,
} from '@deskrail/contracts';
import { envelopeOf, type Place } from '../emitted.js';
import { suggestedEvent, supersededEvent, withheldEvent } from '../recommendation-events.js';
import { type PreparedVerdict, prepareVerdict, ruleVerdict, verdictEvents } from '../review/approval.js';
import { isOver, unseenMessage } from '../staleness.js';
import type { DraftOutcome, ReadyDraft } from './draft.js';

/** What is to be said about one customer's message, with all that takes hashing done. */
export interface Publication {
  readonly place: Place;
  readonly about: Suggestion['data']['about'];
  readonly seen: readonly string[];
  readonly pipeline: string;
  readonly expiresAfterHours: number;
  readonly features: FeatureSet | undefined;
  readonly items: readonly PublicationItem[];
}

export interface PublicationItem {
  readonly recommendationId: string;
  readonly outcome: DraftOutcome;
  /** The rule's verdict, where policy said that it may go by itself. */
  readonly automatic: PreparedVerdict | undefined;
}

export interface PublicationState {
  readonly now: string;
  readonly conversation: Conversation | undefined;
  readonly open: readonly RecommendationView[];
}

const isReady = (outcome: DraftOutcome): outcome is ReadyDraft => !('withheld' in outcome);

/** Give a draft its id, and the rule's verdict where there is one. */
export async function preparePublicationItem(
  { recommendationId, outcome }: Omit<PublicationItem, 'automatic'>,
  target: Pick<RecommendationView, 'about' | 'connection'>,
): Promise<PublicationItem> {
  if (!isReady(outcome) || outcome.answer.outcome !== 'auto')
    return { recommendationId, outcome, automatic: undefined };
  const actor = formatActor('rule', outcome.answer.rule);
  const { hash } = outcome;
  const verdictId = await verdictIdOf({ recommendationId, actor, kind: 'approve', hash, content: null });
  const data = ruleVerdict({ verdictId, recommendationId, hash, actor, final: outcome.draft.proposal });
  return {
    recommendationId,
    outcome,
    automatic: await prepareVerdict({ recommendation: target, data, actor, automatic: true }),
  };
}

const suggestionData = (
  publication: Publication,
  { recommendationId, outcome }: PublicationItem & { readonly outcome: ReadyDraft },
  now: string,
): Suggestion['data'] =>
  ({
    recommendationId,
    about: publication.about,
    hash: outcome.hash,
    seen: [...publication.seen],
    evidence: [...outcome.evidence],
    confidence: outcome.draft.confidence,
    flags: [...outcome.flags],
    ...(outcome.findings.length > 0 && { findings: outcome.findings.slice(0, 200) }),
    risk: outcome.risk,
    ...(outcome.usage !== undefined && { usage: outcome.usage }),
    outcome: outcome.answer.outcome === 'block' ? 'review' : outcome.answer.outcome,
    ...(outcome.answer.rule !== undefined && { rule: outcome.answer.rule }),
    expiresAt: new Date(Date.parse(now) + publication.expiresAfterHours * 3_600_000).toISOString(),
    pipeline: publication.pipeline,
    model: outcome.model,
    ...(outcome.prompt !== undefined && { prompt: outcome.prompt }),
    proposal: outcome.draft.proposal,
  }) as Suggestion['data'];

function featuresEvent(place: Place, features: FeatureSet, at: string): EventByType<'features.derived.v1'> {
  // Features know of no policy.
  const { policyVersion: _, ...here } = place;
  return {
    ...envelopeOf(here, {
      id: `${features.about}/features/${features.pipeline}`,
      at,
      actor: 'system/copilot',
      step: 'recommend',
      causedBy: features.about,
    }),
    type: 'features.derived.v1',
    data: features,
  };
}

/**
 * What to publish, given how the conversation stands in this transaction. Nothing where the customer has written since:
 * the newer message starts its own. Where somebody else has answered, the reply is withheld and the rest still said.
 */
export function decidePublication(publication: Publication, state: PublicationState): readonly OutboxEvent[] {
  const { place, features } = publication;
  const { now, conversation, open } = state;
  const events: OutboxEvent[] = features === undefined ? [] : [featuresEvent(place, features, now)];
  const atDesk = publication.about.question === undefined;
  if (atDesk && (conversation === undefined || isOver(conversation))) return events;
  const unseen = conversation === undefined ? undefined : unseenMessage(conversation, publication.seen);
  if (unseen?.direction === 'received') return events;
  for (const item of publication.items) events.push(...itemEvents(publication, item, unseen !== undefined, now, open));
  return events;
}

function itemEvents(
  publication: Publication,
  item: PublicationItem,
  answered: boolean,
  now: string,
  open: readonly RecommendationView[],
): readonly OutboxEvent[] {
  const { place, about, pipeline } = publication;
  const { recommendationId, outcome, automatic } = item;
  const withhold = (reason: RecommendationWithheld['data']['reason'], detail?: string) =>
    withheldEvent(
      place,
      {
        recommendationId,
        about,
        kind: outcome.kind,
        reason,
        ...(detail !== undefined && { detail }),
        seen: [...publication.seen],
        pipeline,
      },
      now,
    );
  if (answered && outcome.kind === 'reply') return [withhold('already-answered')];
  if (!isReady(outcome)) return [withhold(outcome.withheld, outcome.detail)];
  const older = open.filter((view) => view.kind === outcome.kind && view.recommendationId !== recommendationId);
  return [
    ...older.map((view) => supersededEvent(view, { reason: 'newer-recommendation', by: recommendationId }, now)),
    suggestedEvent(place, suggestionData(publication, { ...item, outcome }, now), {
      at: now,
      by: formatActor('model', outcome.model.name),
    }),
    ...(automatic === undefined ? [] : verdictEvents(automatic, place, now)),
  ];
}
