import { createListeners } from '../../listeners.js';
import type { SeededRandom } from '../../seeded-random.js';
import type { Time } from '../../time.js';
import { tooMany } from '../../too-many.js';
import { randomSid, type TwilioSidPrefix } from '../fixtures/derived-sid.js';
import type { TwilioConversation, TwilioConversationMessage, TwilioMessage, TwilioState } from './desk-state.js';
import type { Progress } from './progress.js';
import type { TwilioSender } from './sender.js';

/** Something happened in the account. */
export type TwilioChange =
  | { readonly kind: 'message'; readonly message: Readonly<TwilioMessage> }
  /** Of a message's status. */
  | { readonly kind: 'status'; readonly message: Readonly<TwilioMessage> }
  | {
      readonly kind: 'conversation-message';
      readonly conversation: Readonly<TwilioConversation>;
      readonly message: Readonly<TwilioConversationMessage>;
    };

/** What everything that happens in the account needs. */
export interface Account {
  readonly accountSid: string;
  readonly state: TwilioState;
  readonly time: Time;
  readonly sender: TwilioSender;
  readonly progress: Progress;
  /** Ours, the first of them taken where none is said. */
  readonly numbers: readonly string[];
  readonly rcsSender: string;
  /** Free text outside the WhatsApp window is refused at once, or fails late, in a status callback. */
  readonly outsideWindow: 'refused' | 'late';
  newSid(prefix: TwilioSidPrefix): string;
  addMessage(message: TwilioMessage): void;
  changed(change: TwilioChange): void;
  onChange(listener: (change: TwilioChange) => void): () => void;
}

export function createAccount(
  context: Omit<Account, 'newSid' | 'addMessage' | 'changed' | 'onChange'> & {
    readonly random: SeededRandom;
    readonly maxMessages: number;
    readonly sids: ((prefix: TwilioSidPrefix) => string) | undefined;
  },
): Account {
  const { state, random, maxMessages, sids, ...rest } = context;
  const { tell: changed, listen: onChange } = createListeners<TwilioChange>();
  return {
    ...rest,
    state,
    changed,
    newSid: sids ?? ((prefix) => randomSid(prefix, random)),
    addMessage(message) {
      if (state.messages.size >= maxMessages) throw tooMany('messages', maxMessages);
      state.messages.set(message.sid, message);
      changed({ kind: 'message', message });
    },
    onChange,
  };
}
