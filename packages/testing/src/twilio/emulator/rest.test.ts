import { describe, expect, test } from 'vitest';
import { serveEmulator } from '../../serve-emulator.js';
import { manualTime } from '../../time.js';
import { type EmulateTwilioOptions, emulateTwilio } from './emulate-twilio.js';

const customer = '+15550100142';

function open(options: EmulateTwilioOptions = {}) {
  const time = manualTime({ startAt: '2026-03-02T08:00:00Z' });
  const desk = emulateTwilio({ time, ...options });
  const authorization = `Basic ${btoa(desk.token)}`;
  const account = `${desk.url}/2010-04-01/Accounts/${desk.accountSid}`;
  const call = async (url: string, init: RequestInit = {}) => {
    const answer = await desk.fetch(url, { ...init, headers: { authorization, ...init.headers } });
    return { status: answer.status, body: await answer.json(), headers: answer.headers };
  };
  const send = (form: Record<string, string>) =>
    call(`${account}/Messages.json`, {
      method: 'POST',
      body: new URLSearchParams({ From: '+15550100001', To: customer, ...form }),
    });
  return { desk, time, account, call, send };
}

/** With what came to its webhook. */
function listen() {
  const events: Record<string, string>[] = [];
  const opened = open({
    webhookUrl: 'https://public.example/webhooks/twilio',
    async deliver(request) {
      events.push(Object.fromEntries(new URLSearchParams(await request.text())));
      return new Response(null, { status: 204 });
    },
  });
  return { ...opened, events };
}

describe('POST Messages.json', () => {
  test('201 is not delivery', async () => {
    const { desk, time, send, call, account } = open();
    const { status, body } = await send({ Body: 'It is on its way.' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ sid: expect.stringMatching(/^SM[0-9a-f]{32}$/), status: 'queued', direction: 'outbound-api' },
      ...{ date_sent: null, date_created: 'Mon, 02 Mar 2026 08:00:00 +0000', error_code: null },
    });
    await time.advance(0);
    const later = await call(`${account}/Messages/${body.sid}.json`);
    expect(later.body).toMatchObject({ status: 'delivered', date_sent: 'Mon, 02 Mar 2026 08:00:00 +0000' });
    expect(desk.calls.map(({ method, status }) => [method, status])).toEqual([
      ['POST', 201],
      ['GET', 200],
    ]);
    expect(desk.calls[0]?.body).toEqual({ From: '+15550100001', To: customer, Body: 'It is on its way.' });
  });

  test.each<[string, Record<string, string>, number]>([
    ['no recipient', { To: '', Body: 'x' }, 21604],
    ['a bad recipient', { To: '+1', Body: 'x' }, 21211],
    ['somebody else’s number', { From: '+15550100099', Body: 'x' }, 21606],
    ['an unknown WhatsApp sender', { From: 'whatsapp:+15550100099', To: `whatsapp:${customer}`, Body: 'x' }, 63007],
    ['two channels', { To: `whatsapp:${customer}`, Body: 'x' }, 21910],
    ['nothing to say', { Body: '' }, 21602],
    ['too much to say', { Body: 'x'.repeat(1_601) }, 21617],
    ['a callback that is no URL', { Body: 'x', StatusCallback: 'here' }, 21609],
    ['WhatsApp outside 24 hours', { From: 'whatsapp:+15550100001', To: `whatsapp:${customer}`, Body: 'x' }, 63016],
  ])('refuses %s', async (_what, form, code) => {
    const { send, desk } = open();
    expect(await send(form)).toMatchObject({
      status: 400,
      body: { code, status: 400, message: expect.any(String), more_info: `https://www.twilio.com/docs/errors/${code}` },
    });
    expect(desk.messages.list()).toEqual([]);
  });

  test('WhatsApp takes free text for 24 hours, and a template always', async () => {
    const { desk, time, send } = open();
    const free = { From: 'whatsapp:+15550100001', To: `whatsapp:${customer}`, Body: 'Hello' };
    const { Body: _none, ...rest } = free;
    desk.customerTexts({ from: customer, text: 'Hi', channel: 'whatsapp' });
    await time.advance(86_399_000);
    expect((await send(free)).status).toBe(201);
    await time.advance(1_000);
    expect((await send(free)).body.code).toBe(63016);
    expect((await send({ ...rest, ContentSid: 'HX1', ContentVariables: '{"1":"x"}' })).status).toBe(201);
    desk.openWindow({ from: customer });
    expect((await send(free)).status).toBe(201);
  });

  test('or says so late, in a status callback', async () => {
    const callbacks: Record<string, string>[] = [];
    const { time, send } = open({
      outsideWindow: 'late',
      async deliver(request) {
        callbacks.push(Object.fromEntries(new URLSearchParams(await request.text())));
        return new Response(null, { status: 204 });
      },
    });
    const StatusCallback = 'https://public.example/webhooks/twilio?action=a1';
    const form = { From: 'whatsapp:+15550100001', To: `whatsapp:${customer}`, Body: 'Hello', StatusCallback };
    expect((await send(form)).status).toBe(201);
    await time.advance(0);
    expect(callbacks).toMatchObject([{ MessageStatus: 'queued' }, { MessageStatus: 'failed', ErrorCode: '63016' }]);
  });

  test('a messaging service chooses the sender; a list of media is kept', async () => {
    const { desk, call, account } = open();
    const body = new URLSearchParams({ To: customer, MessagingServiceSid: 'MG1', Body: '' });
    for (const name of ['a', 'b']) body.append('MediaUrl', `https://media.example/${name}.jpg`);
    expect((await call(`${account}/Messages.json`, { method: 'POST', body })).body).toMatchObject({
      ...{ from: '+15550100001', messaging_service_sid: 'MG1', num_media: '2' },
    });
    expect(desk.calls[0]?.body).toMatchObject({
      MediaUrl: ['https://media.example/a.jpg', 'https://media.example/b.jpg'],
    });
  });
});

