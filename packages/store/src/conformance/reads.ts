import type { Page, Store } from '@deskrail/contracts';

/** Every item of every page. */
export async function all<Item>(page: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const { items: some, next } = await page(cursor);
    items.push(...some);
    cursor = next;
  } while (cursor !== undefined);
  return items;
}

/** All that a store answers about a tenant, save for leases, which are its own. */
export async function readEverything(store: Store, tenant: string, customers: readonly string[]): Promise<unknown> {
  const limit = 7;
  const summaries = await all((cursor) => store.conversations(tenant, { cursor, limit }));
  const conversations = await Promise.all(summaries.map(({ id }) => store.conversation(tenant, id)));
  const actions = await all((cursor) => store.actions(tenant, { cursor, limit }));
  const ledger = await Promise.all(actions.map(({ id }) => store.action(tenant, id)));
  return {
    summaries,
    conversations,
    resolved: await all((cursor) => store.resolvedConversations(tenant, { cursor, limit })),
    customers: await Promise.all(customers.map((id) => store.customer(tenant, id))),
    recommendations: await all((cursor) => store.recommendations(tenant, { cursor, limit })),
    actions,
    ledger: ledger.map((entry) => entry && { ...entry, lease: undefined }),
    incidents: await store.openIncidents(tenant),
    policy: await store.policyVersion(tenant),
    paused: await store.paused(tenant),
    queue: await all((cursor) => store.queue(tenant, { cursor, limit })),
    queues: await store.queues(tenant),
    loads: await store.loads(tenant),
    automation: await Promise.all(summaries.map(({ id }) => store.automation(tenant, id))),
    units: await Promise.all(summaries.map(({ id }) => readUnit(store, tenant, id))),
  };
}

/** What only a transaction is told. */
const readUnit = (store: Store, tenant: string, conversation: string): Promise<unknown> =>
  store.transact({ tenant, conversation }, async (unit) => [
    await unit.automation(),
    await unit.used({ counts: 'replies', per: 'conversation', of: conversation }, { withinSeconds: 20 * 86_400 }),
    await unit.used({ counts: 'spend', per: 'tenant', of: tenant }, { withinSeconds: 20 * 86_400 }),
  ]);
