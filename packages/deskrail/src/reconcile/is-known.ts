import type { Conversation, ConversationMessage, Fact } from '@deskrail/contracts';

/**
 * Whether what a reading tells is known already under another id: a deletion or a redaction whose webhook came has the
 * event's id, and a message that a desk's template brought has one that its API does not know.
 */
export function isKnown(fact: Fact, known: Conversation | undefined, sameTextWithinMs: number | undefined): boolean {
  if (known === undefined) return false;
  switch (fact.type) {
    case 'case.deleted.v1':
      return known.deleted === fact.data.mode || known.deleted === 'permanent';
    case 'message.redacted.v1': {
      const { messageId, part, attachmentId } = fact.data;
      const message = messageWith(messageId, known);
      if (message === undefined) return false;
      if (part === 'text') return message.redacted === true;
      return !message.attachments?.some(({ id }) => attachmentId === undefined || id === attachmentId);
    }
    case 'message.made-private.v1':
      return messageWith(fact.data.messageId, known)?.visibility === 'private';
    case 'message.received.v1':
    case 'message.sent.v1':
      return sameTextWithinMs !== undefined && saysTheSame(fact, known, sameTextWithinMs);
    default:
      return false;
  }
}

const messageWith = (id: string, { messages }: Conversation): ConversationMessage | undefined =>
  messages.find((message) => message.id === id);

function saysTheSame(
  fact: Extract<Fact, { type: 'message.received.v1' | 'message.sent.v1' }>,
  { messages }: Conversation,
  withinMs: number,
): boolean {
  const direction = fact.type === 'message.received.v1' ? 'received' : 'sent';
  const words = plain(fact.data.text);
  const at = Date.parse(fact.time);
  return messages.some(
    (message) =>
      message.direction === direction &&
      message.visibility === fact.data.visibility &&
      Math.abs(Date.parse(message.at) - at) <= withinMs &&
      plain(message.text) === words,
  );
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();
