import { parseActor, personId, type RecommendationView, type Suggestion, type VerdictGiven } from '@deskrail/contracts';
import type { Played } from './play.ts';

/** One recommendation as its events tell it, in their order; kept apart from the store's own account. */
export interface History {
  readonly suggestion: Suggestion;
  readonly verdicts: readonly GivenIn[];
  readonly view: RecommendationView | undefined;
}

/** A verdict with what was so as it was given. */
export interface GivenIn {
  readonly event: VerdictGiven;
  /** What was proposed then. */
  readonly hash: string;
  readonly queue: string;
  /** Whether it was over by then. */
  readonly over: 'decided' | 'superseded' | 'expired' | undefined;
  /** Verdicts before it. */
  readonly earlier: readonly VerdictGiven[];
}

export const personOf = (actor: string): string => personId(parseActor(actor)?.id ?? actor);

interface Growing {
  readonly suggestion: Suggestion;
  readonly verdicts: GivenIn[];
  hash: string;
  queue: string;
  over: GivenIn['over'];
}

export function historiesOf({ decisions, views }: Played): readonly History[] {
  const growing = new Map<string, Growing>();
  for (const event of decisions) {
    if ('proposal' in event.data && 'hash' in event.data && event.type.includes('.suggested.')) {
      const suggestion = event as Suggestion;
      const { recommendationId, hash, need } = suggestion.data;
      if (growing.has(recommendationId)) continue;
      const fresh = { hash, queue: need?.queue ?? 'review', over: undefined };
      growing.set(recommendationId, { suggestion, verdicts: [], ...fresh });
      continue;
    }
    const id = 'recommendationId' in event.data ? event.data.recommendationId : undefined;
    const of = id === undefined ? undefined : growing.get(id);
    if (of === undefined) continue;
    if (event.type === 'recommendation.superseded.v1') of.over ??= 'superseded';
    if (event.type === 'recommendation.expired.v1') of.over ??= 'expired';
    if (event.type === 'recommendation.routed.v1') of.queue = event.data.queue ?? of.queue;
    if (event.type === 'verdict.given.v1') judge(of, event);
  }
  return [...growing.values()].map(({ suggestion, verdicts }) => ({
    ...{ suggestion, verdicts },
    view: views.recommendations.find((view) => view.recommendationId === suggestion.data.recommendationId),
  }));
}

function judge(of: Growing, event: VerdictGiven): void {
  const { kind, decides, finalHash, escalateTo } = event.data;
  const { hash, queue, over } = of;
  of.verdicts.push({ event, hash, queue, over, earlier: of.verdicts.map((one) => one.event) });
  if (decides) of.over ??= 'decided';
  else if (kind === 'edit' || kind === 'respond') of.hash = finalHash ?? of.hash;
  if (kind === 'escalate') of.queue = escalateTo ?? of.queue;
}
