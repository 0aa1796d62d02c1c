import { checkEvent, type Fact } from '@deskrail/contracts';
import { signedTwilioRequest, type TwilioFixture, twilioFixtures } from '@deskrail/testing';
import { describe, expect, it } from 'vitest';
import { type TwilioOptions, twilioAdapter, twilioReceive } from './receive.js';

const { customer, number, conversationSid, authToken } = twilioFixtures.sample;
const url = 'https://desk.example.com/webhooks/twilio';

interface Options extends Partial<TwilioOptions> {
  readonly query?: string;
}

/** What a fixture, signed and sent, becomes. */
async function factsOf(fixture: TwilioFixture, { query = '', ...options }: Options = {}): Promise<readonly Fact[]> {
  const connection = twilioReceive({ id: 'twilio', tenant: 'acme', secrets: [authToken], publicUrl: url, ...options });
  const request = await signedTwilioRequest({ authToken, url: `${url}${query}`, ...fixture });
  const { method, headers } = request;
  const body = new Uint8Array(await request.arrayBuffer());
  const delivery = { method, url: request.url, headers, body, receivedAtMs: Date.parse('2026-03-02T09:00:00Z') };
  expect(await twilioAdapter.verify(delivery, connection)).toEqual({ authentic: true, authenticity: 'signed' });
  const reading = twilioAdapter.read(delivery);
  if (!reading.readable) throw new Error(reading.cause);
  const raw = new TextDecoder().decode(body);
  const context = { connection, authenticity: 'signed', receivedAtMs: delivery.receivedAtMs, headers, raw } as const;
  const facts = await twilioAdapter.normalize(reading.payload, context);
  for (const fact of facts) checkEvent('facts', fact);
  return facts;
}

const only = async (fixture: TwilioFixture, options?: Options): Promise<Fact> => {
  const facts = await factsOf(fixture, options);
  expect(facts).toHaveLength(1);
  return facts[0] as Fact;
};
const typesOf = (facts: readonly Fact[]) => facts.map(({ type }) => type);
const pair = `conversation:twilio:${encodeURIComponent(`${number}|${customer}`)}`;
const whatsAppPair = `conversation:twilio:${encodeURIComponent(`whatsapp:${number}|whatsapp:${customer}`)}`;
const inConversation = `conversation:twilio:${conversationSid}`;

