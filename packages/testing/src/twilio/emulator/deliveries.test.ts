import { describe, expect, test } from 'vitest';
import { type Answer, answering } from '../../fakes/answering.js';
import { manualTime } from '../../time.js';
import { twilioSignature } from '../sign.js';
import { type EmulateTwilioOptions, emulateTwilio } from './emulate-twilio.js';

const customer = '+15550100142';
const url = 'https://public.example/webhooks/twilio';
const hour = 3_600_000;

/** An account whose receivers give these answers, one after the other, and 204 from then on. */
function open(answers: readonly Answer[], options: EmulateTwilioOptions = {}) {
  const time = manualTime();
  const received: { url: string; body: string; headers: Headers }[] = [];
  const answer = answering(answers);
  const desk = emulateTwilio({
    time,
    async deliver(request) {
      received.push({ url: request.url, body: await request.clone().text(), headers: request.headers });
      return answer();
    },
    ...options,
  });
  return { desk, time, received };
}

describe('a webhook of a message', () => {
  test.each<[string, string, Answer[], string, number]>([
    ['taken at once', '', [204], 'delivered', 1],
    ['is lost when the receiver fails', '', [500, 204], 'failed', 1],
    ['nor is it retried after 15 seconds of silence', '', ['hangs', 204], 'failed', 1],
    ['rc=2 alone is for no connection', '#rc=2', ['throws', 'throws', 204], 'delivered', 3],
    ['rc=2 alone is not for a 500', '#rc=2', [500, 204], 'failed', 1],
    ['rp names what is retried', '#rc=1&rp=4xx,rt', [404, 204], 'delivered', 2],
    ['a time-out too', '#rc=1&rp=4xx,rt', ['hangs', 204], 'delivered', 2],
    ['no more often than said', '#rc=2&rp=all', [500, 404, 'throws', 204], 'failed', 3],
  ])('%s', async (_what, fragment, answers, status, tries) => {
    const { desk, time, received } = open(answers, { webhookUrl: `${url}${fragment}` });
    desk.customerTexts({ from: customer, text: 'Hi' });
    await time.advance(60_000);
    expect(desk.deliveries).toMatchObject([{ status, attempts: { length: tries } }]);
    expect(new Set(received.map(({ headers }) => headers.get('i-twilio-idempotency-token'))).size).toBe(1);
  });

  test('goes to the fallback with the reason, and is signed for it', async () => {
    const fallbackUrl = 'https://public.example/fallback';
    const { desk, time, received } = open([500, 204], { webhookUrl: `${url}#rc=0`, fallbackUrl });
    desk.customerTexts({ from: customer, text: 'Hi' });
    await time.advance(0);
    const params = Object.fromEntries(new URLSearchParams(received[1]?.body));
    expect(received[1]?.url).toBe(fallbackUrl);
    expect(params).toMatchObject({ ErrorCode: '11200', ErrorUrl: url, Body: 'Hi' });
    const expected = await twilioSignature({ authToken: desk.authToken, url: fallbackUrl, params });
    expect(received[1]?.headers.get('x-twilio-signature')).toBe(expected);
    expect(desk.deliveries).toMatchObject([{ status: 'delivered', attempts: { length: 2 } }]);
  });

  test('a fallback that fails too is the end', async () => {
    const { desk, time } = open(['throws', 500, 204], { webhookUrl: url, fallbackUrl: `${url}/fallback` });
    desk.customerTexts({ from: customer, text: 'Hi' });
    await time.advance(60_000);
    expect(desk.deliveries).toMatchObject([
      { status: 'failed', attempts: [{ outcome: 'unreachable' }, { status: 500 }] },
    ]);
  });

  test('that comes as a GET has all in its query', async () => {
    const { desk, time, received } = open([], { webhooks: [{ url, method: 'GET' }] });
    desk.customerTexts({ from: customer, text: 'a b' });
    await time.advance(0);
    expect(new URL(received[0]?.url ?? '').searchParams.get('Body')).toBe('a b');
    expect(received[0]?.body).toBe('');
  });
});

test('15 seconds for an answer to a message, 5 for one to Conversations and to a sink', async () => {
  const webhooks = [{ url }, { url: 'https://public.example/sink', for: ['events'] }] as const;
  const { desk, time } = open(['hangs', 'hangs', 'hangs', 'hangs', 'hangs', 'hangs'], { webhooks });
  desk.customerTexts({ from: customer, text: 'Hi' });
  desk.customerWritesInConversation({ from: customer, text: 'Hi' });
  const ended = () => desk.deliveries.filter(({ attempts }) => attempts.length > 0).map(({ kind }) => kind);
  await time.advance(4_999);
  expect(ended()).toEqual([]);
  await time.advance(1);
  expect(new Set(ended())).toEqual(new Set(['conversations', 'events']));
  await time.advance(9_999);
  expect(ended()).not.toContain('messages');
  await time.advance(1);
  expect(ended()).toContain('messages');
});

