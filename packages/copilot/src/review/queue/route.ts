import {
  DeskrailError,
  type EventByType,
  type PersonEntry,
  personActor,
  type RecommendationView,
  type ReviewClaim,
  type ReviewQueue,
  type RouteInput,
  routeInput,
  type Store,
  type UnitOfWork,
} from '@deskrail/contracts';
import { mayBeGiven } from '../keeping/assign.js';
import { claimedBy } from '../verdict/claim-refusal.js';
import { refusalByRights } from '../verdict/rights.js';
import { isSamePerson } from '../verdict/same-person.js';
import { notFound } from '../verdict/status-refusal.js';
import { isRoleEnough, queueOf, roleOf } from '../verdict/terms.js';
import type { KnownQueues } from './known-queues.js';
import { itemNow, withItem } from './open-item.js';
import { dueAnew, routedEvent } from './routed-event.js';

type RoutedReason = EventByType<'recommendation.routed.v1'>['data']['why'];
type Routing = Parameters<ReviewQueue['route']>[0];

/** Their own and nobody's items are a reviewer's to pass on; what is somebody else's to do, a senior's. */
function refusalToRoute(
  view: RecommendationView,
  claim: ReviewClaim | undefined,
  { actor, rights }: Routing,
): DeskrailError | undefined {
  const isOthers = view.assignee !== undefined && !isSamePerson(view.assignee, actor);
  const refusal = refusalByRights(rights, { role: isOthers ? 'senior' : 'reviewer', queues: [queueOf(view)] });
  if (refusal !== undefined) return refusal;
  const held = claim !== undefined && !isSamePerson(claim.holder, actor);
  const isSenior = isRoleEnough(roleOf(rights) ?? 'agent', 'senior');
  return held && !isSenior ? claimedBy(claim) : undefined;
}

function parsed(request: RouteInput): RouteInput {
  const read = routeInput.safeParse(request);
  if (read.success) return read.data;
  throw new DeskrailError('request-invalid', 'To route, give queue, assignee (a name, or null for nobody) or both.');
}

/** Passes an open recommendation on, to another queue or another person. */
export function createRoute({
  store,
  knownQueues,
  people,
  newId,
}: {
  readonly store: Store;
  readonly knownQueues: KnownQueues;
  /** Empty: nobody knows who there is. */
  readonly people: readonly PersonEntry[];
  readonly newId: () => string;
}): ReviewQueue['route'] {
  function assigneeOf(name: string | null | undefined, item: RecommendationView): string | null | undefined {
    if (name === null || name === undefined) return name;
    const actor = personActor(name);
    if (people.length === 0) return actor;
    const entry = people.find(({ id, tenant }) => personActor(id) === actor && (tenant ?? item.tenant) === item.tenant);
    if (entry === undefined) {
      throw new DeskrailError('request-invalid', 'Nobody of this name is among the people who are configured.');
    }
    if (!mayBeGiven(entry, item)) {
      throw new DeskrailError('request-invalid', 'This person may not decide that, by their role or their queues.');
    }
    return actor;
  }

  return async (input) => {
    const { recommendationId, actor } = input;
    const { queue, assignee: name } = parsed(input.request);
    const read = await store.recommendation(input.tenant, recommendationId);
    if (read === undefined) throw notFound(recommendationId);
    // Before the transaction, which is not to wait for what it does not lock.
    const unknown = queue && (await knownQueues.refusal({ item: read, to: queue, rights: input.rights }));
    const onItem = async (unit: UnitOfWork, view: RecommendationView): Promise<RecommendationView> => {
      const claim = await unit.claim(recommendationId);
      const refusal = refusalToRoute(view, claim, input);
      if (refusal !== undefined) throw refusal;
      const moves = queue !== undefined && queue !== queueOf(view);
      if (moves && unknown) throw unknown;
      const named = assigneeOf(name, moves ? { ...view, queue } : view);
      // Whoever had it in the one queue has not in the other.
      const assignee = named === undefined && moves && view.assignee !== undefined ? null : named;
      const stays = assignee === undefined || (assignee ?? undefined) === view.assignee;
      if (!moves && stays) return view;
      const dueAt = moves ? dueAnew(view, unit.now) : undefined;
      const why: RoutedReason = assignee === actor ? 'taken' : name === undefined ? 'queue' : 'delegated';
      const data = {
        ...{ why, ...(moves && { queue }) },
        ...(!stays && assignee !== undefined && { assignee }),
        ...(dueAt !== undefined && { dueAt }),
      } as const;
      const by = { id: `${recommendationId}/routed/${newId()}`, at: unit.now, actor };
      await unit.emit(routedEvent(view, data, by));
      if (claim !== undefined && claim.holder !== assignee) await unit.endClaim(recommendationId);
      await unit.lookAgainAt(recommendationId, unit.now);
      return itemNow(unit, recommendationId);
    };
    return withItem(store, input, onItem, { read });
  };
}
