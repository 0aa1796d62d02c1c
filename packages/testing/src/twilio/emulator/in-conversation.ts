import { DeskrailError } from '@deskrail/contracts';
import { tooMany } from '../../too-many.js';
import type { TwilioConversationSource } from '../fixtures/conversations.js';
import { twilioFixtures } from '../fixtures/twilio-fixtures.js';
import type { Account } from './account.js';
import {
  isWhatsApp,
  isWindowOpen,
  pairOf,
  type TwilioConversation,
  type TwilioConversationMessage,
  type TwilioParticipant,
} from './desk-state.js';

export interface CustomerWritesInConversation {
  /** Leave it out to open a new one. */
  readonly conversation?: string;
  /** A phone number, without a channel's prefix; with `chat` an identity. */
  readonly from: string;
  readonly text: string;
  /** Default: `sms`. */
  readonly channel?: 'sms' | 'whatsapp' | 'chat';
  /** JSON. */
  readonly attributes?: string;
  readonly media?: TwilioConversationMessage['media'];
}

const maxConversations = 10_000;

export function conversationOf(account: Account, sid: string): TwilioConversation {
  const conversation = account.state.conversations.get(sid);
  if (conversation === undefined) throw new DeskrailError('not-found', `The emulated account has no ${sid}.`);
  return conversation;
}

/** A participant's message, by phone or in a chat; the conversation and the participant are made where there are none. */
export function customerWrites(account: Account, input: CustomerWritesInConversation): TwilioConversation {
  const { channel = 'sms', from, text } = input;
  const conversation = input.conversation === undefined ? open(account) : conversationOf(account, input.conversation);
  if (conversation.state === 'closed') {
    throw new DeskrailError(
      'desk-refused',
      `Conversation ${conversation.sid} is closed: leave it out to open a new one.`,
    );
  }
  const participant = participantFor(account, conversation, from, channel);
  const { address, proxyAddress } = participant;
  if (address !== undefined && proxyAddress !== undefined) {
    account.state.lastWroteMs.set(pairOf(proxyAddress, address), account.time.now());
  }
  addMessage(account, conversation, {
    ...{ author: address ?? from, participantSid: participant.sid, body: text, media: input.media ?? [] },
    source: channel === 'chat' ? 'SDK' : channel === 'sms' ? 'SMS' : 'WHATSAPP',
    ...{ attributes: input.attributes ?? '{}', contentSid: undefined, tells: true },
  });
  return conversation;
}

export function setState(account: Account, sid: string, state: TwilioConversation['state']): void {
  const conversation = conversationOf(account, sid);
  const at = stamp(account);
  const said = { conversation: sid, accountSid: account.accountSid, from: conversation.state, to: state, at };
  conversation.state = state;
  conversation.updatedAtMs = account.time.now();
  account.sender.form('conversations', sid, twilioFixtures.conversationStateUpdated(said));
}

/** Takes a message out, for ever. */
export function removeMessage(account: Account, conversationSid: string, sid: string): void {
  const { sender, accountSid } = account;
  const conversation = conversationOf(account, conversationSid);
  const place = conversation.messages.findIndex((one) => one.sid === sid);
  const [message] = place === -1 ? [] : conversation.messages.splice(place, 1);
  if (message === undefined) throw new DeskrailError('not-found', `Conversation ${conversationSid} has no ${sid}.`);
  const { index, author } = message;
  const params = { MessageSid: sid, Index: String(index), Author: author, DateRemoved: stamp(account) };
  const about = { conversation: conversationSid, accountSid, params };
  sender.form('conversations', conversationSid, twilioFixtures.conversationEvent('onMessageRemoved', about));
}

function open(account: Account): TwilioConversation {
  const { state, time } = account;
  if (state.conversations.size >= maxConversations) throw tooMany('conversations', maxConversations);
  const now = time.now();
  const conversation: TwilioConversation = {
    ...{ sid: account.newSid('CH'), state: 'active', createdAtMs: now, updatedAtMs: now },
    ...{ participants: [], messages: [] },
  };
  state.conversations.set(conversation.sid, conversation);
  const { sid } = conversation;
  const at = stamp(account);
  const params = { FriendlyName: '', DateCreated: at, DateUpdated: at };
  const { params: told, ...fixture } = twilioFixtures.conversationEvent('onConversationAdded', {
    ...{ conversation: sid, accountSid: account.accountSid, params },
  });
  // Whoever is bound to it by phone comes after it, as a participant.
  const unbound = Object.fromEntries(Object.entries(told).filter(([name]) => !name.startsWith('MessagingBinding')));
  account.sender.form('conversations', sid, { ...fixture, params: unbound });
  return conversation;
}

