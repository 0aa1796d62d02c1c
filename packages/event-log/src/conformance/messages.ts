import { conversationId, type EventByType } from '@deskrail/contracts';

type Message = EventByType<'message.received.v1'>;

/** The subject of a conversation by its number. */
export const subjectOf = (conversation: number | string): string => conversationId('desk', String(conversation));

/** A fact with an id of its own. */
export function message(id: string, conversation: number | string = 1, text = `Text of ${id}`): Message {
  return {
    specversion: '1.0',
    id,
    source: '/connections/desk',
    type: 'message.received.v1',
    subject: subjectOf(conversation),
    time: '2026-01-31T09:30:00.123456789Z',
    datacontenttype: 'application/json',
    tenant: 'acme',
    connection: 'desk',
    correlationid: subjectOf(conversation),
    actor: 'customer/1',
    authenticity: 'signed',
    identity: 'exact',
    data: {
      messageId: id,
      author: { kind: 'customer', id: '1' },
      visibility: 'public',
      text,
      origin: { vendor: 'zendesk', by: 'event' },
    },
  };
}

/** `count` messages, named `prefix-0` and on, dealt out to conversations 1 to `conversations`. */
export const messages = (prefix: string, count: number, conversations = 1): Message[] =>
  Array.from({ length: count }, (_, index) => message(`${prefix}-${index}`, (index % conversations) + 1));

export const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);
