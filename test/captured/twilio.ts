import { signedTwilioRequest } from '@deskrail/testing';
import { twilio } from '@deskrail/twilio';
import type { Captured } from './captured.ts';

const authToken = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const publicUrl = 'https://desk.example/webhooks/twilio';
export const twilioConnection = twilio({ id: 'twilio', tenant: 'acme', secrets: [authToken], publicUrl });

const [accountSid, conversationSid] = ['ACd0c5f1e2a3b4c5d6e7f80910a1b2c3d4', 'CHd0c5f1e2a3b4c5d6e7f80910a1b2c3d4'];
const sid = (prefix: string) => `${prefix}0a1b2c3d4e5f60718293a4b5c6d7e8f9`;

/** As a proxy that ends TLS hands it on: another host, another scheme, what it adds. */
async function behindProxy(signed: Request): Promise<Request> {
  const { pathname, search } = new URL(signed.url);
  const headers = new Headers(signed.headers);
  headers.set('x-forwarded-proto', 'https');
  headers.set('x-forwarded-for', '54.172.60.0');
  headers.set('via', '1.1 vegur');
  const body = signed.method === 'GET' ? {} : { body: await signed.arrayBuffer() };
  return new Request(`http://10.1.2.3:8080${pathname}${search}`, { method: signed.method, headers, ...body });
}

const form =
  (params: Readonly<Record<string, string>>, more: { readonly method?: 'GET'; readonly query?: string } = {}) =>
  async () => {
    const { method, query = '' } = more;
    return behindProxy(
      await signedTwilioRequest({ url: publicUrl + query, authToken, params, ...(method && { method }) }),
    );
  };
const json = (body: unknown) => async () =>
  behindProxy(await signedTwilioRequest({ url: publicUrl, authToken, body: JSON.stringify(body) }));

const sms = {
  ...{ ToCountry: 'US', ToState: 'CA', SmsMessageSid: sid('SM'), NumMedia: '0', ToCity: '', FromZip: '94107' },
  ...{ SmsSid: sid('SM'), FromState: 'CA', SmsStatus: 'received', FromCity: 'SAN FRANCISCO', Body: 'Is it in? ' },
  ...{ FromCountry: 'US', To: '+15005550001', ToZip: '', NumSegments: '1', MessageSid: sid('SM') },
  ...{ AccountSid: accountSid, From: '+15005550006', ApiVersion: '2010-04-01' },
};
const whatsApp = {
  ...{ SmsMessageSid: sid('SM'), SmsSid: sid('SM'), MessageSid: sid('SM'), SmsStatus: 'received', NumSegments: '1' },
  ...{ NumMedia: '0', ReferralNumMedia: '0', ProfileName: 'Robin ☕', MessageType: 'text', WaId: '15005550006' },
  ...{ Body: '¿Está?', To: 'whatsapp:+15005550001', From: 'whatsapp:+15005550006', AccountSid: accountSid },
  ...{ ApiVersion: '2010-04-01', ExternalUserId: 'whatsapp:ID.271828182845' },
  ChannelMetadata:
    '{"type":"whatsapp","data":{"context":{"ProfileName":"Robin ☕","WaId":"15005550006","ExternalUserId":"ID.271828182845"}}}',
};
const status = {
  ...{ SmsSid: sid('SM'), SmsStatus: 'delivered', MessageStatus: 'delivered', MessageSid: sid('SM') },
  ...{ To: '+15005550006', From: '+15005550001', AccountSid: accountSid, ApiVersion: '2010-04-01' },
};
const inChat = {
  ...{ EventType: 'onMessageAdded', Attributes: '{}', DateCreated: '2026-02-11T09:31:44.111Z', Index: '35' },
  ...{ MessageSid: sid('IM'), AccountSid: accountSid, Source: 'SDK', ClientIdentity: 'robin', RetryCount: '0' },
  ...{ Author: 'robin', ParticipantSid: sid('MB'), Body: 'okay today', ConversationSid: conversationSid },
};
const pair = { author: { kind: 'customer', id: '+15005550006', address: '+15005550006' } };

