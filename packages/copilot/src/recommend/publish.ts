import {
  type Conversation,
  DeskrailError,
  type EventByType,
  type FeatureSet,
  formatActor,
  type OutboxEvent,
  type Policy,
  type RecommendationView,
  type RecommendationWithheld,
  type Suggestion,
  type UnitOfWork,
  verdictIdOf,
} from '@deskrail/contracts';
import type { SignVerdict } from '../audit/sign-verdict.js';
import { envelopeOf, type Place } from '../emitted.js';
import { policyFactsOf } from '../policy/facts.js';
import { type Release, releaseOf } from '../policy/release.js';
import { suggestedEvent, supersededEvent, withheldEvent } from '../recommendation-events.js';
import { type PreparedVerdict, prepareVerdict, ruleVerdict, verdictEvents } from '../review/approval.js';
import { newSalt } from '../salt.js';
import { isOver, unseenMessage } from '../staleness.js';
import type { DraftOutcome, ReadyDraft, WithheldDraft } from './draft.js';

/** What is to be said about one customer's message, with all that takes hashing done. */
export interface Publication {
  readonly place: Place;
  readonly about: Suggestion['data']['about'];
  readonly seen: readonly string[];
  readonly pipeline: string;
  readonly expiresAfterHours: number;
  readonly features: FeatureSet | undefined;
  readonly items: readonly PublicationItem[];
  /** The actor that asked for it, where somebody did. */
  readonly requestedBy?: string | undefined;
  readonly sign?: SignVerdict | undefined;
}

export interface PublicationItem {
  readonly recommendationId: string;
  readonly outcome: DraftOutcome;
  /** The rule's verdict, where policy said that it may go by itself. */
  readonly automatic: PreparedVerdict | undefined;
  /** Of the digests that stand for texts in proofs. */
  readonly salt: string;
}

export interface PublicationState {
  readonly now: string;
  readonly conversation: Conversation | undefined;
  readonly open: readonly RecommendationView[];
  /** Of each item that may be proposed, by its id: whether it goes by itself, as limits and holds stand now. */
  readonly releases: ReadonlyMap<string, Release>;
}

/** What is told of an item beside its draft. */
interface Telling {
  readonly publication: Publication;
  readonly item: PublicationItem;
  readonly state: PublicationState;
}

const isReady = (outcome: DraftOutcome): outcome is ReadyDraft => !('withheld' in outcome);

/** Give a draft its id, and the rule's verdict where there is one. */
export async function preparePublicationItem(
  { recommendationId, outcome }: Pick<PublicationItem, 'recommendationId' | 'outcome'>,
  target: Pick<RecommendationView, 'about' | 'connection'>,
): Promise<PublicationItem> {
  const salt = newSalt();
  if (!isReady(outcome) || outcome.answer.outcome !== 'auto') {
    return { recommendationId, outcome, automatic: undefined, salt };
  }
  const { rule } = outcome.answer;
  const actor = formatActor('rule', rule);
  const { hash } = outcome;
  const verdictId = await verdictIdOf({ recommendationId, actor, kind: 'approve', hash, content: null });
  const approval = ruleVerdict({ verdictId, recommendationId, hash, actor, final: outcome.draft.proposal });
  const data = { ...approval, salt, ...(rule !== undefined && { rule }) };
  return {
    recommendationId,
    outcome,
    automatic: await prepareVerdict({ recommendation: target, data, actor, automatic: true }),
    salt,
  };
}

/** Which of the items go by themselves, counted in this transaction. Replies are counted before what is spent, as keys are in order. */
export async function releasesFor(
  unit: UnitOfWork,
  policy: Pick<Policy, 'limits'>,
  { items, place }: Pick<Publication, 'items' | 'place'>,
): Promise<ReadonlyMap<string, Release>> {
  const releases = new Map<string, Release>();
  const inOrder = items.toSorted((one, other) => Number(isCall(one.outcome)) - Number(isCall(other.outcome)));
  for (const { recommendationId, outcome } of inOrder) {
    if (!isReady(outcome)) continue;
    const { answer, use } = outcome;
    releases.set(recommendationId, await releaseOf(unit, { policy, answer, use, place, recommendationId }));
  }
  return releases;
}

