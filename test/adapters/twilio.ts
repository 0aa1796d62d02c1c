/** What Twilio sends and answers, for the conformance suite and the fuzzer. */
import { signedTwilioRequest, twilioFixtures } from '@deskrail/testing';
import { openTwilioExecutor } from '@deskrail/twilio/act';
import { twilioReceive } from '@deskrail/twilio/receive';
import {
  type ActCase,
  type ActFixtures,
  type AdapterFixtures,
  approvedFixture,
  type FactFixture,
  type SignInput,
  type WebhookFixture,
} from '@deskrail/webhooks/conformance';

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

const rest = { url: 'https://api.twilio.com', token: `${sample.accountSid}:${sample.authToken}` };
const pages = {
  messages: 'https://www.twilio.com/docs/messaging/api/message-resource',
  conversations: 'https://www.twilio.com/docs/conversations/api/conversation-message-resource',
  errors: 'https://www.twilio.com/docs/api/errors',
};
const reply = approvedFixture({
  ...{ connection, deskId: sample.conversationSid },
  parameters: { kind: 'post-reply' },
});
const answering = (write: () => Response) => (request: Request) =>
  request.method === 'GET' ? Response.json({ messages: [], meta: {} }) : write();
const taken = () => Response.json({ sid: 'IM5fe20000000000000000000000f0000c', status: 'queued' }, { status: 201 });
const refusing = (status: number, code: number, headers: Record<string, string> = {}) =>
  answering(() => Response.json({ code, status, message: 'No.', more_info: '' }, { status, headers }));
const byText = (text: string, deskId = `${sample.number}|${sample.customer}`) =>
  approvedFixture({
    ...{ connection, deskId, parameters: { kind: 'post-reply' } },
    proposal: { kind: 'reply', text, visibility: 'public', sentences: [] },
  });
const ending = (name: string, expected: ActCase['expected'], given: Partial<ActCase> = {}): ActCase => ({
  ...{ name, follows: pages.errors, action: reply, expected },
  ...given,
});
const failed = { outcome: 'failed', permanent: true } as const;

const act: ActFixtures = {
  open: (options) => openTwilioExecutor(twilioReceive({ ...connection, secrets: ['a-token'], rest }), options),
  desk: () => answering(taken),
  reply,
  cases: [
    ending('a reply in a conversation', { outcome: 'executed' }, { follows: pages.conversations }),
    ending('a message', { outcome: 'executed' }, { follows: pages.messages, action: byText('It left on Monday.') }),
    ending('a text over 1,600 characters is not sent', failed, { action: byText('x'.repeat(1_601)) }),
    ending('who said STOP gets nothing', { ...failed, code: 'opted-out' }, { desk: refusing(400, 21610) }),
    ending('the window is closed', { ...failed, code: 'window-closed' }, { desk: refusing(400, 63016) }),
    ending('credentials that are refused', failed, { desk: refusing(401, 20003) }),
    ending('a conversation that is gone', failed, { desk: refusing(404, 20404) }),
    ending(
      'a rate limit says for how long',
      { outcome: 'failed', permanent: false, retryAfterMs: 7_000 },
      { desk: refusing(429, 20429, { 'retry-after': '7' }) },
    ),
    ending(
      'a rate limit in plain text, without a time',
      { outcome: 'failed', permanent: false },
      { desk: answering(() => new Response('Too Many Requests', { status: 429 })) },
    ),
    ending('a fault of the desk’s own is uncertain', { outcome: 'uncertain' }, { desk: refusing(502, 20500) }),
  ],
  lookUp: {
    found: () => page([{ sid: 'IM1', author: 'deskrail', attributes: '{"deskrail_action":"act_1"}' }]),
    absent: () => page([{ sid: 'IM1', author: 'deskrail', attributes: '{"deskrail_action":"act_2"}' }]),
    expected: { found: false, certain: true },
  },
};

function page(messages: readonly object[]): Response {
  const dated = messages.map((message) => ({ ...message, date_created: '2026-03-02T08:00:01Z' }));
  return Response.json({ messages: dated, meta: { next_page_url: null } });
}

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
  act,
};