describe('GET Messages.json', () => {
  test('by address and time, the latest first, page by page', async () => {
    const { desk, time, call, account } = open();
    for (let index = 0; index < 5; index++) {
      desk.customerTexts({ from: customer, text: String(index) });
      desk.customerTexts({ from: '+15550100143', text: 'Somebody else' });
      await time.advance(60_000);
    }
    const from = encodeURIComponent(customer);
    const list = async (query: string) => (await call(`${account}/Messages.json?${query}`)).body;
    const texts = (page: { messages: { body: string }[] }) => page.messages.map(({ body }) => body);
    expect(texts(await list(`From=${from}`))).toEqual(['4', '3', '2', '1', '0']);
    expect(texts(await list(`From=${from}&DateSent%3E=2026-03-02T08:03:00Z`))).toEqual(['4', '3']);
    expect(texts(await list(`From=${from}&DateSent%3C=2026-03-02T08:01:00Z`))).toEqual(['1', '0']);
    expect(texts(await list(`From=${from}&DateSent=2026-03-02`))).toHaveLength(5);
    expect(texts(await list(`From=${from}&DateSent=2026-03-01`))).toHaveLength(0);
    expect(await list(`To=${from}`)).toMatchObject({ messages: [], next_page_uri: null });

    const first = await list(`From=${from}&PageSize=2`);
    desk.customerTexts({ from: customer, text: 'meanwhile' });
    const second = (await call(`${desk.url}${first.next_page_uri}`)).body;
    const third = (await call(`${desk.url}${second.next_page_uri}`)).body;
    expect([first, second, third].flatMap(texts)).toEqual(['4', '3', '2', '1', '0']);
    expect(third.next_page_uri).toBeNull();
  });
});

