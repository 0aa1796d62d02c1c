import type { Conversation, RecommendationView } from '@deskrail/contracts';
import { isWanted } from './queue-filter.js';
import type { DeskState, Tab } from './state.js';

export function tabOf({ status }: RecommendationView): Tab {
  if (status === 'open') return 'open';
  return status === 'withheld' ? 'withheld' : 'decided';
}

const risks = { high: 2, medium: 1, low: 0 } as const;
const riskOf = ({ risk }: RecommendationView): number => (risk === undefined ? -1 : risks[risk]);
const timeOf = (time: string | undefined, otherwise = 0): number => Date.parse(time ?? '') || otherwise;

/** As they should be decided, and as the server lists them: by when they are due, then risk, then age. */
export const asDue = (a: RecommendationView, b: RecommendationView): number =>
  compare(timeOf(a.dueAt, Infinity), timeOf(b.dueAt, Infinity)) ||
  riskOf(b) - riskOf(a) ||
  timeOf(a.createdAt) - timeOf(b.createdAt);

// Infinity less itself is no number.
const compare = (a: number, b: number): number => (a === b ? 0 : a - b);

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

/** The recommendations of a tab: open ones in the order of the queue and by its filter, others by the newest. */
export function queueOf(state: DeskState, tab: Tab): RecommendationView[] {
  const { recommendations, conversations } = state;
  const said = new Set<string>();
  const isNew = (view: RecommendationView) => {
    const what = withheldOf(view, conversations.get(view.about.conversation ?? ''));
    if (what === undefined) return true;
    const isFirst = !said.has(what);
    said.add(what);
    return isFirst;
  };
  const time = (view: RecommendationView) => timeOf(tab === 'decided' ? view.updatedAt : view.createdAt);
  const byTime = (a: RecommendationView, b: RecommendationView) => time(b) - time(a);
  const order = tab === 'open' ? asDue : byTime;
  return [...recommendations.values()]
    .filter((view) => tabOf(view) === tab && (tab !== 'open' || isWanted(view, state)))
    .sort((a, b) => order(a, b) || a.recommendationId.localeCompare(b.recommendationId))
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
  return queueOf({ ...state, filter: {} }, 'open').find(
    ({ about, kind, recommendationId }) =>
      about.conversation !== undefined &&
      about.conversation === view.about.conversation &&
      kind === view.kind &&
      recommendationId !== view.recommendationId,
  );
}
