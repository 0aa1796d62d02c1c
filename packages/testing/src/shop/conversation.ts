import type { TwilioMedia } from '../twilio/emulator/desk-state.js';
import type { CustomerWrites } from '../zendesk/emulator/agents-desk.js';

/** One customer's conversation with the shop by ticket, before anybody has answered. */
export interface ShopConversation {
  /** Where the customer writes. Default: `zendesk`. */
  readonly desk?: 'zendesk' | 'freshdesk';
  readonly customer: { readonly name: string; readonly email: string; readonly locale?: string };
  readonly subject: string;
  readonly text: string;
  /** Of Zendesk: what was said before the text, at the same moment; each answered by an agent. */
  readonly before?: readonly { readonly text: string; readonly answer: string }[];
  /** Of Zendesk. Default: `mail`. */
  readonly channel?: string;
  readonly tags?: readonly string[];
  readonly priority?: NonNullable<CustomerWrites['priority']>;
  /** Zendesk alone shows them. */
  readonly attachments?: NonNullable<CustomerWrites['attachments']>;
  /** A private note that an agent leaves at once. */
  readonly note?: string;
  /** An agent answers at once and solves it: history for others to learn from. */
  readonly answered?: string;
  /** What the customer says to each reply in turn; after the last of them the case is solved. */
  readonly reactions: readonly string[];
}

/** The same by phone. */
export interface ShopText {
  readonly desk: 'twilio';
  readonly customer: { readonly name: string; readonly phone: string };
  readonly channel: 'sms' | 'whatsapp';
  readonly text: string;
  readonly media?: readonly TwilioMedia[];
  readonly reactions: readonly string[];
}

export type ShopScene = ShopConversation | ShopText;
