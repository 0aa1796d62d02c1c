import type { Account } from './account.js';
import { type CustomerTexts, customerTexts } from './customer-texts.js';
import { pairOf, type TwilioConversation, type TwilioMessage } from './desk-state.js';
import { type CustomerWritesInConversation, customerWrites, removeMessage, setState } from './in-conversation.js';
import { type RestoredTwilioMessage, restoreMessages } from './restore-messages.js';

/** What happens at people's phones and in their chats; each call sends what Twilio sends for it. */
export interface TwilioCustomers {
  /** A customer writes to one of our numbers. STOP, START and HELP mean what they mean to Twilio. */
  customerTexts(input: CustomerTexts): Readonly<TwilioMessage>;
  /** A customer writes in a conversation, by phone or in a chat. */
  customerWritesInConversation(input: CustomerWritesInConversation): Readonly<TwilioConversation>;
  setConversationState(conversation: string, state: TwilioConversation['state']): void;
  /** Take a message out of a conversation, for ever. */
  removeMessage(input: { readonly conversation: string; readonly message: string }): void;
  /** Messages of an earlier day, put back as they were; the oldest first. Nobody is told. */
  restore(messages: readonly RestoredTwilioMessage[]): void;
  /** As if that customer had just written by WhatsApp. */
  openWindow(input: { readonly from: string; readonly to?: string }): void;
  hasOptedOut(input: { readonly from: string; readonly to?: string }): boolean;
}

export function createTwilioCustomers(account: Account): TwilioCustomers {
  const pair = (
    { from, to = account.numbers[0] ?? '' }: { readonly from: string; readonly to?: string },
    prefix: string,
  ) => pairOf(`${prefix}${to}`, `${prefix}${from}`);
  return {
    customerTexts: (input) => customerTexts(account, input),
    customerWritesInConversation: (input) => customerWrites(account, input),
    setConversationState: (conversation, next) => setState(account, conversation, next),
    removeMessage: ({ conversation, message }) => removeMessage(account, conversation, message),
    restore: (messages) => restoreMessages(account, messages),
    openWindow: (input) => void account.state.lastWroteMs.set(pair(input, 'whatsapp:'), account.time.now()),
    hasOptedOut: (input) => ['', 'whatsapp:'].some((prefix) => account.state.optedOut.has(pair(input, prefix))),
  };
}
