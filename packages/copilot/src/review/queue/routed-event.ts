import type { EventByType, RecommendationView } from '@deskrail/contracts';
import { envelopeOf } from '../../emitted.js';
import { placeOfRecommendation } from '../../recommendation-events.js';

type Routed = EventByType<'recommendation.routed.v1'>;

export const routedEvent = (
  view: RecommendationView,
  data: Omit<Routed['data'], 'recommendationId'>,
  { id, at, actor }: { readonly id: string; readonly at: string; readonly actor: string },
): Routed => {
  const { recommendationId } = view;
  const envelope = { id, at, actor, step: 'review', causedBy: recommendationId } as const;
  return {
    ...envelopeOf(placeOfRecommendation(view), envelope),
    type: 'recommendation.routed.v1',
    data: { recommendationId, ...data },
  };
};

/** In another queue it has the same time again that it had at first; `undefined` where it had none. */
export function dueAnew({ need, createdAt }: RecommendationView, now: string): string | undefined {
  if (need?.dueAt === undefined) return undefined;
  const lastsMs = Math.max(0, Date.parse(need.dueAt) - Date.parse(createdAt));
  return new Date(Date.parse(now) + lastsMs).toISOString();
}