function participantFor(
  account: Account,
  conversation: TwilioConversation,
  from: string,
  channel: 'sms' | 'whatsapp' | 'chat',
): TwilioParticipant {
  const prefix = channel === 'whatsapp' ? 'whatsapp:' : '';
  const address = channel === 'chat' ? undefined : `${prefix}${from}`;
  const proxyAddress = channel === 'chat' ? undefined : `${prefix}${account.numbers[0]}`;
  const identity = channel === 'chat' ? from : undefined;
  const known = conversation.participants.find((one) => one.address === address && one.identity === identity);
  if (known !== undefined) return known;
  const made = { sid: account.newSid('MB'), address, proxyAddress, identity, createdAtMs: account.time.now() };
  conversation.participants.push(made);
  const fixture = twilioFixtures.participantAdded({
    ...{ conversation: conversation.sid, accountSid: account.accountSid, participant: made.sid, at: stamp(account) },
    ...(identity === undefined ? {} : { identity }),
    ...(address === undefined ? {} : { address }),
    ...(proxyAddress === undefined ? {} : { proxyAddress }),
  });
  account.sender.form('conversations', conversation.sid, fixture);
  return made;
}

export interface NewConversationMessage
  extends Pick<
    TwilioConversationMessage,
    'author' | 'participantSid' | 'source' | 'body' | 'attributes' | 'media' | 'contentSid'
  > {
  readonly source: TwilioConversationSource;
  /** Whether webhooks tell of it. Those of the API do only when its caller said so. */
  readonly tells: boolean;
}

export function addMessage(
  account: Account,
  conversation: TwilioConversation,
  { tells, ...asked }: NewConversationMessage,
): TwilioConversationMessage {
  const { sender, accountSid, time } = account;
  const now = time.now();
  const index = (conversation.messages.at(-1)?.index ?? -1) + 1;
  const message = { ...asked, sid: account.newSid('IM'), index, createdAtMs: now, delivery: new Map() };
  conversation.messages.push(message);
  conversation.updatedAtMs = now;
  const { sid, author, source, participantSid, body: text, attributes, media } = message;
  const at = stamp(account);
  if (tells) {
    const told = {
      ...{ accountSid, conversation: conversation.sid, at, text, author, source, index, attributes, media },
      participant: participantSid ?? null,
    };
    sender.form('conversations', conversation.sid, twilioFixtures.messageAdd(told));
    sender.form('conversations', conversation.sid, twilioFixtures.messageAdded({ ...told, sid }));
  }
  sender.event(
    twilioFixtures.conversationMessageAdded({
      time: at,
      data: {
        ...{ MessageSid: sid, AccountSid: accountSid, ConversationSid: conversation.sid, Index: index, Author: author },
        ...{ ParticipantSid: participantSid ?? null, Source: source, MessageBody: text, Attributes: attributes },
        ...{ Media: media.map((one) => ({ Sid: one.sid, Filename: one.name, ContentType: one.contentType })) },
        DateCreated: at,
      },
    }),
  );
  account.changed({ kind: 'conversation-message', conversation, message });
  if (source === 'API') deliverToPhones(account, conversation, message);
  return message;
}

/** By phone it is an SMS or a WhatsApp message, and what becomes of it is told by `onDeliveryUpdated`. */
function deliverToPhones(account: Account, conversation: TwilioConversation, message: TwilioConversationMessage): void {
  const { state, time, progress, sender, accountSid } = account;
  for (const { address, proxyAddress, sid } of conversation.participants) {
    if (address === undefined || proxyAddress === undefined) continue;
    const isFree = message.contentSid === undefined && isWhatsApp(address);
    const isLate = isFree && !isWindowOpen(state, proxyAddress, address, time.now());
    const hasOptedOut = state.optedOut.has(pairOf(proxyAddress, address));
    const late = hasOptedOut ? 21610 : isLate ? 63016 : undefined;
    progress.start(progress.outcomesTo(address, late), ({ status, errorCode = 0 }) => {
      message.delivery.set(sid, { status, errorCode });
      const about = { accountSid, conversation: conversation.sid, message: message.sid, participant: sid };
      const fixture = twilioFixtures.deliveryUpdated({ ...about, status, errorCode, at: stamp(account) });
      sender.form('conversations', conversation.sid, fixture);
    });
  }
}

const stamp = ({ time }: Account): string => new Date(time.now()).toISOString();