describe('Conversations', () => {
  test('a message of the API: attributes, delivery by phone, and an echo only when asked for', async () => {
    const { events, desk, time, call } = listen();
    const { sid } = desk.customerWritesInConversation({ from: customer, text: 'Hi' });
    const url = `${desk.conversationsUrl}/v1/Conversations/${sid}/Messages`;
    const post = (form: Record<string, string>, headers: Record<string, string> = {}) =>
      call(url, { method: 'POST', headers, body: new URLSearchParams(form) });
    const first = await post({ Author: 'fernhill', Body: 'Hello!', Attributes: '{"action":"a1"}' });
    expect(first).toMatchObject({ status: 201, body: { index: 1, author: 'fernhill', attributes: '{"action":"a1"}' } });
    await post({ Body: 'And more' }, { 'X-Twilio-Webhook-Enabled': 'true' });
    await time.advance(0);
    expect(events.filter(({ EventType }) => EventType === 'onMessageAdded').map(({ Body }) => Body)).toEqual([
      ...['Hi', 'And more'],
    ]);
    expect(events.findLast(({ EventType }) => EventType === 'onDeliveryUpdated')?.Status).toBe('delivered');

    expect((await call(`${url}?Order=desc&PageSize=2`)).body).toMatchObject({
      messages: [{ body: 'And more' }, { body: 'Hello!', delivery: { total: 1, delivered: 'all', failed: 'none' } }],
      meta: { key: 'messages', next_page_url: expect.stringContaining('PageToken=') },
    });
    expect((await call(`${url}/${first.body.sid}`)).body).toMatchObject({ body: 'Hello!' });
    expect((await post({ Body: 'x', Attributes: '{' })).status).toBe(400);
    expect((await post({ Body: 'x'.repeat(1_601) })).status).toBe(400);
    expect((await call(`${desk.conversationsUrl}/v1/Conversations/CH1/Messages`)).body.code).toBe(20404);
    const people = await call(`${desk.conversationsUrl}/v1/Conversations/${sid}/Participants`);
    expect(people.body.participants[0].messaging_binding).toMatchObject({ type: 'sms', address: customer });
  });

  test.each([
    ['who said STOP', 'sms', 0, 'STOP', '21610'],
    ['WhatsApp a day later', 'whatsapp', 86_400_000, 'Hi', '63016'],
  ] as const)('not delivered to %s', async (_whom, channel, waitMs, text, ErrorCode) => {
    const { events, desk, time, call } = listen();
    const { sid } = desk.customerWritesInConversation({ from: customer, text: 'Hi', channel });
    desk.customerTexts({ from: customer, text, channel });
    await time.advance(waitMs);
    const url = `${desk.conversationsUrl}/v1/Conversations/${sid}/Messages`;
    expect((await call(url, { method: 'POST', body: new URLSearchParams({ Body: 'x' }) })).status).toBe(201);
    await time.advance(0);
    expect(events.findLast(({ EventType }) => EventType === 'onDeliveryUpdated')).toMatchObject({ ErrorCode });
  });

  test('both hosts on one port, told by path', async () => {
    const { desk } = open();
    const { sid } = desk.customerWritesInConversation({ from: customer, text: 'Hi' });
    await using served = await serveEmulator(desk);
    const headers = { authorization: `Basic ${btoa(desk.token)}` };
    const get = async (path: string) => (await fetch(`${served.url}${path}`, { headers })).json();
    const page = await get(`/v1/Conversations/${sid}/Messages?PageSize=1`);
    expect(page).toMatchObject({ messages: [{ body: 'Hi' }], meta: { url: expect.stringContaining(served.url) } });
    expect(await get(`/2010-04-01/Accounts/${desk.accountSid}/Messages.json`)).toMatchObject({ messages: [] });
  });
});

describe('who may, and how often', () => {
  test('an auth token or an API key, of that account', async () => {
    const { desk, account } = open({ apiKeys: [{ sid: 'SK1', secret: 's' }] });
    const status = async (credential: string, url = `${account}/Messages.json`) => {
      const answer = await desk.fetch(url, { headers: { authorization: `Basic ${btoa(credential)}` } });
      return [answer.status, (await answer.json()).code];
    };
    expect(await status('SK1:s')).toEqual([200, undefined]);
    expect(await status('SK1:t')).toEqual([401, 20003]);
    expect(await status(desk.token, account.replace(/AC\w+/, 'AC1'))).toEqual([401, 20003]);
    expect(await status(desk.token, `${desk.url}/2010-04-01/Nothing.json`)).toEqual([404, 20404]);
  });

  test('429 with and without Retry-After, and with a text for a body', async () => {
    const { desk, call, account } = open({ rateLimit: { requestsPerSecond: 2 } });
    const url = `${account}/Messages.json`;
    await call(url);
    await call(url);
    const limited = await call(url);
    expect(limited).toMatchObject({ status: 429, body: { code: 20429 } });
    expect(limited.headers.get('retry-after')).toBeNull();
    desk.failNext({ status: 429, retryAfterSeconds: 3 });
    const told = await call(url);
    expect(told.headers.get('retry-after')).toBe('3');
    expect(told.body.code).toBe(20429);
    desk.failNext({ status: 429, plainText: true });
    const text = await desk.fetch(url);
    expect(await text.text()).toBe('Error 429');
  });

  test('a message may have been sent though nobody was told', async () => {
    const { desk, send } = open();
    desk.failNext({ status: 'connection-lost', afterEffect: true });
    await expect(send({ Body: 'Hello' })).rejects.toThrow(TypeError);
    expect(desk.messages.list()).toHaveLength(1);
  });
});
