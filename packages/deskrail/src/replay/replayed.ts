import type { DeskrailEvent, EventByType, RecommendationWithheld, StoredEvent, Suggestion } from '@deskrail/contracts';

/** What a replay made of one fact. */
export interface ReplayedFact {
  readonly stored: StoredEvent<'facts'>;
  readonly recommendations: readonly Recommendation[];
  readonly features: readonly EventByType<'features.derived.v1'>[];
}

/** Proposed, or withheld with its reason. */
export type Recommendation = Suggestion | RecommendationWithheld;

export const isSuggestion = (event: DeskrailEvent): event is Suggestion => event.type.endsWith('.suggested.v1');
export const isWithheld = (event: DeskrailEvent): event is RecommendationWithheld =>
  event.type === 'recommendation.withheld.v1';
export const isRecommendation = (event: DeskrailEvent): event is Recommendation =>
  isSuggestion(event) || isWithheld(event);

export const kindOf = (event: Recommendation) => (isSuggestion(event) ? event.data.proposal.kind : event.data.kind);