const isCall = ({ kind }: DraftOutcome): boolean => kind === 'tool-call';

const suggestionData = (
  { publication, item: { recommendationId, salt }, state: { now } }: Telling,
  outcome: ReadyDraft,
  release: Release,
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
    outcome: release.outcome,
    ...(outcome.answer.rule !== undefined && { rule: outcome.answer.rule }),
    need: release.need,
    policyFacts: policyFactsOf(outcome.question, now, outcome.use.customer),
    ...(outcome.answer.error !== undefined && { policyError: outcome.answer.error }),
    ...(release.heldBy !== undefined && { heldBy: release.heldBy }),
    // What a rule approves counts by its verdict.
    ...(release.outcome === 'show' && release.counts.length > 0 && { counts: release.counts }),
    ...(publication.requestedBy !== undefined && { requestedBy: publication.requestedBy }),
    salt,
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
  const { now, conversation } = state;
  const events: OutboxEvent[] = features === undefined ? [] : [featuresEvent(place, features, now)];
  const atDesk = publication.about.question === undefined;
  if (atDesk && (conversation === undefined || isOver(conversation))) return events;
  const unseen = conversation === undefined ? undefined : unseenMessage(conversation, publication.seen);
  if (unseen?.direction === 'received') return events;
  for (const item of publication.items) events.push(...itemEvents({ publication, item, state }, unseen !== undefined));
  return events;
}

function itemEvents(telling: Telling, answered: boolean): readonly OutboxEvent[] {
  const { publication, item, state } = telling;
  const { place, about, pipeline } = publication;
  const { recommendationId, outcome, automatic } = item;
  const { now, open, releases } = state;
  const withhold = (
    reason: RecommendationWithheld['data']['reason'],
    more: Pick<RecommendationWithheld['data'], 'detail' | 'blocked'> = {},
  ) =>
    withheldEvent(
      place,
      {
        recommendationId,
        about,
        kind: outcome.kind,
        reason,
        ...more,
        seen: [...publication.seen],
        pipeline,
        salt: item.salt,
      },
      now,
    );
  if (answered && outcome.kind === 'reply') return [withhold('already-answered')];
  if (!isReady(outcome)) return [withhold(outcome.withheld, toldOf(outcome, now))];
  const release = releases.get(recommendationId);
  if (release === undefined) throw new DeskrailError('internal', 'A draft was published that nobody released.');
  const older = open.filter(
    (view) => view.kind === outcome.kind && view.recommendationId !== recommendationId && !isNotice(view),
  );
  return [
    ...older.map((view) => supersededEvent(view, { reason: 'newer-recommendation', by: recommendationId }, now)),
    suggestedEvent(place, suggestionData(telling, outcome, release), {
      at: now,
      by: formatActor('model', outcome.model.name),
    }),
    ...release.events,
    ...(automatic === undefined || release.outcome !== 'auto'
      ? []
      : verdictEvents(counted(automatic, release), place, now, publication.sign)),
  ];
}

/** Of what became of an action: it waits for a person whatever else is drafted. */
const isNotice = ({ model }: RecommendationView): boolean => model?.name === 'ledger';

/** What was withheld, for people, and for asking another policy the same. */
function toldOf(
  { detail, blocked }: WithheldDraft,
  now: string,
): Pick<RecommendationWithheld['data'], 'detail' | 'blocked'> {
  if (blocked === undefined) return detail === undefined ? {} : { detail };
  const { rule, question } = blocked;
  const { confidence, flags, risk } = question;
  const told = { rule, confidence, flags: [...flags], risk, policyFacts: policyFactsOf(question, now) };
  return { ...(detail !== undefined && { detail }), blocked: told };
}

const counted = (automatic: PreparedVerdict, { counts }: Release): PreparedVerdict =>
  counts.length === 0 ? automatic : { ...automatic, data: { ...automatic.data, counts } };
