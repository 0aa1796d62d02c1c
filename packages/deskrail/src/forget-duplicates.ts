import type { Fact, Store } from '@deskrail/contracts';
import type { DuplicateFinder } from '@deskrail/copilot';

/** After these facts nothing of a conversation may be told apart by what it asked. */
const ofConversation: ReadonlySet<string> = new Set([
  'case.deleted.v1',
  'case.merged.v1',
  'message.redacted.v1',
  'message.made-private.v1',
]);
/** As many as the finder keeps of a tenant: what it does not keep need not be forgotten. */
const conversationsAtMost = 5_000;

/** What was erased is nobody's duplicate any more: a conversation, or all that a deleted customer began. */
export async function forgetDuplicates(
  { type, tenant, subject }: Fact,
  { store, duplicates }: { readonly store: Pick<Store, 'conversations'>; readonly duplicates: DuplicateFinder },
): Promise<void> {
  if (ofConversation.has(type)) duplicates.forget({ tenant, conversation: subject });
  if (type !== 'customer.deleted.v1') return;
  let cursor: string | undefined;
  let looked = 0;
  do {
    const page = await store.conversations(tenant, { customer: subject, limit: 200, cursor });
    for (const { id } of page.items) duplicates.forget({ tenant, conversation: id });
    looked += page.items.length;
    cursor = page.next;
  } while (cursor !== undefined && looked < conversationsAtMost);
}
