import {
  type Conversation,
  type ConversationSummary,
  type CopilotContext,
  type Customer,
  type EarlierSuggestion,
  formatSubject,
  type Store,
} from '@deskrail/contracts';
import { isOver } from '../staleness.js';
import { byTouch } from './incidents.js';

const earlierTurnsAtMost = 20;
const openCasesAtMost = 10;
const incidentsAtMost = 20;
const suggestedAtMost = 20;

type Messages = Conversation['messages'];

/** In the desk's order; what came at the same time, as it arrived. */
export const inOrder = (messages: Messages): Messages =>
  messages.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at) || one.arrival - other.arrival);

/** The customer's words in a conversation, in the desk's order. */
export const customersTurns = (conversation: Conversation) =>
  inOrder(conversation.messages).filter(
    ({ direction, redacted, text }) => direction === 'received' && !redacted && text.trim() !== '',
  );

/** The subject of whoever asks, where the desk says. */
export const customerSubject = ({ connection, requester }: Conversation): string | undefined =>
  requester?.id === undefined ? undefined : formatSubject({ kind: 'customer', connection, id: requester.id });

/** What is known of the one who asks. */
export async function requesterOf(store: Store, conversation: Conversation): Promise<Customer | undefined> {
  const subject = customerSubject(conversation);
  return subject === undefined ? undefined : store.customer(conversation.tenant, subject);
}

/** The customer's other cases that nobody has ended, newest first. */
async function otherOpenCases(store: Store, conversation: Conversation): Promise<readonly ConversationSummary[]> {
  const customer = customerSubject(conversation);
  if (customer === undefined) return [];
  const { items } = await store.conversations(conversation.tenant, { customer, limit: 50 });
  return items
    .filter((one) => one.id !== conversation.id && !isOver(one))
    .toSorted((one, other) => Date.parse(other.updatedAt) - Date.parse(one.updatedAt))
    .slice(0, openCasesAtMost);
}

async function suggestedBefore(store: Store, { tenant, id }: Conversation): Promise<readonly EarlierSuggestion[]> {
  const { items } = await store.recommendations(tenant, { conversation: id, limit: suggestedAtMost });
  return items.map(({ recommendationId, kind, status, proposal, verdict, createdAt }) => ({
    ...{ recommendationId, kind, status, createdAt },
    ...(proposal !== undefined && { proposal }),
    ...(verdict !== undefined && { verdict }),
  }));
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
  const [customer, open, openCases, suggested] = await Promise.all([
    conversation && requesterOf(store, conversation),
    store.openIncidents(tenant),
    conversation === undefined ? [] : otherOpenCases(store, conversation),
    conversation === undefined ? [] : suggestedBefore(store, conversation),
  ]);
  const turns = conversation === undefined ? [] : customersTurns(conversation).map((message) => message.text);
  const question = text ?? turns.at(-1) ?? '';
  const earlier = (text === undefined ? turns.slice(0, -1) : turns).slice(-earlierTurnsAtMost);
  const about = [question, ...earlier, conversation?.subject ?? '', ...(conversation?.tags ?? [])].join('\n');
  const incidents = byTouch(open, about).slice(0, incidentsAtMost);
  return {
    tenant,
    ...(conversation !== undefined && {
      conversation: { ...conversation, messages: inOrder(conversation.messages) },
    }),
    question,
    earlier,
    ...(customer !== undefined && { customer }),
    openCases,
    incidents,
    suggested,
    // Only messages make a recommendation stale; the rest is listed so that it can be told what it was made from.
    seen: [...(conversation?.facts ?? []), ...incidents.map(({ id }) => id)],
  };
}