describe('a message that comes in', () => {
  it('by SMS is of the pair of addresses, named by its sid', async () => {
    const fixture = twilioFixtures.sms({ sid: 'SM1', text: ' Where is it?\n' });
    const fact = await only(fixture);
    expect(fact).toMatchObject({
      id: 'acme/twilio/message/SM1',
      identity: 'exact',
      type: 'message.received.v1',
      subject: pair,
      correlationid: pair,
      actor: `customer/${customer}`,
      time: '2026-03-02T09:00:00.000Z',
      data: {
        messageId: 'SM1',
        author: { kind: 'customer', id: customer, address: customer },
        visibility: 'public',
        channel: 'sms',
        text: ' Where is it?\n',
        origin: {
          vendor: 'twilio',
          by: 'event',
          invocationId: expect.any(String),
          raw: expect.stringContaining('SM1'),
        },
      },
    });
    const again = twilioFixtures.sms({
      sid: 'SM1',
      text: ' Where is it?\n',
      params: { ErrorCode: '11200', ErrorUrl: url },
    });
    expect((await only(again)).id).toBe(fact.id);
  });

  it('by MMS has its media and the SMS’s conversation, and may have no words', async () => {
    const fact = await only(twilioFixtures.mms());
    const contentTypes = ['image/jpeg', 'image/png'];
    const attachments = contentTypes.map((contentType) =>
      expect.objectContaining({ contentType, id: expect.stringMatching(/^ME/) }),
    );
    expect(fact).toMatchObject({ subject: pair, data: { channel: 'mms', text: '', attachments } });
  });

  it('by WhatsApp keeps the channel in the conversation, and not in the address', async () => {
    expect(await only(twilioFixtures.whatsAppText())).toMatchObject({
      subject: whatsAppPair,
      data: { channel: 'whatsapp', author: { id: customer, address: customer, name: 'Robin Sample' } },
    });
    const button = { Body: '', ButtonText: 'Yes, please', ButtonPayload: 'yes' };
    expect(await only(twilioFixtures.whatsAppButton({ params: button }))).toMatchObject({
      data: { text: 'Yes, please' },
    });
    const place = { Body: '', Latitude: '59.9', Longitude: '10.7', Label: 'Depot', Address: 'Quay 1' };
    expect(await only(twilioFixtures.whatsAppLocation({ params: place }))).toMatchObject({
      data: { text: 'Location: Depot, Quay 1 (59.9, 10.7)' },
    });
    const withoutNumber = { From: '', ExternalUserId: 'whatsapp:ID.123' };
    expect(await only(twilioFixtures.whatsAppText({ params: withoutNumber }))).toMatchObject({
      data: { channel: 'whatsapp', author: { id: 'ID.123' } },
    });
  });

  it('by RCS and Messenger', async () => {
    expect(await only(twilioFixtures.rcs())).toMatchObject({ data: { channel: 'rcs' } });
    const messenger = { From: 'messenger:1234567', To: 'messenger:7654321' };
    expect(await only(twilioFixtures.sms({ params: messenger }))).toMatchObject({
      subject: `conversation:twilio:${encodeURIComponent('messenger:7654321|messenger:1234567')}`,
      data: { channel: 'messenger', author: { id: '1234567' } },
    });
  });

  it('by GET keeps its query', async () => {
    const fixture = { ...twilioFixtures.sms({ sid: 'SM1', text: 'Hello' }), method: 'GET' as const };
    expect(await only(fixture)).toMatchObject({
      id: 'acme/twilio/message/SM1',
      data: { text: 'Hello', origin: { raw: expect.stringContaining('MessageSid=SM1') } },
    });
  });

  it('without addresses is kept, unmapped', async () => {
    const fact = await only(twilioFixtures.sms({ params: { From: '' } }));
    expect(fact).toMatchObject({ type: 'unmapped.v1', subject: 'connection:twilio', data: { why: 'incomplete' } });
  });

  it('is the same fact by Event Streams', async () => {
    const { MessageSid = '' } = twilioFixtures.sms({ sid: 'SM1' }).params;
    const event = twilioFixtures.inboundMessageReceived({ data: { messageSid: MessageSid } });
    const stream = await only(twilioFixtures.eventStream(event));
    expect(stream).toMatchObject({
      id: (await only(twilioFixtures.sms({ sid: 'SM1' }))).id,
      subject: pair,
      time: event.time,
      data: { text: event.data.body, origin: { eventId: event.id } },
    });
  });
});

describe('consent', () => {
  const consents = async (fixture: TwilioFixture) =>
    (await factsOf(fixture)).flatMap((fact) =>
      fact.type === 'customer.consent-changed.v1' ? [[fact.data.channel, fact.data.consent, fact.subject]] : [],
    );
  const subject = `customer:twilio:${encodeURIComponent(customer)}`;

  it.each([
    ['STOP', 'opted-out'],
    ['START', 'opted-in'],
  ] as const)('%s as Twilio takes it, beside the message', async (type, consent) => {
    const fixture = twilioFixtures.optOut(type);
    expect(await consents(fixture)).toEqual([
      ['sms', consent, subject],
      ['mms', consent, subject],
    ]);
    expect(typesOf(await factsOf(fixture))[0]).toBe('message.received.v1');
  });

  it('is not in a call for help, nor in a sentence, nor in another channel’s words', async () => {
    expect(await consents(twilioFixtures.optOut('HELP'))).toEqual([]);
    expect(await consents(twilioFixtures.sms({ text: 'Please stop the order' }))).toEqual([]);
    expect(await consents(twilioFixtures.sms({ text: 'yes' }))).toEqual([]);
    expect(await consents(twilioFixtures.whatsAppText({ text: 'STOP' }))).toEqual([]);
  });

  it.each([' stop \n', 'Unsubscribe', 'REVOKE', 'StopAll'])('%j is a plain word for it', async (text) => {
    expect(await consents(twilioFixtures.sms({ text }))).toHaveLength(2);
    expect(await consents(twilioFixtures.messageAdded({ text }))).toHaveLength(2);
  });
});