export const twilioCaptured: readonly Captured[] = [
  {
    name: 'an SMS with its geography and a blank at its end',
    seen: 'any web framework’s log',
    request: form(sms),
    facts: [['message.received.v1', { messageId: sid('SM'), text: 'Is it in? ', channel: 'sms', ...pair }]],
  },
  {
    name: 'an SMS by GET, its parameters in the query',
    seen: 'questions about signatures',
    request: form(sms, { method: 'GET' }),
    facts: [['message.received.v1', { text: 'Is it in? ' }]],
  },
  {
    name: 'an SMS at a URL with a query of its own, apostrophe and space in it',
    seen: 'issues of the vendor’s libraries',
    request: form(sms, { query: '?shop=Robin%27s+shop&x=' }),
    facts: [['message.received.v1', { text: 'Is it in? ' }]],
  },
  {
    name: 'a picture without words',
    seen: 'the vendor’s guides',
    request: form({
      ...{ ...sms, Body: '', NumMedia: '1', MediaContentType0: 'image/jpeg' },
      MediaUrl0: `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/${sid('MM')}/Media/${sid('ME')}`,
    }),
    facts: [['message.received.v1', { text: '', attachments: [{ contentType: 'image/jpeg' }] }]],
  },
  {
    name: 'WhatsApp with metadata in a string and a user’s id beside the number',
    seen: 'recent captures in adapters’ tests',
    request: form(whatsApp),
    facts: [['message.received.v1', { text: '¿Está?', channel: 'whatsapp', author: { name: 'Robin ☕' } }]],
  },
  {
    name: 'a tap on a WhatsApp button',
    seen: 'chat SDKs',
    request: form({ ...whatsApp, MessageType: 'button', Body: 'Yes', ButtonText: 'Yes', ButtonPayload: 'yes-1' }),
    facts: [['message.received.v1', { text: 'Yes' }]],
  },
  {
    name: 'STOP, as Advanced Opt-Out marks it',
    seen: 'the vendor’s guides',
    request: form({ ...sms, Body: 'Stop', OptOutType: 'STOP' }),
    facts: [
      ['message.received.v1', { text: 'Stop' }],
      ['customer.consent-changed.v1', { channel: 'sms', consent: 'opted-out' }],
      ['customer.consent-changed.v1', { channel: 'mms', consent: 'opted-out' }],
    ],
  },
  {
    name: 'a status callback, with what carriers add',
    seen: 'questions about status callbacks',
    request: form({ ...status, RawDlrDoneDate: '2602110931' }),
    facts: [['message.delivery-changed.v1', { messageId: sid('SM'), status: 'delivered' }]],
  },
  {
    name: 'a WhatsApp status that tells of a closed window',
    seen: 'questions about error 63016',
    request: form({
      ...{ ...status, MessageStatus: 'undelivered', SmsStatus: 'undelivered', ErrorCode: '63016' },
      ...{ To: 'whatsapp:+15005550006', From: 'whatsapp:+15005550001', ChannelToAddress: '+1500555XXXX' },
      ...{ ChannelInstallSid: sid('XE'), ChannelPrefix: 'whatsapp', EventType: 'UNDELIVERED' },
    }),
    facts: [['message.delivery-changed.v1', { status: 'undelivered', errorCode: '63016' }]],
  },
  {
    name: 'a web chat’s message',
    seen: 'a log printed by a sample app',
    request: form(inChat),
    facts: [['message.received.v1', { text: 'okay today', channel: 'webchat', author: { id: 'robin' } }]],
  },
  {
    name: 'the same by GET',
    seen: 'a signature calculator',
    request: form(inChat, { method: 'GET' }),
    facts: [['message.received.v1', { messageId: sid('IM') }]],
  },
  {
    name: 'what happens before a message is added',
    seen: 'the vendor’s reference',
    request: form({ ...inChat, EventType: 'onMessageAdd' }),
    facts: [],
  },
  {
    name: 'events of a sink in an array, the content type a time by mistake',
    seen: 'the vendor’s printed example',
    request: json([
      {
        ...{ specversion: '1.0', type: 'com.twilio.messaging.inbound-message.received', id: sid('EZ') },
        source: `/2010-04-01/Accounts/${accountSid}/Messages/${sid('SM')}.json`,
        dataschema: 'https://events-schemas.twilio.com/Messaging.InboundMessageV1/1',
        ...{ datacontenttype: '2026-02-11T09:31:44.000Z', time: '2026-02-11T09:31:44.000Z' },
        data: { ...{ messageSid: sid('SM'), accountSid, from: '+15005550006', to: '+15005550001' }, body: 'Is it in?' },
      },
    ]),
    facts: [['message.received.v1', { messageId: sid('SM'), text: 'Is it in?', ...pair }]],
  },
  {
    name: 'an event of the newer conversations',
    seen: 'announcements',
    request: form({ EventType: 'COMMUNICATION_CREATED', AccountSid: accountSid }),
    facts: [['unmapped.v1', { why: 'no-contract' }]],
  },
];
