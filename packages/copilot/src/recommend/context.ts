import { type Conversation, type CopilotContext, type Customer, formatSubject, type Store } from '@deskrail/contracts';

const earlierTurnsAtMost = 20;

/** The customer's words in a conversation, in the desk's order. */
export const customersTurns = (conversation: Conversation) =>
  conversation.messages
    .filter(({ direction, redacted, text }) => direction === 'received' && !redacted && text.trim() !== '')
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at) || one.arrival - other.arrival);

/** What is known of the one who asks. */
export async function requesterOf(
  store: Store,
  { tenant, connection, requester }: Conversation,
): Promise<Customer | undefined> {
  if (requester?.id === undefined) return undefined;
  return store.customer(tenant, formatSubject({ kind: 'customer', connection, id: requester.id }));
}

/** All that a suggestion may be made from, read now. */
export async function gatherContext({
  store,
  tenant,
  conversation,
  text,
}: {
  readonly store: Store;
  readonly tenant: string;
  readonly conversation?: Conversation | undefined;
  /** What to answer, where it is not the customer's newest message. */
  readonly text?: string | undefined;
}): Promise<CopilotContext> {
  const [customer, incidents] = await Promise.all([
    conversation === undefined ? undefined : requesterOf(store, conversation),
    store.openIncidents(tenant),
  ]);
  const turns = conversation === undefined ? [] : customersTurns(conversation).map((message) => message.text);
  const question = text ?? turns.at(-1) ?? '';
  const earlier = (text === undefined ? turns.slice(0, -1) : turns).slice(-earlierTurnsAtMost);
  return {
    tenant,
    ...(conversation !== undefined && { conversation }),
    question,
    earlier,
    ...(customer !== undefined && { customer }),
    openCases: [],
    incidents,
    suggested: [],
    seen: conversation?.facts ?? [],
  };
}
