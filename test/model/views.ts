import { isDeepStrictEqual } from 'node:util';
import type { ActionView, Conversation, RecommendationView, Store } from '@deskrail/contracts';

/** All that a tenant's people can read. */
export interface Views {
  readonly recommendations: readonly RecommendationView[];
  readonly actions: readonly ActionView[];
  readonly conversations: readonly (Conversation | undefined)[];
  readonly queue: readonly string[];
  readonly loads: Readonly<Record<string, number>>;
  readonly paused: unknown;
}

export async function viewsOf(store: Store, tenant: string): Promise<Views> {
  const { items } = await store.recommendations(tenant, { limit: 200 });
  const whole = await Promise.all(items.map(({ recommendationId }) => store.recommendation(tenant, recommendationId)));
  const { items: actions } = await store.actions(tenant, { limit: 200 });
  const { items: conversations } = await store.conversations(tenant, {});
  const { items: queue } = await store.queue(tenant, { limit: 200 });
  return {
    recommendations: whole.flatMap((view) => (view === undefined ? [] : [view])),
    actions,
    conversations: await Promise.all(conversations.map(({ id }) => store.conversation(tenant, id))),
    queue: queue.map(({ recommendationId }) => recommendationId),
    loads: await store.loads(tenant),
    paused: await store.paused(tenant),
  };
}

const byId = <Item>(items: readonly Item[], idOf: (item: Item) => string): Item[] =>
  items.toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1));

/** Claims and looks are not rebuilt, and what was under way has become uncertain. */
function lasting({ recommendations, actions, ...rest }: Views) {
  const settled = ({ status, ...action }: ActionView) => {
    const { code: _, updatedAt: __, ...left } = action;
    const isOpen = status === 'started' || status === 'uncertain';
    return isOpen ? { ...left, status: 'uncertain' } : { ...action, status };
  };
  return {
    ...rest,
    actions: byId(actions.map(settled), ({ id }) => id),
    recommendations: byId(
      recommendations.map(({ claim: _, looking: __, actions: of, ...view }) => ({ ...view, actions: of.map(settled) })),
      ({ recommendationId }) => recommendationId,
    ),
  };
}

/** Where two readings of a tenant differ; `undefined` where they are the same. */
export function viewsDiffer(before: Views, after: Views): string | undefined {
  const [one, other] = [lasting(before), lasting(after)];
  for (const name of Object.keys(one) as (keyof typeof one)[]) {
    if (isDeepStrictEqual(one[name], other[name])) continue;
    const lists = [one[name], other[name]];
    const [was, is] = lists.map((list) => (Array.isArray(list) ? list : [list]));
    const at = was?.findIndex((item, index) => !isDeepStrictEqual(item, is?.[index])) ?? 0;
    return `${name} differ: ${JSON.stringify(was?.[at])} became ${JSON.stringify(is?.[at])}`;
  }
  return undefined;
}
