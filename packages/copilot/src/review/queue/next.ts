import {
  type Page,
  type PersonEntry,
  personActor,
  type RecommendationView,
  type ReviewQueue,
  type ReviewQueueQuery,
  type Store,
} from '@deskrail/contracts';
import { canBringFurther, isSkilled } from '../keeping/assign.js';
import { isSamePerson } from '../verdict/same-person.js';
import { type Claimed, defaultLeaseSeconds, grant, refusalToClaim } from './claims.js';
import { refusalAsOver, withItem } from './open-item.js';

/** How far down the queue it is looked for something: 200 items for each of mine and nobody's. */
const pagesAtMost = 4;
const pageSize = 50;

type Asking = Parameters<ReviewQueue['next']>[0];

/** Claims what this person should decide next: what is meant for them, then what is meant for nobody, by time and risk. */
export function createNext({
  store,
  people,
}: {
  readonly store: Store;
  readonly people: readonly PersonEntry[];
}): ReviewQueue['next'] {
  const isFor = (view: RecommendationView, asking: Asking): boolean => {
    const entry = people.find(({ id }) => personActor(id) === asking.actor);
    const own = view.assignee !== undefined && isSamePerson(view.assignee, asking.actor);
    return (
      refusalToClaim(view, asking) === undefined &&
      canBringFurther(view, asking.actor) &&
      (own || entry === undefined || isSkilled(entry, view))
    );
  };

  async function* waiting(asking: Asking): AsyncGenerator<RecommendationView> {
    const { tenant, actor, queue, rights } = asking;
    for (const assignee of [actor, null]) {
      const query: ReviewQueueQuery = {
        ...{ assignee, claimed: false, limit: pageSize },
        ...(queue !== undefined && { queue }),
        ...(rights?.queues !== undefined && { queues: rights.queues }),
      };
      let cursor: string | undefined;
      for (let page = 0; page < pagesAtMost; page += 1) {
        const { items, next }: Page<RecommendationView> = await store.queue(tenant, { ...query, cursor });
        yield* items;
        cursor = next;
        if (cursor === undefined) break;
      }
    }
  }

  /** Whatever has become of it since it was read: somebody else may have been faster. */
  const take = (read: RecommendationView, asking: Asking): Promise<Claimed | undefined> => {
    const { recommendationId } = read;
    const { tenant, actor, leaseSeconds = defaultLeaseSeconds } = asking;
    return withItem(
      store,
      { tenant, recommendationId },
      async (unit, view) => {
        const isOthers = view.assignee !== undefined && !isSamePerson(view.assignee, actor);
        if (isOthers || refusalAsOver(view, unit.now) !== undefined || !isFor(view, asking)) return undefined;
        if ((await unit.claim(recommendationId)) !== undefined) return undefined;
        return grant(unit, recommendationId, { actor, leaseSeconds });
      },
      { whatever: true, read },
    );
  };

  return async (asking) => {
    for await (const view of waiting(asking)) {
      const claimed = isFor(view, asking) ? await take(view, asking) : undefined;
      if (claimed !== undefined) return claimed;
    }
    return undefined;
  };
}