describe('a status callback', () => {
  it.each([
    ['accepted', 'queued'],
    ['scheduled', 'queued'],
    ['sent', 'sent'],
    ['partially_delivered', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'read'],
    ['canceled', 'canceled'],
  ] as const)('%s is %s', async (status, ours) => {
    const fact = await only(twilioFixtures.statusCallback(status, { sid: 'SM7' }));
    expect(fact).toMatchObject({
      id: `acme/twilio/event/SM7%3A${ours}/message.delivery-changed.v1`,
      subject: pair,
      data: { messageId: 'SM7', status: ours },
    });
    expect(fact.data).not.toHaveProperty('errorCode');
  });

  it('says why it failed, and of which action', async () => {
    const failed = twilioFixtures.statusCallback('undelivered', {
      errorCode: 63016,
      to: `whatsapp:${customer}`,
      from: `whatsapp:${number}`,
    });
    expect(await only(failed, { query: '?deskrail_action=act_1' })).toMatchObject({
      subject: whatsAppPair,
      data: { status: 'undelivered', errorCode: '63016', actionId: 'act_1' },
    });
  });

  it('is the same fact by Event Streams', async () => {
    const event = twilioFixtures.eventStream(
      twilioFixtures.outboundMessageStatus('delivered', { data: { messageSid: 'SM7' } }),
    );
    expect((await only(event)).id).toBe((await only(twilioFixtures.statusCallback('delivered', { sid: 'SM7' }))).id);
  });

  it.each(['received', 'receiving'] as const)('%s is of no message sent', async (status) => {
    expect(await only(twilioFixtures.statusCallback(status))).toMatchObject({
      type: 'unmapped.v1',
      data: { why: 'no-contract' },
    });
  });
});

