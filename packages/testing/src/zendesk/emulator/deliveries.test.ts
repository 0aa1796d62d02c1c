import { describe, expect, test } from 'vitest';
import { type Answer, answering } from '../../fakes/answering.js';
import { type ManualTime, manualTime } from '../../time.js';
import type { ZendeskDeliveryOptions } from './deliveries.js';
import { emulateZendesk, type ZendeskEmulator } from './emulate-zendesk.js';

/** A desk whose receiver gives these answers, one after the other, and 204 from then on. */
function open(answers: readonly Answer[], delivery: ZendeskDeliveryOptions = {}) {
  const time = manualTime();
  const received: string[] = [];
  const answer = answering(answers);
  const desk = emulateZendesk({
    ...{ secret: 'a-secret', time, delivery, descriptionEvent: false },
    webhooks: [],
    async deliver(request) {
      received.push(JSON.parse(await request.text()).type.replace('zen:event-type:', ''));
      return answer();
    },
  });
  desk.addUser({ name: 'Robin', email: 'robin@customer.example' });
  return { desk, time, received };
}

/** The user's own webhook, whatever became of it after this long. */
async function after(ms: number, desk: ZendeskEmulator, time: ManualTime) {
  await time.advance(ms);
  return { status: desk.deliveries[0]?.status, tries: desk.deliveries[0]?.attempts.length };
}

describe('tries again as Zendesk does', () => {
  test.each<[string, Answer[], string, number]>([
    ['accepted at once', [204], 'delivered', 1],
    ['409, then taken', [409, 409, 204], 'delivered', 3],
    ['409 at most three times more', [409, 409, 409, 409, 204], 'failed', 4],
    ['500 not at all', [500, 204], 'failed', 1],
    ['404 not at all', [404, 204], 'failed', 1],
    ['503 without Retry-After not at all', [503, 204], 'failed', 1],
    ['503 with a short Retry-After', [{ status: 503, retryAfter: '5' }, 204], 'delivered', 2],
    ['429 with a short Retry-After', [{ status: 429, retryAfter: '59' }, 204], 'delivered', 2],
    ['429 with a long Retry-After not at all', [{ status: 429, retryAfter: '60' }, 204], 'failed', 1],
    ['a time-out up to five times', ['hangs', 'hangs', 'hangs', 'hangs', 'hangs', 204], 'delivered', 6],
    ['a sixth time-out is the last', ['hangs', 'hangs', 'hangs', 'hangs', 'hangs', 'hangs', 204], 'failed', 6],
    ['nobody there', ['throws', 204], 'failed', 1],
  ])('%s', async (_name, answers, status, tries) => {
    const { desk, time } = open(answers);
    expect(await after(300_000, desk, time)).toEqual({ status, tries });
    expect(new Set(desk.deliveries.map(({ invocationId }) => invocationId)).size).toBe(1);
  });

  test('waits as long as it was asked to', async () => {
    const { desk, time } = open([{ status: 503, retryAfter: '30' }]);
    expect(await after(29_000, desk, time)).toEqual({ status: 'pending', tries: 1 });
    expect(await after(1_000, desk, time)).toEqual({ status: 'delivered', tries: 2 });
    expect(desk.deliveries[0]?.attempts.map(({ atMs }) => atMs % 60_000)).toEqual([0, 30_000]);
  });
});

test('what is tried again is overtaken; otherwise a ticket’s events keep their order', async () => {
  const { desk, time, received } = open([204, 409]);
  const ticket = desk.customerWrites({ customer: 'robin@customer.example', text: 'Hello' });
  desk.agentWrites({ ticket: ticket.id, text: 'Hello', status: 'pending' });
  await time.advance(60_000);
  expect(received).toEqual([
    'user.created',
    'ticket.created',
    'ticket.comment_added',
    'ticket.status_changed',
    'ticket.created',
  ]);
});

test('the breaker opens at 70 % errors: what comes then is not delivered, and not later either', async () => {
  const { desk, time } = open(Array<Answer>(10).fill(500), { breaker: { minimumTries: 10 } });
  const write = async () => {
    desk.customerWrites({ customer: 'robin@customer.example', text: 'Hello' });
    await time.advance(0);
    return desk.deliveries.at(-1)?.status;
  };
  await time.advance(0);
  for (let count = 0; count < 9; count++) expect(await write()).toBe('failed');
  expect(await write()).toBe('skipped');
  await time.advance(5_000);
  expect(await write()).toBe('delivered');
  expect(desk.deliveries.filter(({ status }) => status === 'skipped')).toHaveLength(1);
});

test('duplicates, all of them', async () => {
  const { desk, time, received } = open([], { duplicate: 1 });
  await time.advance(0);
  expect(received).toEqual(['user.created', 'user.created']);
  expect(desk.deliveries.map(({ duplicate }) => duplicate)).toEqual([false, true]);
  expect(desk.deliveries[0]?.eventId).toBe(desk.deliveries[1]?.eventId);
});

test('a delay, drawn from a range', async () => {
  const { desk, time } = open([], { delayMs: [100, 200] });
  expect(await after(99, desk, time)).toEqual({ status: 'pending', tries: 0 });
  expect(await after(101, desk, time)).toEqual({ status: 'delivered', tries: 1 });
});

test('an incident: held, then released in another order', async () => {
  const { desk, received } = open([]);
  await desk.settled();
  desk.holdDeliveries();
  const ticket = desk.customerWrites({ customer: 'robin@customer.example', text: 'Hello' });
  desk.agentWrites({ ticket: ticket.id, text: 'Hello' });
  await desk.settled();
  expect(desk.deliveries.map(({ status }) => status)).toEqual(['delivered', 'held', 'held']);
  desk.releaseDeliveries('reversed');
  await desk.settled();
  expect(received.slice(1)).toEqual(['ticket.comment_added', 'ticket.created']);
});

test('never more under way at once than allowed, never more waiting', async () => {
  let underWay = 0;
  let most = 0;
  const desk = emulateZendesk({
    ...{ secret: 'a-secret', time: manualTime(), descriptionEvent: false },
    delivery: { concurrency: 3, maxPending: 10 },
    async deliver() {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return new Response(null, { status: 200 });
    },
  });
  for (let count = 0; count < 20; count++) desk.customerWrites({ text: 'Hello' });
  await desk.settled();
  expect(most).toBe(3);
  expect(desk.deliveries.filter(({ status }) => status === 'lost')).toHaveLength(11);
  expect(desk.deliveries.filter(({ status }) => status === 'delivered')).toHaveLength(10);
});

test('waiting for deliveries can be given up, and closing ends them', async () => {
  const { desk, time } = open(['hangs']);
  await time.advance(0);
  await expect(desk.settled({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  await desk.close();
  await desk.settled();
  expect(desk.deliveries[0]?.status).toBe('lost');
  expect(time.sleeping).toBe(0);
});
