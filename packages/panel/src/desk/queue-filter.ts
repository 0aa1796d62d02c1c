import type { RecommendationView, RiskTier } from '@deskrail/contracts';
import { isSamePerson } from './may.js';
import type { DeskState } from './state.js';

/** What of the open ones is looked at. */
export interface QueueFilter {
  readonly queue?: string | undefined;
  readonly kind?: RecommendationView['kind'] | undefined;
  readonly risk?: RiskTier | undefined;
  readonly language?: string | undefined;
  /** `none`: what is meant for nobody in particular. */
  readonly assignee?: 'me' | 'none' | undefined;
  readonly overdue?: true | undefined;
}

export const isFiltered = (filter: QueueFilter): boolean => Object.values(filter).some((value) => value !== undefined);

export const queueNameOf = ({ queue, need }: RecommendationView): string => queue ?? need?.queue ?? 'review';

export const languageOf = ({ policyFacts, proposal }: RecommendationView): string | undefined =>
  policyFacts?.language ?? (proposal?.kind === 'reply' ? proposal.language : undefined);

export const isOverdue = ({ dueAt }: RecommendationView, now: number): boolean =>
  dueAt !== undefined && Date.parse(dueAt) <= now;

/** Whether an open one passes the filter, and is in a queue of this person's. */
export function isWanted(
  view: RecommendationView,
  { filter, me }: Pick<DeskState, 'filter' | 'me'>,
  now = Date.now(),
): boolean {
  const queue = queueNameOf(view);
  if (me?.queues && !me.queues.includes(queue)) return false;
  if (filter.queue !== undefined && queue !== filter.queue) return false;
  if (filter.kind !== undefined && view.kind !== filter.kind) return false;
  if (filter.risk !== undefined && view.risk !== filter.risk) return false;
  if (filter.language !== undefined && languageOf(view) !== filter.language) return false;
  if (filter.assignee === 'none' && view.assignee !== undefined) return false;
  if (filter.assignee === 'me' && !isSamePerson(view.assignee, me?.actor)) return false;
  return filter.overdue === undefined || isOverdue(view, now);
}