describe('a Conversations message', () => {
  it.each([
    [
      'SMS',
      {},
      'message.received.v1',
      { author: { kind: 'customer', id: customer, address: customer }, channel: 'sms' },
    ],
    ['WHATSAPP', {}, 'message.received.v1', { author: { kind: 'customer', id: customer }, channel: 'whatsapp' }],
    ['SDK', {}, 'message.received.v1', { author: { kind: 'customer', id: 'visitor-robin' }, channel: 'webchat' }],
    ['SDK', { agentIds: ['visitor-robin'] }, 'message.sent.v1', { author: { kind: 'agent', id: 'visitor-robin' } }],
    ['SDK', { agentIds: (id: string) => id.startsWith('visitor') }, 'message.sent.v1', { author: { kind: 'agent' } }],
    ['SDK', { botIds: ['visitor-robin'] }, 'message.sent.v1', { author: { kind: 'bot' } }],
    ['API', {}, 'message.sent.v1', { author: { kind: 'system', id: 'system' } }],
  ] as const)('by %s with %j', async (source, options, type, data) => {
    const fact = await only(twilioFixtures.messageAdded({ source }), options as Options);
    expect(fact).toMatchObject({ type, subject: inConversation, time: '2026-03-02T08:12:07.672Z', data });
  });

  it('of our own is known by its marker, which a participant cannot forge', async () => {
    const attributes = JSON.stringify({ deskrail_action: 'act_1' });
    expect(await only(twilioFixtures.messageAdded({ source: 'API', author: 'deskrail', attributes }))).toMatchObject({
      type: 'message.sent.v1',
      data: { author: { kind: 'agent', id: 'deskrail' }, actionId: 'act_1' },
    });
    const participant = { source: 'API', author: 'anna', participant: 'MB1', attributes } as const;
    expect(await only(twilioFixtures.messageAdded(participant))).toMatchObject({ data: { actionId: 'act_1' } });
    const forged = await only(twilioFixtures.messageAdded({ source: 'SDK', attributes }));
    expect(forged.type).toBe('message.received.v1');
    const bare = { source: 'SDK', attributes, participant: null, params: { ClientIdentity: '' } } as const;
    expect((await only(twilioFixtures.messageAdded(bare))).data).not.toHaveProperty('actionId');
    const Attributes = attributes;
    const streamed = twilioFixtures.conversationMessageAdded({ data: { Attributes, Source: null } });
    expect((await only(twilioFixtures.eventStream(streamed))).type).toBe('message.received.v1');
    // Without its source and its participant a message is ours only where its author is.
    const told = { Attributes, Source: null, ParticipantSid: null, ClientIdentity: null };
    const unsourced = (Author: string) =>
      only(twilioFixtures.eventStream(twilioFixtures.conversationMessageAdded({ data: { ...told, Author } })));
    expect((await unsourced('+15550100142')).type).toBe('message.received.v1');
    expect((await unsourced('anna')).data).not.toHaveProperty('actionId');
    expect((await unsourced('deskrail')).data).toMatchObject({ author: { kind: 'agent' }, actionId: 'act_1' });
  });

  it('has its media, in a webhook as text and in an event as a list', async () => {
    const media = [{ sid: 'ME1', name: 'slip.pdf', contentType: 'application/pdf' }];
    const attachment = { id: 'ME1', name: 'slip.pdf', contentType: 'application/pdf' };
    const webhook = await only(twilioFixtures.messageAdded({ media }));
    expect(webhook.data).toMatchObject({ attachments: [{ ...attachment, sizeBytes: 48_211 }] });
    const Media = [{ Sid: 'ME1', Filename: 'slip.pdf', ContentType: 'application/pdf' }];
    const event = twilioFixtures.conversationMessageAdded({ data: { Media } });
    expect((await only(twilioFixtures.eventStream(event))).data).toMatchObject({ attachments: [attachment] });
  });

  it('is the same fact by Event Streams', async () => {
    const sid = 'IM7';
    const event = twilioFixtures.conversationMessageAdded({ data: { MessageSid: sid } });
    expect((await only(twilioFixtures.eventStream(event))).id).toBe(
      (await only(twilioFixtures.messageAdded({ sid }))).id,
    );
  });
});

describe('what else happens in Conversations', () => {
  it.each([
    [
      'onConversationAdded',
      'case.opened.v1',
      { status: 'open', subject: 'Order 1042', requester: { kind: 'customer', id: customer } },
    ],
    ['onConversationRemoved', 'case.deleted.v1', { mode: 'permanent' }],
    ['onConversationUpdated', 'unmapped.v1', { why: 'no-contract' }],
    ['onMessageRemoved', 'message.redacted.v1', { part: 'text' }],
    ['onMessageUpdated', 'unmapped.v1', { why: 'no-contract' }],
    ['onParticipantRemoved', 'case.field-changed.v1', { field: { id: 'participant' } }],
    ['onUserUpdated', 'customer.changed.v1', { customerId: 'visitor-robin', profile: { name: 'Robin B. Sample' } }],
  ] as const)('%s is %s', async (name, type, data) => {
    expect(await only(twilioFixtures.conversationEvent(name))).toMatchObject({ type, data });
  });

  it('a state has the desk’s word beside ours', async () => {
    const fact = await only(twilioFixtures.conversationStateUpdated({ from: 'active', to: 'inactive' }));
    expect(fact).toMatchObject({
      type: 'case.status-changed.v1',
      identity: 'exact',
      data: { previous: 'open', current: 'pending', vendorCurrent: 'inactive' },
    });
  });

  it('a delivery is of its message', async () => {
    const fact = await only(twilioFixtures.deliveryUpdated({ message: 'IM7', status: 'failed', errorCode: 63016 }));
    expect(fact).toMatchObject({ data: { messageId: 'IM7', status: 'failed', errorCode: '63016' } });
    expect((await only(twilioFixtures.deliveryUpdated())).data).not.toHaveProperty('errorCode');
  });

  it.each([
    ['a pre-action event', twilioFixtures.messageAdd()],
    ['typing', twilioFixtures.typing()],
    ['how far somebody has read', twilioFixtures.conversationEvent('onParticipantUpdated')],
    [
      'a sink’s test',
      twilioFixtures.eventStream({
        ...twilioFixtures.inboundMessageReceived(),
        type: 'com.twilio.eventstreams.test-event',
      }),
    ],
  ])('%s is no fact', async (_, fixture) => {
    expect(await factsOf(fixture)).toEqual([]);
  });
});

