import type { Conversation, Store } from '@deskrail/contracts';

const conversationsAtMost = 500;

/** What the store holds of earlier days, the latest conversations of the tenant, by connection. */
export async function knownConversations(store: Store, tenant: string): Promise<Map<string, Conversation[]>> {
  const known = new Map<string, Conversation[]>();
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await store.conversations(tenant, { limit: 100, cursor });
    for (const { id } of page.items) {
      const conversation = await store.conversation(tenant, id);
      if (conversation === undefined) continue;
      count += 1;
      known.set(conversation.connection, [...(known.get(conversation.connection) ?? []), conversation]);
    }
    cursor = page.next;
  } while (cursor !== undefined && count < conversationsAtMost);
  return known;
}
