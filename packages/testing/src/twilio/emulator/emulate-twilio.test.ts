import { describe, expect, test } from 'vitest';
import { manualTime } from '../../time.js';
import { twilioSignature } from '../sign.js';
import { type EmulateTwilioOptions, emulateTwilio, type TwilioEmulator } from './emulate-twilio.js';

const customer = '+15550100142';
const webhookUrl = 'https://public.example/webhooks/twilio';

function open(options: EmulateTwilioOptions = {}, answer = () => new Response(null, { status: 204 })) {
  const time = manualTime();
  const received: { url: string; params: Record<string, string>; headers: Headers }[] = [];
  const desk = emulateTwilio({
    ...{ time, webhookUrl },
    async deliver(request) {
      const params = Object.fromEntries(new URLSearchParams(await request.clone().text()));
      received.push({ url: request.url, params, headers: request.headers });
      return answer();
    },
    ...options,
  });
  return { desk, time, received };
}

const send = (desk: TwilioEmulator, form: Record<string, string>) =>
  desk.fetch(`${desk.url}/2010-04-01/Accounts/${desk.accountSid}/Messages.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(desk.token)}` },
    body: new URLSearchParams({ From: desk.numbers[0] ?? '', To: customer, ...form }),
  });

describe('a customer texts', () => {
  test('and the webhook is signed over the URL that Twilio was told', async () => {
    const { desk, time, received } = open();
    const { sid } = desk.customerTexts({ from: customer, text: 'Is the Larch 3 tight? ü & +' });
    await time.advance(0);
    const [webhook] = received;
    expect(webhook?.params).toMatchObject({ MessageSid: sid, From: customer, Body: 'Is the Larch 3 tight? ü & +' });
    const { authToken } = desk;
    const expected = await twilioSignature({ authToken, url: webhookUrl, params: webhook?.params ?? {} });
    expect(webhook?.headers.get('x-twilio-signature')).toBe(expected);
    expect(desk.deliveries).toMatchObject([{ kind: 'messages', sid, status: 'delivered' }]);
  });

  test.each([
    ['whatsapp', 'whatsapp:+15550100142', 'whatsapp:+15550100001'],
    ['rcs', 'rcs:+15550100142', 'rcs:fernhill_outdoor_agent'],
  ] as const)('by %s', async (channel, from, to) => {
    const { desk } = open();
    expect(desk.customerTexts({ from: customer, text: 'Hi', channel })).toMatchObject({ from, to });
  });

  test('STOP: nothing more may be sent, until START', async () => {
    const { desk, time, received } = open();
    desk.customerTexts({ from: customer, text: ' Stop ' });
    await time.advance(0);
    expect(received[0]?.params.OptOutType).toBe('STOP');
    const refused = await send(desk, { Body: 'An offer' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ code: 21610, status: 400 });
    desk.customerTexts({ from: customer, text: 'START' });
    expect((await send(desk, { Body: 'Hello again' })).status).toBe(201);
  });

  test('an answer that is no TwiML but text goes to the customer', async () => {
    const plain = () => new Response('OK', { headers: { 'content-type': 'text/plain' } });
    const { desk, time } = open({}, plain);
    desk.customerTexts({ from: customer, text: 'Hello' });
    await time.advance(10);
    expect(desk.answers).toMatchObject([{ kind: 'plain-text', texts: ['OK'] }]);
    expect(desk.messages.list()[1]).toMatchObject({ body: 'OK', to: customer, via: 'plain-text-answer' });
  });

  test('nor does it after STOP, or where a status callback was answered', async () => {
    const plain = () => new Response('OK', { headers: { 'content-type': 'text/plain' } });
    const { desk, time } = open({}, plain);
    await send(desk, { Body: 'Hello', StatusCallback: webhookUrl });
    desk.customerTexts({ from: customer, text: 'STOP' });
    await time.advance(0);
    expect(desk.deliveries).toHaveLength(4);
    expect(desk.answers).toMatchObject([{ kind: 'plain-text' }]);
    expect(desk.messages.list().map(({ via }) => via)).toEqual(['api', 'customer']);
  });

  test('an empty answer sends nothing, TwiML what it says', async () => {
    const answers = [
      ['text/xml', '<?xml version="1.0" encoding="UTF-8"?><Response/>'],
      ['text/xml', '<Response><Message>Salt &amp; pepper</Message><Message><Body>Two</Body></Message></Response>'],
      ['application/json', '{"ok":true}'],
      ['text/xml', '<Response>'],
    ] as const;
    const waiting = [...answers];
    const { desk, time } = open({}, () => {
      const [contentType = '', body] = waiting.shift() ?? [];
      return new Response(body, { headers: { 'content-type': contentType } });
    });
    for (const _each of answers) {
      desk.customerTexts({ from: customer, text: 'Hello' });
      await time.advance(0);
    }
    expect(desk.answers.map(({ kind }) => kind)).toEqual(['twiml', 'twiml', 'unreadable', 'unreadable']);
    const sent = desk.messages.list().filter(({ direction }) => direction === 'outbound-reply');
    expect(sent.map(({ body }) => body)).toEqual(['Salt & pepper', 'Two']);
  });
});

