import type { Decision, Proposal, ProposalKind } from '@deskrail/contracts';
import { type Difference, type Differing, differencesOf, type Side, sideOf } from './differences.js';
import type { RecordedEvents } from './recorded-events.js';
import { isRecommendation, isSuggestion, kindOf, type Recommendation, type ReplayedFact } from './replayed.js';

export const standings = [
  'same',
  'changed',
  'withheld-now',
  'proposed-now',
  'no-longer',
  'not-judged',
  'unrecorded',
] as const;

/**
 * How a recommendation stands beside the recorded one of the same fact and kind. `no-longer`: nothing of the kind is said
 * now. `not-judged`: it calls a tool that is not configured here, so that nothing could propose it. `unrecorded`: nothing at all was recorded about the fact, as where the copilot was away or the customer wrote on.
 */
export type Standing = (typeof standings)[number];

export const judgements = [
  'approved',
  'edited',
  'own-words',
  'rejected',
  'by-rule',
  'shown',
  'expired',
  'superseded',
  'withheld',
  'open',
] as const;

/** What became of the recorded one. */
export type Judgement = (typeof judgements)[number];

/** A line of `comparison.jsonl`. */
export interface Compared {
  readonly fact: string;
  readonly conversation: string;
  readonly tenant: string;
  readonly kind: ProposalKind;
  /** When the replayed fact, or the recorded recommendation, was told. */
  readonly at: string;
  readonly standing: Standing;
  readonly differences: readonly Difference[];
  readonly distance?: number;
  readonly evidence?: Differing['evidence'];
  readonly judged?: Judgement;
  /** Of `not-judged`: what is to be configured here for it to be. */
  readonly missingTool?: string;
  readonly recorded?: Side & { readonly policyVersion?: string; readonly proposal?: Proposal };
  readonly replayed?: Side & { readonly proposal?: Proposal };
}

export interface CompareOptions {
  readonly recorded: RecordedEvents;
  /** Proposals in the lines, words and all. */
  readonly texts: boolean;
  /** Names of the tools that the replay has. */
  readonly tools: readonly string[];
}

/** The lines of one fact: a pair for each kind that was, or would be, recommended. */
export async function compareFact(
  { stored, recommendations }: ReplayedFact,
  { recorded, texts }: CompareOptions,
): Promise<readonly Compared[]> {
  const lines: Compared[] = [];
  for (const replayed of recommendations) {
    const fact = replayed.data.about.fact ?? stored.event.id;
    const known = await latestOfKinds(recorded, replayed.tenant, fact);
    const before = known.get(kindOf(replayed));
    if (before === undefined) {
      // That nothing of the kind is proposed is no news.
      if (!isSuggestion(replayed)) continue;
      lines.push(lineOf(known.size === 0 ? 'unrecorded' : 'proposed-now', { fact, replayed, texts }));
      continue;
    }
    await recorded.pair([{ tenant: replayed.tenant, id: before.data.recommendationId }]);
    const judged = await judgementOf(recorded, before);
    lines.push(lineOf(undefined, { fact, before, replayed, judged, texts }));
  }
  return lines;
}

/** A recorded recommendation that nothing was paired with. */
export async function compareGone(
  before: Recommendation,
  { recorded, texts, tools }: CompareOptions,
): Promise<Compared> {
  const judged = await judgementOf(recorded, before);
  const tool = toolOf(before);
  const missingTool = tool === undefined || tools.includes(tool) ? undefined : tool;
  const standing = missingTool === undefined ? 'no-longer' : 'not-judged';
  const line = lineOf(standing, { fact: before.data.about.fact ?? '', before, judged, texts });
  return missingTool === undefined ? line : { ...line, missingTool };
}

function toolOf(event: Recommendation): string | undefined {
  if (!isSuggestion(event)) return undefined;
  const { proposal } = event.data;
  return proposal.kind === 'tool-call' ? proposal.tool : undefined;
}

/** A fact may have been recommended for again after an update: the latest counts, save that one was judged. */
async function latestOfKinds(
  recorded: RecordedEvents,
  tenant: string,
  fact: string,
): Promise<ReadonlyMap<string, Recommendation>> {
  const latest = new Map<string, Recommendation>();
  for (const event of await recorded.about(tenant, fact)) {
    if (!isRecommendation(event) || event.data.about.question !== undefined) continue;
    const known = latest.get(kindOf(event));
    if (known !== undefined && isJudged(await recorded.after(tenant, known.data.recommendationId))) continue;
    if (known !== undefined) await recorded.pair([{ tenant, id: known.data.recommendationId }]);
    latest.set(kindOf(event), event);
  }
  return latest;
}

const isJudged = (after: readonly Decision[]): boolean =>
  after.some((event) => event.type === 'verdict.given.v1' && event.data.decides);

async function judgementOf(recorded: RecordedEvents, event: Recommendation): Promise<Judgement> {
  if (!isSuggestion(event)) return 'withheld';
  const after = await recorded.after(event.tenant, event.data.recommendationId);
  for (const one of after) {
    if (one.type !== 'verdict.given.v1' || !one.data.decides) continue;
    if (one.data.reviewer.startsWith('rule/')) return 'by-rule';
    if (one.data.kind === 'reject') return 'rejected';
    if (one.data.kind === 'edit') return 'edited';
    return one.data.kind === 'respond' ? 'own-words' : 'approved';
  }
  if (event.data.outcome === 'show') return 'shown';
  if (after.some(({ type }) => type === 'recommendation.superseded.v1')) return 'superseded';
  return after.some(({ type }) => type === 'recommendation.expired.v1') ? 'expired' : 'open';
}

interface Line {
  readonly fact: string;
  readonly before?: Recommendation;
  readonly replayed?: Recommendation;
  readonly judged?: Judgement;
  readonly texts: boolean;
}

function lineOf(standing: Standing | undefined, { fact, before, replayed, judged, texts }: Line): Compared {
  const event = (replayed ?? before) as Recommendation;
  const differing: Differing =
    before !== undefined && replayed !== undefined ? differencesOf(before, replayed) : { differences: [] };
  return {
    ...{ fact, conversation: event.subject, tenant: event.tenant, kind: kindOf(event), at: event.time },
    standing: standing ?? standingOf(before as Recommendation, replayed as Recommendation, differing),
    ...differing,
    ...(judged !== undefined && { judged }),
    ...(before !== undefined && {
      recorded: {
        ...sideOf(before),
        ...(before.policyversion !== undefined && { policyVersion: before.policyversion }),
        ...proposalOf(before, texts),
      },
    }),
    ...(replayed !== undefined && { replayed: { ...sideOf(replayed), ...proposalOf(replayed, texts) } }),
  };
}

function standingOf(before: Recommendation, replayed: Recommendation, { differences }: Differing): Standing {
  if (isSuggestion(before) && !isSuggestion(replayed)) return 'withheld-now';
  if (!isSuggestion(before) && isSuggestion(replayed)) return 'proposed-now';
  return differences.length === 0 ? 'same' : 'changed';
}

const proposalOf = (event: Recommendation, texts: boolean): { readonly proposal?: Proposal } =>
  texts && isSuggestion(event) ? { proposal: event.data.proposal } : {};
