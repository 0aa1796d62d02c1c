import { describe, expect, test } from 'vitest';
import { type Answer, answering } from '../../fakes/answering.js';
import { manualTime } from '../../time.js';
import { type EmulateFreshdeskOptions, emulateFreshdesk } from './emulate-freshdesk.js';

const minuteMs = 60_000;

/** A desk whose receiver gives these answers, one after the other, and 204 from then on. */
function open(answers: readonly Answer[] = [], options: EmulateFreshdeskOptions = {}) {
  const time = manualTime();
  const received: Request[] = [];
  const answer = answering(answers);
  const desk = emulateFreshdesk({
    ...{ secret: 'a-secret', time },
    async deliver(request) {
      received.push(request);
      return answer();
    },
    ...options,
  });
  return { desk, time, received };
}

describe('tries again as Freshdesk does', () => {
  test.each(['hangs', 'throws', 500, 404, 302] as const)(
    'after %s: 5, 30 and 60 minutes later, then never',
    async (answer) => {
      const { desk, time, received } = open([answer, answer, answer, answer]);
      desk.customerWrites({ text: 'Hello' });
      await time.advance(0);
      const atStart = time.now();
      await time.advance(200 * minuteMs);
      const [delivery] = desk.deliveries;
      expect(delivery?.status).toBe('failed');
      const hung = answer === 'hangs' ? 0.5 : 0;
      expect(delivery?.attempts.map(({ atMs }) => (atMs - atStart) / minuteMs)).toEqual([
        ...[0, 5 + hung, 35 + 2 * hung, 95 + 3 * hung],
      ]);
      expect(new Set(await Promise.all(received.map((request) => request.clone().text())))).toHaveProperty('size', 1);
    },
  );

  test('what is taken the second time is not sent again, and may tell of a state long past', async () => {
    const { desk, time, received } = open([503]);
    const { id } = desk.customerWrites({ text: 'Hello' });
    await time.advance(0);
    desk.changeTicket(id, { status: 4 });
    await time.advance(200 * minuteMs);
    const statuses = await Promise.all(
      received.map(async (request) => (await request.json()).freshdesk_webhook.ticket_status),
    );
    expect(statuses).toEqual(['Open', 'Resolved', 'Open']);
    expect(desk.deliveries.map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  });

  test('the schedule can be given; an app posts once', async () => {
    const { desk, time } = open([500, 500, 500], { delivery: { retryAfterMs: [10] } });
    desk.subscribe({ url: 'https://app.example/in', secret: 'another', content: 'app' });
    desk.customerWrites({ text: 'Hello' });
    await time.advance(100);
    expect(desk.deliveries.map(({ content, attempts }) => [content, attempts.length])).toEqual([
      ['simple', 2],
      ['app', 1],
    ]);
  });
});

describe('the account’s budget', () => {
  test('webhooks live on the API’s calls: what is over goes in the next minute', async () => {
    const { desk, time } = open([], { rateLimit: { perMinute: 3 } });
    const headers = { authorization: `Basic ${btoa(`${desk.key}:X`)}` };
    const call = () => desk.fetch(`${desk.url}/api/v2/agents/me`, { headers });
    for (let count = 0; count < 5; count++) desk.customerWrites({ text: 'Hello' });
    await time.advance(0);
    expect(desk.deliveries.map(({ status }) => status)).toEqual([...Array(3).fill('delivered'), 'pending', 'pending']);
    expect((await call()).status).toBe(429);
    await time.advance(minuteMs);
    expect(desk.deliveries.every(({ status }) => status === 'delivered')).toBe(true);
    expect((await call()).headers.get('x-ratelimit-remaining')).toBe('0');
    expect((await call()).status).toBe(429);
  });

  test('what was postponed for 24 hours is dropped', async () => {
    const { desk, time } = open([], { rateLimit: { perMinute: 0 } });
    desk.customerWrites({ text: 'Hello' });
    await time.advance(23 * 60 * minuteMs);
    expect(desk.deliveries[0]?.status).toBe('pending');
    await time.advance(61 * minuteMs);
    expect(desk.deliveries[0]).toMatchObject({ status: 'dropped', attempts: [] });
    expect(time.sleeping).toBe(0);
  });
});

describe('the shared secret', () => {
  test.each([
    ['header', {}, 'https://hooks.example/in', { 'x-deskrail-secret': 'a/secret' }],
    ['header', { header: 'X-Ours' }, 'https://hooks.example/in', { 'x-ours': 'a/secret' }],
    ['basic', {}, 'https://hooks.example/in', { authorization: `Basic ${btoa('deskrail:a/secret')}` }],
    ['url', {}, 'https://hooks.example/in/a%2Fsecret', {}],
    ['url', { url: 'https://hooks.example/{secret}/in' }, 'https://hooks.example/a%2Fsecret/in', {}],
  ] as const)('by %s %j', async (by, given, url, headers) => {
    const { desk, received } = open([], {
      secret: undefined as never,
      webhooks: [{ url: 'https://hooks.example/in', secret: 'a/secret', by, ...given }],
    });
    desk.customerWrites({ text: 'Hello' });
    await desk.settled();
    expect(received[0]?.url).toBe(url);
    expect(Object.fromEntries(received[0]?.headers ?? [])).toMatchObject(headers);
    expect(received[0]?.headers.has('authorization')).toBe(by === 'basic');
    expect(JSON.stringify([...(received[0]?.headers ?? [])]).includes('a/secret')).toBe(by === 'header');
  });

  test('an empty one is refused', () => {
    expect(() => open([], { secret: '' })).toThrow(/shared secret/);
  });
});

test('the same seed, the same disorder; another seed another', async () => {
  const play = async (seed: number) => {
    const { desk, time, received } = open([], { seed, delivery: { duplicate: 0.3, reorder: 0.3, delayMs: [0, 50] } });
    for (let count = 0; count < 20; count++) desk.customerWrites({ subject: `No. ${count}`, text: 'Hello' });
    await time.advance(minuteMs);
    return Promise.all(received.map((request) => request.text()));
  };
  const first = await play(3);
  expect(await play(3)).toEqual(first);
  expect(await play(4)).not.toEqual(first);
  expect(first.length).toBeGreaterThan(20);
});

test('what reorder draws is overtaken', async () => {
  const { desk, time, received } = open([], { seed: 5, delivery: { reorder: 0.5 } });
  const { id } = desk.customerWrites({ text: 'Hello' });
  for (const status of [3, 4, 5, 2, 3, 4, 5]) desk.changeTicket(id, { status });
  await time.advance(minuteMs);
  const told = await Promise.all(
    received.map(async (request) => (await request.json()).freshdesk_webhook.triggered_event),
  );
  expect(told).not.toEqual(desk.deliveries.map((delivery) => delivery.told));
  expect(told.toSorted()).toEqual(desk.deliveries.map((delivery) => delivery.told).toSorted());
});

test('held as in an incident, released reversed', async () => {
  const { desk, received } = open();
  desk.holdDeliveries();
  const { id } = desk.customerWrites({ text: 'Hello' });
  desk.agentWrites({ ticket: id, text: 'Hello.' });
  await desk.settled();
  expect(desk.deliveries.map(({ status }) => status)).toEqual(['held', 'held']);
  desk.releaseDeliveries('reversed');
  await desk.settled();
  expect(await received[0]?.text()).toContain('{reply_sent:sent}');
  await desk.close();
  desk.customerWrites({ text: 'Too late' });
  expect(desk.deliveries.at(-1)?.status).toBe('lost');
});