describe('in a conversation', () => {
  test('its webhooks tell of the participant and of the message', async () => {
    const { desk, time, received } = open();
    const { sid } = desk.customerWritesInConversation({ from: 'visitor-7', text: 'Hi', channel: 'chat' });
    desk.customerWritesInConversation({ conversation: sid, from: 'visitor-7', text: 'Hello?', channel: 'chat' });
    const [first] = desk.conversations.get(sid)?.messages ?? [];
    desk.removeMessage({ conversation: sid, message: first?.sid ?? '' });
    desk.setConversationState(sid, 'closed');
    await time.advance(0);
    expect(received.map(({ params }) => params.EventType)).toEqual([
      ...['onConversationAdded', 'onParticipantAdded', 'onMessageAdded', 'onMessageAdded', 'onMessageRemoved'],
      'onConversationStateUpdated',
    ]);
    expect(received[3]?.params).toMatchObject({
      Index: '1',
      Body: 'Hello?',
      Source: 'SDK',
      ClientIdentity: 'visitor-7',
    });
  });

  test('pre-action events come to who asked for them', async () => {
    const { desk, time, received } = open({
      webhooks: [{ url: 'https://public.example/before', for: ['conversations'], filters: ['onMessageAdd'] }],
    });
    desk.customerWritesInConversation({ from: customer, text: 'Hi', channel: 'whatsapp' });
    await time.advance(0);
    const before = received.filter(({ url }) => url.endsWith('/before'));
    expect(before.map(({ params }) => params.EventType)).toEqual(['onMessageAdd']);
    expect(before[0]?.params).not.toHaveProperty('MessageSid');
  });
});

test('the same seed, the same sids and signatures', async () => {
  const run = async () => {
    const { desk, time, received } = open({ seed: 7, delivery: { duplicate: 0.7, delayMs: [0, 900] } });
    for (const text of ['One', 'Two', 'Three']) desk.customerTexts({ from: customer, text });
    await time.advance(2_000);
    return received.map(({ params, headers }) => [params, headers.get('i-twilio-idempotency-token')]);
  };
  const first = await run();
  expect(first.length).toBeGreaterThan(3);
  expect(new Set(first.map(([, token]) => token)).size).toBe(3);
  expect(await run()).toEqual(first);
});

test('settled waits for messages and their webhooks, in real time too', async () => {
  const answer = async () => new Response(null, { status: 204 });
  await using desk = emulateTwilio({ deliver: answer, progress: { stepMs: 2 } });
  await send(desk, { Body: 'Hi', StatusCallback: 'https://public.example/status' });
  await desk.settled();
  expect(desk.deliveries.map(({ params, status }) => [params.MessageStatus, status])).toEqual([
    ['queued', 'delivered'],
    ['sent', 'delivered'],
    ['delivered', 'delivered'],
  ]);
});

test('settled waits for what an answer sends as well', async () => {
  const deliver = async () => new Response('OK', { headers: { 'content-type': 'text/plain' } });
  await using desk = emulateTwilio({ webhookUrl, deliver, progress: { stepMs: 2 } });
  desk.customerTexts({ from: customer, text: 'Hello' });
  await desk.settled();
  expect(desk.messages.list().map(({ status }) => status)).toEqual(['received', 'delivered']);
});

test('a token that was rotated signs and opens no more', async () => {
  const { desk, time, received } = open();
  const old = desk.token;
  desk.rotateAuthToken('another-token');
  desk.customerTexts({ from: customer, text: 'Hi' });
  await time.advance(0);
  const { params = {}, headers } = received[0] ?? {};
  const expected = await twilioSignature({ authToken: 'another-token', url: webhookUrl, params });
  expect(headers?.get('x-twilio-signature')).toBe(expected);
  const url = `${desk.url}/2010-04-01/Accounts/${desk.accountSid}/Messages.json`;
  expect((await desk.fetch(url, { headers: { authorization: `Basic ${btoa(old)}` } })).status).toBe(401);
  expect((await desk.fetch(url, { headers: { authorization: `Basic ${btoa(desk.token)}` } })).status).toBe(200);
});

test('an earlier day is put back, and nobody is told', async () => {
  const { desk, time, received } = open();
  const atMs = time.now() - 60_000;
  const pair = { from: customer, to: '+15550100001', direction: 'inbound', atMs } as const;
  desk.restore([
    { ...pair, sid: 'SM1', body: 'Hello', from: `whatsapp:${customer}`, to: 'whatsapp:+15550100001' },
    { ...pair, sid: 'SM2', body: 'Hello', from: '+15550100001', to: customer, direction: 'outbound-api' },
    { ...pair, sid: 'SM3', body: 'STOP' },
  ]);
  await time.advance(0);
  expect(received).toEqual([]);
  expect(desk.messages.list().map(({ sid, status }) => `${sid} ${status}`)).toEqual([
    ...['SM1 received', 'SM2 delivered', 'SM3 received'],
  ]);
  expect((await send(desk, { Body: 'x' })).status).toBe(400);
  const byWhatsApp = { From: 'whatsapp:+15550100001', To: `whatsapp:${customer}`, Body: 'x' };
  expect((await send(desk, byWhatsApp)).status).toBe(201);
  expect(() => desk.restore([{ ...pair, sid: 'SM1', body: 'Hello' }])).toThrow(/SM1 already/);
});
