import { queueOf } from './queue.js';
import type { DeskState } from './state.js';

const maxRecommendations = 600;

/** A page that stays open for days forgets the oldest that are decided or withheld, and what only they needed. */
export function withinBounds(state: DeskState): Partial<DeskState> {
  const excess = state.recommendations.size - maxRecommendations;
  if (excess <= 0) return {};
  const ended = [...queueOf(state, 'decided'), ...queueOf(state, 'withheld')]
    .filter(({ recommendationId }) => recommendationId !== state.openedId)
    .sort((a, b) => Date.parse(a.updatedAt) - Date.parse(b.updatedAt));
  const gone = new Set(ended.slice(0, excess).map(({ recommendationId }) => recommendationId));
  const recommendations = new Map([...state.recommendations].filter(([id]) => !gone.has(id)));
  const needed = new Set([...recommendations.values()].map(({ about }) => about.conversation));
  needed.add(state.source?.conversation);
  return {
    recommendations,
    reviews: new Map([...state.reviews].filter(([id]) => !gone.has(id))),
    conversations: new Map([...state.conversations].filter(([id]) => needed.has(id))),
    automation: new Map([...state.automation].filter(([id]) => needed.has(id))),
  };
}