describe('events', () => {
  it('come alone or many at once, each its own facts and the raw body on the first', async () => {
    const event = twilioFixtures.inboundMessageReceived();
    const batch = twilioFixtures.eventStream([event, twilioFixtures.conversationMessageAdded()]);
    const facts = await factsOf(batch);
    expect(typesOf(facts)).toEqual(['message.received.v1', 'message.received.v1']);
    expect(facts.map(({ data }) => data.origin.raw !== undefined)).toEqual([true, false]);
    const odd = twilioFixtures.eventStream({ ...event, datacontenttype: '2026-03-02T08:12:07.672Z' });
    expect((await only(odd)).id).toBe(facts[0]?.id);
    const pascal = {
      MessageSid: event.data.messageSid,
      From: customer,
      To: number,
      Body: 'x',
      AccountSid: event.data.accountSid,
    };
    expect((await only(twilioFixtures.eventStream({ ...event, data: pascal }))).id).toBe(facts[0]?.id);
  });

  it('without a contract are kept', async () => {
    const event = {
      ...twilioFixtures.inboundMessageReceived(),
      type: 'com.twilio.voice.insights.call-summary.complete',
    };
    expect(await only(twilioFixtures.eventStream(event))).toMatchObject({
      type: 'unmapped.v1',
      data: { vendorEvent: event.type, why: 'unknown-event' },
    });
    const body = JSON.stringify({ eventType: 'COMMUNICATION_CREATED', data: {} });
    const orchestrator: TwilioFixture = { name: 'x', follows: 'x', body, events: [] };
    expect(await only(orchestrator)).toMatchObject({
      data: { vendorEvent: 'COMMUNICATION_CREATED', why: 'no-contract' },
    });
  });
});

describe('the answer', () => {
  it.each([
    ['a message', twilioFixtures.sms(), 200, 'text/xml', '<?xml version="1.0" encoding="UTF-8"?><Response/>'],
    ['a status', twilioFixtures.statusCallback('sent'), 200, 'text/xml', expect.stringContaining('<Response/>')],
    ['Conversations', twilioFixtures.messageAdded(), 200, 'application/json', '{}'],
    ['a pre-action event', twilioFixtures.messageAdd(), 200, 'application/json', '{}'],
    ['events', twilioFixtures.eventStream(twilioFixtures.inboundMessageReceived()), 204, undefined, undefined],
  ])('to %s', async (_, fixture, status, type, body) => {
    const sent = await signedTwilioRequest({ authToken, url, ...fixture });
    const delivery = {
      method: sent.method,
      url: sent.url,
      headers: sent.headers,
      body: new Uint8Array(await sent.arrayBuffer()),
      receivedAtMs: 0,
    };
    const answer = twilioAdapter.answer?.(delivery);
    expect([answer?.status, answer?.headers?.['content-type'], answer?.body]).toEqual([status, type, body]);
  });
});
