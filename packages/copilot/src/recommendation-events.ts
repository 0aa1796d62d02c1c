import {
  type EventByType,
  type RecommendationView,
  type RecommendationWithheld,
  type Suggestion,
  subjectOfRecommendation,
} from '@deskrail/contracts';
import { envelopeOf, type Place } from './emitted.js';

const actor = 'system/copilot';

/** Where a recommendation's later events belong. */
export const placeOfRecommendation = (view: RecommendationView, policyVersion?: string): Place => ({
  tenant: view.tenant,
  connection: view.connection,
  subject: subjectOfRecommendation(view),
  conversation: view.about.conversation,
  policyVersion,
});

export const supersededEvent = (
  view: RecommendationView,
  data: Omit<EventByType<'recommendation.superseded.v1'>['data'], 'recommendationId'>,
  at: string,
): EventByType<'recommendation.superseded.v1'> => ({
  ...envelopeOf(placeOfRecommendation(view), {
    id: `${view.recommendationId}/superseded`,
    at,
    actor,
    step: 'recommend',
    causedBy: data.by ?? view.recommendationId,
  }),
  type: 'recommendation.superseded.v1',
  data: { recommendationId: view.recommendationId, ...data },
});

export const expiredEvent = (view: RecommendationView, at: string): EventByType<'recommendation.expired.v1'> => ({
  ...envelopeOf(placeOfRecommendation(view), {
    id: `${view.recommendationId}/expired`,
    at,
    actor,
    step: 'recommend',
    causedBy: view.recommendationId,
  }),
  type: 'recommendation.expired.v1',
  data: { recommendationId: view.recommendationId },
});

export const withheldEvent = (
  place: Place,
  data: RecommendationWithheld['data'],
  at: string,
): RecommendationWithheld => ({
  ...envelopeOf(place, { id: data.recommendationId, at, actor, step: 'recommend', causedBy: data.about.fact }),
  type: 'recommendation.withheld.v1',
  data,
});

/** The event that proposes; its id is the recommendation's, so that the first content under it stands. */
export const suggestedEvent = (
  place: Place,
  data: Suggestion['data'],
  { at, by }: { readonly at: string; readonly by: string },
): Suggestion =>
  ({
    ...envelopeOf(place, { id: data.recommendationId, at, actor: by, step: 'recommend', causedBy: data.about.fact }),
    type: `${data.proposal.kind}.suggested.v1`,
    data,
  }) as Suggestion;
