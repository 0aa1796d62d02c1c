import {
  DeskrailError,
  type EventByType,
  type PersonEntry,
  type Policy,
  personActor,
  type RecommendationView,
  type ReviewClaim,
  type ReviewQueue,
  type RouteInput,
  routeInput,
  type Store,
} from '@deskrail/contracts';
import { namedQueues } from '../../policy/named-queues.js';
import { mayBeGiven } from '../keeping/assign.js';
import { claimedBy } from '../verdict/claim-refusal.js';
import { refusalByRights } from '../verdict/rights.js';
import { isSamePerson } from '../verdict/same-person.js';
import { isRoleEnough, queueOf, roleOf } from '../verdict/terms.js';
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
  policy,
  people,
  newId,
}: {
  readonly store: Store;
  /** Where it has queues, nothing is put where nobody would look for it. */
  readonly policy: Pick<Policy, 'queues' | 'document'>;
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

  function refuseUnknown(queue: string): void {
    if (Object.keys(policy.queues).length === 0) return;
    const known = new Set([
      ...[...namedQueues(policy.document), ...Object.keys(policy.queues)],
      ...people.flatMap(({ queues = [] }) => queues),
    ]);
    if (known.has(queue)) return;
    const names = [...known].sort();
    const message = `Neither the policy nor the people who are configured name this queue; there are ${names.join(', ')}.`;
    throw new DeskrailError('request-invalid', message, { details: { queues: names } });
  }

  return async (input) => {
    const { recommendationId, actor } = input;
    const { queue, assignee: name } = parsed(input.request);
    return withItem(store, input, async (unit, view) => {
      const claim = await unit.claim(recommendationId);
      const refusal = refusalToRoute(view, claim, input);
      if (refusal !== undefined) throw refusal;
      const moves = queue !== undefined && queue !== queueOf(view);
      // Where it came from it may go back to, whatever the policy has become.
      if (moves && queue !== view.need?.queue) refuseUnknown(queue);
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
    });
  };
}
