import type { Conversation, RecommendationView } from '@deskrail/contracts';
import type { DeskState, Tab } from './state.js';

export function tabOf({ status }: RecommendationView): Tab {
  if (status === 'open') return 'open';
  return status === 'withheld' ? 'withheld' : 'decided';
}

const ranks = { urgent: 2, high: 1, normal: 0, low: 0 } as const;

/** How pressing a conversation is: urgent before high before the rest. */
const rankOf = (conversation: Conversation | undefined): number =>
  conversation?.priority ? ranks[conversation.priority] : 0;

/**
 * What was withheld of a message and why: a desk may tell of one message twice, as the opened case and as its first
 * message, and both were withheld then for the same reason. `undefined` where the message is not known.
 */
function withheldOf({ about, kind, withheld }: RecommendationView, conversation: Conversation | undefined) {
  if (withheld === undefined || about.fact === undefined) return undefined;
  const { fact } = about;
  const message = conversation?.messages.find((one) => [one.fact, ...(one.otherFacts ?? [])].includes(fact));
  return message && [conversation?.id, message.id, kind, withheld.reason].join(' ');
}

/** The recommendations of a tab in the order of the queue: open ones urgent first, then the newest. */
export function queueOf({ recommendations, conversations }: DeskState, tab: Tab): RecommendationView[] {
  const said = new Set<string>();
  const isNew = (view: RecommendationView) => {
    const what = withheldOf(view, conversations.get(view.about.conversation ?? ''));
    if (what === undefined) return true;
    const isFirst = !said.has(what);
    said.add(what);
    return isFirst;
  };
  const time = (view: RecommendationView) => Date.parse(tab === 'decided' ? view.updatedAt : view.createdAt) || 0;
  const rank = (view: RecommendationView) =>
    tab === 'open' ? rankOf(conversations.get(view.about.conversation ?? '')) : 0;
  return [...recommendations.values()]
    .filter((view) => tabOf(view) === tab)
    .sort((a, b) => rank(b) - rank(a) || time(b) - time(a) || a.recommendationId.localeCompare(b.recommendationId))
    .filter(isNew);
}

/** The one before or after in the queue; the first where none is opened, and none past the ends. */
export function neighbour(
  queue: readonly RecommendationView[],
  id: string | undefined,
  step: 1 | -1,
): string | undefined {
  const index = queue.findIndex((view) => view.recommendationId === id);
  const next = index < 0 ? queue[0] : queue[index + step];
  return next?.recommendationId;
}

/** The open recommendation that took another's place, by its id or as the newest of its kind and conversation. */
export function successorOf(state: DeskState, view: RecommendationView): RecommendationView | undefined {
  const named = state.recommendations.get(view.superseded?.by ?? '');
  if (named) return named;
  return queueOf(state, 'open').find(
    ({ about, kind, recommendationId }) =>
      about.conversation !== undefined &&
      about.conversation === view.about.conversation &&
      kind === view.kind &&
      recommendationId !== view.recommendationId,
  );
}
