import type { Conversation, Customer } from '@deskrail/contracts';

/** Whether the one who asks wants no more messages on the conversation's channel. */
export const hasOptedOut = (conversation: Conversation | undefined, customer: Customer | undefined): boolean =>
  conversation?.channel !== undefined && customer?.consent[conversation.channel] === 'opted-out';
