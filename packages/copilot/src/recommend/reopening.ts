import { type Fact, formatActor, type Store } from '@deskrail/contracts';

/**
 * The newest message of the customer's on a case that a fact says is open again, as the fact that brought it. A desk
 * tells of a message and of the reopening that it causes apart and in either order, and while the case was over the
 * message could start nothing.
 */
export async function messageOfReopening(store: Store, fact: Fact): Promise<Fact | undefined> {
  if (fact.type !== 'case.status-changed.v1') return undefined;
  const conversation = await store.conversation(fact.tenant, fact.subject);
  const message = conversation?.messages
    .filter(({ direction, redacted }) => direction === 'received' && redacted !== true)
    .reduce<(typeof conversation.messages)[number] | undefined>(
      (newest, each) => (newest === undefined || each.arrival > newest.arrival ? each : newest),
      undefined,
    );
  if (message?.author.kind !== 'customer') return undefined;
  const { id, author, visibility, text } = message;
  return {
    ...fact,
    id: message.fact,
    type: 'message.received.v1',
    actor: formatActor('customer', author.id),
    data: { messageId: id, author, visibility, text, origin: fact.data.origin },
  };
}
