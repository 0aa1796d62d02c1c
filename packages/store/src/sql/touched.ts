import { type EventByType, type Fact, formatSubject, type Party, parseSubject } from '@deskrail/contracts';
import type { ConversationFact } from '../state/conversation.js';
import type { CustomerFact } from '../state/customer.js';
import type { MessageFact } from '../state/message.js';

export const isOfCustomer = (fact: Fact): fact is CustomerFact => fact.type.startsWith('customer.');
export const isMessage = (fact: Fact): fact is MessageFact => fact.type.startsWith('message.');
export const isOfConversation = (fact: Fact): fact is ConversationFact =>
  !isOfCustomer(fact) && fact.type !== 'incident.signalled.v1' && fact.type !== 'unmapped.v1';

/** Ids of the messages that a fact tells of. */
export function messagesIn(fact: ConversationFact): string[] {
  if (isMessage(fact)) return [fact.data.messageId];
  if (fact.type !== 'conversation.snapshotted.v1') return [];
  return fact.data.state.messages.map(({ id }) => id).filter((id) => id !== 'opening');
}

/** Who a fact names, that may have been deleted. */
export function peopleIn(fact: ConversationFact): Party[] {
  if (fact.type === 'message.received.v1' || fact.type === 'message.sent.v1') return [fact.data.author];
  if (fact.type === 'case.opened.v1') return [fact.data.requester];
  if (fact.type === 'case.state-observed.v1') return fact.data.requester === undefined ? [] : [fact.data.requester];
  if (fact.type !== 'conversation.snapshotted.v1') return [];
  const { requester, messages } = fact.data.state;
  return [...(requester === undefined ? [] : [requester]), ...messages.map(({ author }) => author)];
}

export const incidentKey = (fact: EventByType<'incident.signalled.v1'>): string =>
  `${fact.connection ?? ''}/${fact.data.incidentId}`;

export const customerId = (fact: Fact, party: Party): string =>
  formatSubject({
    kind: 'customer',
    connection: parseSubject(fact.subject)?.connection ?? fact.connection ?? '',
    id: party.id ?? '',
  });
