import type { TwilioConversationSource, TwilioDeliveryStatus } from '../fixtures/conversations.js';
import type { TwilioMessageStatus } from '../fixtures/status-callbacks.js';

export type TwilioChannel = 'sms' | 'whatsapp' | 'rcs';

export interface TwilioMedia {
  readonly url: string;
  readonly contentType: string;
}

/** A message of the account, whichever way it went. */
export interface TwilioMessage {
  readonly sid: string;
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-reply';
  /**
   * How it came to be. `plain-text-answer`: a webhook was answered with text that was no TwiML, and Twilio sent it to
   * the customer.
   */
  readonly via: 'customer' | 'api' | 'twiml-answer' | 'plain-text-answer';
  /** With the channel's prefix, as `whatsapp:+15550100142`. */
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media: readonly TwilioMedia[];
  readonly messagingServiceSid: string | undefined;
  /** Of a template. */
  readonly contentSid: string | undefined;
  /** JSON. */
  readonly contentVariables: string | undefined;
  readonly statusCallback: string | undefined;
  readonly createdAtMs: number;
  updatedAtMs: number;
  sentAtMs: number | undefined;
  status: TwilioMessageStatus;
  errorCode: number | undefined;
}

export interface TwilioParticipant {
  readonly sid: string;
  /** Of a participant by phone, with the channel's prefix. */
  readonly address: string | undefined;
  readonly proxyAddress: string | undefined;
  /** Of a participant in a chat. */
  readonly identity: string | undefined;
  readonly createdAtMs: number;
}

export interface TwilioConversationMessage {
  readonly sid: string;
  readonly index: number;
  readonly author: string;
  readonly participantSid: string | undefined;
  readonly source: TwilioConversationSource;
  readonly body: string;
  /** JSON, as it was given. */
  readonly attributes: string;
  readonly media: readonly { readonly sid: string; readonly name: string; readonly contentType: string }[];
  readonly contentSid: string | undefined;
  readonly createdAtMs: number;
  /** What became of it at each participant's phone, by the participant's sid. */
  readonly delivery: Map<string, { status: TwilioDeliveryStatus; errorCode: number }>;
}

export interface TwilioConversation {
  readonly sid: string;
  state: 'active' | 'inactive' | 'closed';
  readonly createdAtMs: number;
  updatedAtMs: number;
  readonly participants: TwilioParticipant[];
  readonly messages: TwilioConversationMessage[];
}

/** All that the emulated account remembers. */
export interface TwilioState {
  readonly messages: Map<string, TwilioMessage>;
  readonly conversations: Map<string, TwilioConversation>;
  /** Pairs of our address and theirs. */
  readonly optedOut: Set<string>;
  /** When a customer last wrote, by the same pairs: the WhatsApp window. */
  readonly lastWroteMs: Map<string, number>;
}

export const emptyAccount = (): TwilioState => ({
  ...{ messages: new Map(), conversations: new Map() },
  ...{ optedOut: new Set(), lastWroteMs: new Map() },
});

export const pairOf = (ours: string, theirs: string): string => `${ours}|${theirs}`;

export const isWhatsApp = (address: string): boolean => address.startsWith('whatsapp:');

const windowMs = 86_400_000;

/** Whether WhatsApp takes free text now: the customer wrote within 24 hours. */
export function isWindowOpen(state: TwilioState, ours: string, theirs: string, nowMs: number): boolean {
  const wrote = state.lastWroteMs.get(pairOf(ours, theirs));
  return !isWhatsApp(theirs) || (wrote !== undefined && nowMs - wrote < windowMs);
}
