import type { CustomerWrites } from '../zendesk/emulator/agents-desk.js';

/** One customer's conversation with the shop, before anybody has answered. */
export interface ShopConversation {
  readonly customer: { readonly name: string; readonly email: string; readonly locale?: string };
  readonly subject: string;
  readonly text: string;
  /** Default: `mail`. */
  readonly channel?: string;
  readonly tags?: readonly string[];
  readonly priority?: NonNullable<CustomerWrites['priority']>;
  readonly attachments?: NonNullable<CustomerWrites['attachments']>;
  /** A private note that an agent leaves at once. */
  readonly note?: string;
  /** An agent answers at once and solves it: history for others to learn from. */
  readonly answered?: string;
  /** What the customer says to each reply in turn; after the last of them the case is solved. */
  readonly reactions: readonly string[];
}
