/** Events of Event Streams that have a webhook of the same meaning. */
export type StreamMeaning =
  | { readonly kind: 'message' }
  | { readonly kind: 'status'; readonly status: string }
  | { readonly kind: 'conversation'; readonly event: string }
  /** A sink's own test: nothing that happened at the desk. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

const conversations: Readonly<Record<string, string>> = {
  'message.added': 'onMessageAdded',
  'message.updated': 'onMessageUpdated',
  'message.removed': 'onMessageRemoved',
  'conversation.added': 'onConversationAdded',
  'conversation.updated': 'onConversationUpdated',
  'conversation.removed': 'onConversationRemoved',
  'conversation-state.updated': 'onConversationStateUpdated',
  'participant.added': 'onParticipantAdded',
  'participant.updated': 'onParticipantUpdated',
  'participant.removed': 'onParticipantRemoved',
  'delivery.updated': 'onDeliveryUpdated',
  'user.added': 'onUserAdded',
  'user.updated': 'onUserUpdated',
};

const conversationPrefix = 'com.twilio.conversations.';
const statusPrefix = 'com.twilio.messaging.message.';

/** What a type such as `com.twilio.messaging.inbound-message.received` means. */
export function meaningOf(type: string): StreamMeaning {
  if (type === 'com.twilio.messaging.inbound-message.received') return { kind: 'message' };
  if (type === 'com.twilio.eventstreams.test-event') return { kind: 'none' };
  if (type.startsWith(statusPrefix)) return { kind: 'status', status: type.slice(statusPrefix.length) };
  const name = type.startsWith(conversationPrefix) ? type.slice(conversationPrefix.length) : '';
  const event = Object.hasOwn(conversations, name) ? conversations[name] : undefined;
  if (event !== undefined) return { kind: 'conversation', event };
  return isTelemetry(type) ? { kind: 'none' } : { kind: 'unknown' };
}

/** Who types, who is there, who has read how far: no facts. */
export const isTelemetry = (name: string): boolean =>
  /typing|presence|reachability|read-?(?:receipt|horizon)/i.test(name);
