import type { Conversation, EventByType, RecommendationView } from '@deskrail/contracts';
import { supersededEvent } from '../recommendation-events.js';
import { supersedingOf } from '../staleness.js';

/** Which open recommendations a conversation has outrun, as it stands now. */
export function decideSuperseding(
  conversation: Conversation,
  open: readonly RecommendationView[],
  now: string,
): readonly EventByType<'recommendation.superseded.v1'>[] {
  return open.flatMap((view) => {
    const superseding = supersedingOf(view, conversation);
    return superseding === undefined ? [] : [supersededEvent(view, superseding, now)];
  });
}
