import {
  DeskrailError,
  type RecommendationView,
  type Store,
  subjectOfRecommendation,
  type UnitOfWork,
} from '@deskrail/contracts';
import { expired, isExpired, notFound, refusalByStatus } from '../verdict/status-refusal.js';

/** Why nothing can be done with it any more; `undefined` while it is open. */
export const refusalAsOver = (view: RecommendationView, now: string): DeskrailError | undefined =>
  refusalByStatus(view) ?? (isExpired(view, now) ? expired() : undefined);

/**
 * Work on one recommendation as it is in the transaction. Throws `not-found`, and unless `whatever` why it is not open, as a
 * verdict would be told.
 */
export async function withItem<Result>(
  store: Store,
  { tenant, recommendationId }: { readonly tenant: string; readonly recommendationId: string },
  work: (unit: UnitOfWork, view: RecommendationView) => Promise<Result>,
  {
    whatever = false,
    read,
  }: { readonly whatever?: boolean /** As it was read a moment ago. */; readonly read?: RecommendationView } = {},
): Promise<Result> {
  const known = read ?? (await store.recommendation(tenant, recommendationId));
  if (known === undefined) throw notFound(recommendationId);
  return store.transact({ tenant, conversation: subjectOfRecommendation(known) }, async (unit) => {
    const view = await unit.recommendation(recommendationId);
    if (view === undefined) throw notFound(recommendationId);
    const over = whatever ? undefined : refusalAsOver(view, unit.now);
    if (over !== undefined) throw over;
    return work(unit, view);
  });
}

/** The recommendation as the transaction leaves it. */
export async function itemNow(unit: UnitOfWork, recommendationId: string): Promise<RecommendationView> {
  const view = await unit.recommendation(recommendationId);
  if (view === undefined) throw new DeskrailError('internal', 'The recommendation is not there after its change.');
  return view;
}
