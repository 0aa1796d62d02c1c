import type { SqlValue } from '@deskrail/contracts';
import type { RecommendationState } from '../state/recommendation.js';
import { timeKey } from '../state/time-key.js';

/** What the queue is filtered and ordered by; of a recommendation that says nothing, as the contract says. */
export const queueColumns = ['queue', 'assignee', 'due', 'risk', 'intent', 'language', 'channel', 'queue_key'] as const;

const ranks = { high: 0, medium: 1, low: 2 } as const;

export function queueValues({ view }: RecommendationState): SqlValue[] {
  const due = view.dueAt === undefined ? null : timeKey(view.dueAt);
  const { intent, language, channel } = view.policyFacts ?? {};
  return [
    view.queue ?? 'review',
    view.assignee ?? null,
    due,
    view.risk ?? null,
    intent ?? null,
    language ?? null,
    channel ?? null,
    // In one text, so that one index serves the order: what is due comes before what is not, which comes as by "~".
    `${due ?? '~'} ${view.risk === undefined ? 3 : ranks[view.risk]} ${timeKey(view.createdAt)}`,
  ];
}
