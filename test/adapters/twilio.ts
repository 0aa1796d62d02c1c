/** What Twilio sends and answers, for the conformance suite and the fuzzer. */
import { signedTwilioRequest, twilioFixtures } from '@deskrail/testing';
import { twilioReceive } from '@deskrail/twilio/receive';
import type { AdapterFixtures, FactFixture, SignInput, WebhookFixture } from '@deskrail/webhooks/conformance';

type Given = ReturnType<typeof twilioFixtures.every>[number];

const form = 'application/x-www-form-urlencoded; charset=UTF-8';
const { sample } = twilioFixtures;
const connection = { id: 'twilio', tenant: 'acme' };
const byNumbers = `conversation:twilio:${encodeURIComponent(`${sample.number}|${sample.customer}`)}`;
const byConversation = `conversation:twilio:${sample.conversationSid}`;

const sent = (given: Given): WebhookFixture =>
  'params' in given
    ? { ...base(given), contentType: form, body: new URLSearchParams(given.params).toString() }
    : { ...base(given), contentType: 'application/json', body: given.body };
const base = ({ name, follows }: Given) => ({ name, follows });
const is = (given: Given, ...facts: FactFixture['facts']): FactFixture => ({ ...sent(given), facts });

/** As Twilio signs it: the decoded parameters of a form, or the URL with the hash of what is none. */
async function sign({ url, contentType, body, secret, deliveryId }: SignInput) {
  const given = contentType.startsWith('application/x-www-form-urlencoded')
    ? { params: [...new URLSearchParams(new TextDecoder('utf-8', { ignoreBOM: true }).decode(body))] }
    : { body };
  const request = await signedTwilioRequest({ url, authToken: secret, idempotencyToken: deliveryId, ...given });
  const { 'content-type': _, ...headers } = Object.fromEntries(request.headers);
  return { headers, url: request.url };
}

const consent = (value: 'opted-in' | 'opted-out') => ({
  type: 'customer.consent-changed.v1',
  subject: `customer:twilio:${encodeURIComponent(sample.customer)}`,
  data: { consent: value, address: sample.customer },
});

/** One body of each kind that Twilio sends, for the fuzzer to start from. */
export const everyTwilioWebhook: readonly WebhookFixture[] = twilioFixtures.every().map(sent);

export const twilioWebhooks: AdapterFixtures = {
  scheme: {
    follows: 'https://www.twilio.com/docs/usage/webhooks/webhooks-security',
    ...{ signsBody: true, encoding: 'base64', header: 'x-twilio-signature' },
    signsTime: { skipped: 'Twilio signs no time' },
  },
  accountFields: ['AccountSid', 'accountSid'],
  secrets: { newer: 'a-newer-auth-token', older: 'an-older-auth-token', foreign: 'the-token-of-another-account' },
  connection: (secrets) => twilioReceive({ ...connection, secrets }),
  sign,
  webhooks: [
    is(twilioFixtures.sms(), {
      ...{ type: 'message.received.v1', subject: byNumbers },
      data: { visibility: 'public', channel: 'sms', author: { id: sample.customer } },
    }),
    is(twilioFixtures.mms(), {
      type: 'message.received.v1',
      data: { channel: 'mms', attachments: [{ contentType: 'image/jpeg' }, { contentType: 'image/png' }] },
    }),
    is(twilioFixtures.whatsAppText(), {
      ...{ type: 'message.received.v1', data: { channel: 'whatsapp', author: { id: sample.customer } } },
      subject: `conversation:twilio:${encodeURIComponent(`whatsapp:${sample.number}|whatsapp:${sample.customer}`)}`,
    }),
    is(twilioFixtures.rcs(), { type: 'message.received.v1', data: { channel: 'rcs' } }),
    is(twilioFixtures.optOut('STOP'), { type: 'message.received.v1' }, ...[consent('opted-out'), consent('opted-out')]),
    is(twilioFixtures.statusCallback('delivered'), {
      ...{ type: 'message.delivery-changed.v1', subject: byNumbers, data: { status: 'delivered' } },
    }),
    is(twilioFixtures.statusCallback('undelivered'), {
      type: 'message.delivery-changed.v1',
      data: { status: 'undelivered', errorCode: '30005' },
    }),
    is(twilioFixtures.messageAdded({ source: 'SMS' }), { type: 'message.received.v1', subject: byConversation }),
    is(twilioFixtures.messageAdded({ source: 'SDK' }), {
      type: 'message.received.v1',
      data: { channel: 'webchat', author: { kind: 'customer', id: 'visitor-robin' } },
    }),
    is(twilioFixtures.messageAdd()),
    is(twilioFixtures.typing()),
    is(twilioFixtures.conversationStateUpdated(), { type: 'case.status-changed.v1', data: { current: 'closed' } }),
    is(twilioFixtures.eventStream(twilioFixtures.inboundMessageReceived()), {
      type: 'message.received.v1',
      subject: byNumbers,
    }),
    is(
      twilioFixtures.eventStream([
        twilioFixtures.inboundMessageReceived({ id: 'EZ5fe20000000000000000000000f0000b' }),
        twilioFixtures.conversationMessageAdded(),
      ]),
      { type: 'message.received.v1', subject: byNumbers },
      { type: 'message.received.v1', subject: byConversation },
    ),
  ],
  unknownEvent: {
    ...sent(twilioFixtures.conversationStateUpdated({ params: { EventType: 'onConversationDreamtOf' } })),
    name: 'an event of tomorrow',
  },
  ownReply: {
    ...sent(twilioFixtures.messageAdded({ source: 'API', attributes: '{"deskrail_action":"act_1"}' })),
    actionId: 'act_1',
  },
  privateNotes: { skipped: 'Twilio has no private messages' },
  hugeInteger: { skipped: 'every id of Twilio’s is text' },
  act: { skipped: 'not there yet' },
};
