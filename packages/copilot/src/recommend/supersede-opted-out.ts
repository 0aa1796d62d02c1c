import type { EventByType, RecommendationView, Store } from '@deskrail/contracts';
import { hasOptedOut } from '../consent.js';
import { supersededEvent } from '../recommendation-events.js';
import { requesterOf } from './context.js';

/** The latest ones: an address that nobody blocks for years may have had more. */
const conversationsAtMost = 1_000;

/** Who wants no more messages is not to be written to: replies that wait for a verdict are taken back, for any page. */
export async function supersedeOptedOut(
  store: Store,
  { id, tenant, subject, data }: EventByType<'customer.consent-changed.v1'>,
): Promise<void> {
  if (data.consent !== 'opted-out') return;
  let cursor: string | undefined;
  let looked = 0;
  do {
    const page = await store.conversations(tenant, { customer: subject, limit: 200, cursor });
    for (const conversation of page.items) {
      if (conversation.openRecommendations > 0) await supersedeWhereOptedOut(store, tenant, conversation.id, id);
    }
    looked += page.items.length;
    cursor = page.next;
  } while (cursor !== undefined && looked < conversationsAtMost);
}

/**
 * The same of one conversation. Also for what was published while the opt-out was on its way to the store: either this sees
 * it, or the opt-out's own fact comes later and sees what was published.
 */
export async function supersedeWhereOptedOut(
  store: Store,
  tenant: string,
  conversationId: string,
  by?: string,
): Promise<void> {
  const conversation = await store.conversation(tenant, conversationId);
  if (conversation === undefined) return;
  // Another fact may have come since and opted in again.
  if (!hasOptedOut(conversation, await requesterOf(store, conversation))) return;
  await store.transact({ tenant, conversation: conversationId }, async (unit) => {
    for (const view of await unit.openRecommendations()) {
      if (!isUnaware(view)) continue;
      await unit.emit(supersededEvent(view, { reason: 'opted-out', ...(by !== undefined && { by }) }, unit.now));
    }
  });
}

/** A reply to the customer that was made before the opt-out was known: else it says so, and a person decides. */
const isUnaware = ({ kind, flags = [], proposal }: RecommendationView): boolean =>
  kind === 'reply' &&
  !flags.includes('opted-out') &&
  !(proposal?.kind === 'reply' && proposal.visibility === 'private');
