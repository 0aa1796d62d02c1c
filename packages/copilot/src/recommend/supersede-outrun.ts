import type { Fact, Store } from '@deskrail/contracts';
import { decideSuperseding } from './supersede.js';

/** A fact may have made open recommendations of its conversation stale, whether or not a new one follows. */
export async function supersedeOutrun(
  store: Store,
  { tenant, subject }: Pick<Fact, 'tenant' | 'subject'>,
): Promise<void> {
  const open = await store.recommendations(tenant, { conversation: subject, status: 'open', limit: 1 });
  // One that is published right now looks at the conversation in its own transaction.
  if (open.items.length === 0) return;
  await store.transact({ tenant, conversation: subject }, async (unit) => {
    const conversation = await unit.conversation();
    if (conversation === undefined) return;
    for (const event of decideSuperseding(conversation, await unit.openRecommendations(), unit.now)) {
      await unit.emit(event);
    }
  });
}