describe('status callbacks', () => {
  const StatusCallback = `${url}?action=a1`;
  const statuses = (received: readonly { body: string }[]) =>
    received.map(({ body }) => new URLSearchParams(body).get('MessageStatus'));

  async function send(desk: ReturnType<typeof emulateTwilio>, to = customer) {
    await desk.fetch(`${desk.url}/2010-04-01/Accounts/${desk.accountSid}/Messages.json`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(desk.token)}` },
      body: new URLSearchParams({ From: desk.numbers[0] ?? '', To: to, Body: 'Hi', StatusCallback }),
    });
  }

  test('tell how it goes on, at its own pace', async () => {
    const { desk, time, received } = open([], { progress: { stepMs: 1_000 } });
    await send(desk);
    await time.advance(1_500);
    expect(statuses(received)).toEqual(['queued', 'sent']);
    await time.advance(1_000);
    expect(statuses(received)).toEqual(['queued', 'sent', 'delivered']);
    expect(received.every((one) => one.url === StatusCallback)).toBe(true);
  });

  test('come out of order, the same way for the same seed', async () => {
    const run = async (seed: number) => {
      const { desk, time, received } = open([], { seed, delivery: { reorder: 0.5 } });
      for (const number of ['+15550100150', '+15550100151', '+15550100152']) await send(desk, number);
      await time.advance(5_000);
      return statuses(received);
    };
    const order = await run(3);
    expect(order).toHaveLength(9);
    expect(order).not.toEqual([
      'queued',
      'queued',
      'queued',
      'sent',
      'sent',
      'sent',
      'delivered',
      'delivered',
      'delivered',
    ]);
    expect(await run(3)).toEqual(order);
  });

  test('tell of a phone that cannot be reached', async () => {
    const { desk, time, received } = open([]);
    desk.failDelivery({ errorCode: 30003, to: '+15550100151' });
    await send(desk);
    await send(desk, '+15550100151');
    await time.advance(0);
    const last = Object.fromEntries(new URLSearchParams(received.at(-1)?.body));
    expect(statuses(received).filter((status) => status === 'undelivered')).toHaveLength(1);
    expect(desk.messages.list()[1]).toMatchObject({ status: 'undelivered', errorCode: 30003 });
    expect(last.MessageSid).toMatch(/^SM/);
  });
});

describe('a sink of Event Streams', () => {
  const sink = (batch = false) => ({
    webhooks: [{ url: 'https://public.example/sink', for: ['events'], batch }] as const,
  });

  test('is tried again for up to four hours, with the same event', async () => {
    const { desk, time, received } = open(Array<Answer>(200).fill(503), sink());
    desk.customerTexts({ from: customer, text: 'Hi' });
    await time.advance(8 * hour);
    const attempts = desk.deliveries[0]?.attempts ?? [];
    const lasted = (attempts.at(-1)?.atMs ?? 0) - (attempts[0]?.atMs ?? 0);
    expect(desk.deliveries[0]?.status).toBe('failed');
    expect(lasted).toBeGreaterThan(3.5 * hour);
    expect(lasted).toBeLessThanOrEqual(4 * hour);
    expect(new Set(received.map(({ body }) => JSON.parse(body).id)).size).toBe(1);
  });

  test('gets one event alone, hashed and signed', async () => {
    const { desk, time, received } = open([], sink());
    const { sid } = desk.customerTexts({ from: customer, text: 'Hi' });
    await time.advance(0);
    const { body = '', headers, url: signed = '' } = received[0] ?? {};
    expect(JSON.parse(body)).toMatchObject({
      ...{ specversion: '1.0', type: 'com.twilio.messaging.inbound-message.received' },
      data: { messageSid: sid, from: customer, body: 'Hi' },
    });
    expect(signed).toContain('bodySHA256=');
    expect(headers?.get('x-twilio-signature')).toBe(
      await twilioSignature({ authToken: desk.authToken, url: signed, body }),
    );
  });

  test('or an array of what came together', async () => {
    const { desk, time, received } = open([], sink(true));
    desk.customerTexts({ from: customer, text: 'One' });
    desk.customerWritesInConversation({ from: customer, text: 'Two' });
    await time.advance(0);
    expect(received).toHaveLength(1);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject([
      { type: 'com.twilio.messaging.inbound-message.received' },
      { type: 'com.twilio.conversations.message.added', data: { MessageBody: 'Two', Source: 'SMS' } },
    ]);
  });

  test('gets duplicates under the same id', async () => {
    const { desk, time, received } = open([], { ...sink(), delivery: { duplicate: 1 } });
    desk.customerTexts({ from: customer, text: 'Hi' });
    await time.advance(0);
    expect(received.map(({ body }) => JSON.parse(body).id)).toEqual([
      expect.any(String),
      JSON.parse(received[0]?.body ?? '').id,
    ]);
  });
});

test('what is held leaves when it is released, in the order asked for', async () => {
  const { desk, time, received } = open([], { webhookUrl: url });
  desk.holdDeliveries();
  for (const text of ['One', 'Two', 'Three']) desk.customerTexts({ from: customer, text });
  await time.advance(hour);
  expect(received).toEqual([]);
  desk.releaseDeliveries('reversed');
  await time.advance(0);
  expect(received.map(({ body }) => new URLSearchParams(body).get('Body'))).toEqual(['Three', 'Two', 'One']);
});
