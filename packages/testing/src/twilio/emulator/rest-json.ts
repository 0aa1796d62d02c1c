import type { TwilioConversation, TwilioConversationMessage, TwilioMessage, TwilioParticipant } from './desk-state.js';
import { errorMessages } from './rest-refusal.js';

type Json = Readonly<Record<string, unknown>>;

/** RFC 2822, in whole seconds, as the 2010 API writes times. */
const rfc2822 = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toUTCString().replace('GMT', '+0000');

/** ISO 8601, in whole seconds, as newer APIs do. */
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export function messageJson(message: TwilioMessage, accountSid: string): Json {
  const { sid, errorCode } = message;
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sid}`;
  return {
    ...{ account_sid: accountSid, api_version: '2010-04-01', body: message.body, direction: message.direction },
    ...{ date_created: rfc2822(message.createdAtMs), date_updated: rfc2822(message.updatedAtMs) },
    ...{ date_sent: rfc2822(message.sentAtMs), from: message.from, to: message.to, sid, status: message.status },
    ...{
      error_code: errorCode ?? null,
      error_message: errorCode === undefined ? null : (errorMessages[errorCode] ?? ''),
    },
    ...{ messaging_service_sid: message.messagingServiceSid ?? null, num_media: String(message.media.length) },
    ...{ num_segments: String(Math.max(1, Math.ceil(message.body.length / 160))), price: null, price_unit: 'USD' },
    ...{ subresource_uris: { media: `${uri}/Media.json` }, uri: `${uri}.json` },
  };
}

export function conversationJson(
  { sid, state, createdAtMs, updatedAtMs }: TwilioConversation,
  accountSid: string,
): Json {
  return {
    ...{ sid, account_sid: accountSid, state, friendly_name: null, unique_name: null, attributes: '{}' },
    ...{ date_created: iso(createdAtMs), date_updated: iso(updatedAtMs), messaging_service_sid: null },
  };
}

export function conversationMessageJson(
  message: TwilioConversationMessage,
  conversation: TwilioConversation,
  accountSid: string,
): Json {
  const media = message.media.map(({ sid, name, contentType }) => ({
    ...{ sid, filename: name, content_type: contentType, size: 48_211, category: 'media' },
  }));
  const at = iso(message.createdAtMs);
  return {
    ...{ sid: message.sid, account_sid: accountSid, conversation_sid: conversation.sid, index: message.index },
    ...{
      author: message.author,
      body: message.body,
      attributes: message.attributes,
      date_created: at,
      date_updated: at,
    },
    ...{ participant_sid: message.participantSid ?? null, media: media.length === 0 ? null : media },
    ...{ content_sid: message.contentSid ?? null, delivery: deliveryJson(message) },
  };
}

/** Sums over participants: none, some or all of them. */
function deliveryJson({ delivery }: TwilioConversationMessage): Json | null {
  const all = [...delivery.values()];
  if (all.length === 0) return null;
  const share = (statuses: readonly string[]) => {
    const count = all.filter(({ status }) => statuses.includes(status)).length;
    return count === 0 ? 'none' : count === all.length ? 'all' : 'some';
  };
  return {
    ...{ total: all.length, sent: share(['sent', 'delivered', 'read']), delivered: share(['delivered', 'read']) },
    ...{ read: share(['read']), failed: share(['failed']), undelivered: share(['undelivered']) },
  };
}

export function participantJson(
  participant: TwilioParticipant,
  conversation: TwilioConversation,
  accountSid: string,
): Json {
  const { sid, address, proxyAddress, identity, createdAtMs } = participant;
  const type = address?.startsWith('whatsapp:') ? 'whatsapp' : 'sms';
  return {
    ...{ sid, account_sid: accountSid, conversation_sid: conversation.sid, identity: identity ?? null },
    messaging_binding: address === undefined ? null : { type, address, proxy_address: proxyAddress },
    ...{ attributes: '{}', date_created: iso(createdAtMs), date_updated: iso(createdAtMs) },
  };
}
