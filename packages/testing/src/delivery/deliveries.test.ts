import { describe, expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.js';
import { manualTime } from '../time.js';
import { createDeliveries } from './deliveries.js';
import type { DeliveryManner, DeliveryOptions, Outgoing } from './delivery.js';

type Manner = DeliveryManner<Outgoing, { readonly name: string }>;

/** A vendor that is told how to be, and a receiver that answers with what the URL's path says. */
function open(given: Partial<Manner> = {}, options: DeliveryOptions = {}) {
  const time = manualTime();
  const received: string[] = [];
  let named = 0;
  const deliveries = createDeliveries<Outgoing, { readonly name: string }>({
    ...{ time, random: seededRandom(1), options },
    async deliver(request) {
      received.push(await request.text());
      const answer = new URL(request.url).pathname.slice(1);
      if (answer === 'hangs') return new Promise<Response>(() => {});
      return new Response('an answer', { status: Number(answer) });
    },
    manner: {
      about: () => ({ name: `no. ${++named}` }),
      request: ({ url, body }) => new Request(url, { method: 'POST', body }),
      retry: () => undefined,
      timeoutMs: 1_000,
      ...given,
    },
  });
  const item = (body: string, answer: number | 'hangs' = 200) => ({
    url: `https://a.example/${answer}`,
    body,
    lane: '1',
  });
  return { deliveries, time, received, item };
}

test('what a delivery is about is settled once: a duplicate is about the same', async () => {
  const { deliveries, received, item } = open({}, { duplicate: 1 });
  deliveries.send([item('one'), item('two')]);
  await deliveries.settled();
  expect(deliveries.record.map(({ name, duplicate }) => [name, duplicate])).toEqual([
    ['no. 1', false],
    ['no. 1', true],
    ['no. 2', false],
    ['no. 2', true],
  ]);
  expect(received).toEqual(['one', 'one', 'two', 'two']);
});

test('the retry policy sees every try, and the item', async () => {
  const seen: string[] = [];
  const { deliveries, time, item } = open({
    retry(last, attempts, { body }) {
      seen.push(`${body}: ${last.status} of ${attempts.length}`);
      return attempts.length < 3 ? 100 * attempts.length : undefined;
    },
  });
  deliveries.send([item('one', 500)]);
  await time.advance(300);
  expect(seen).toEqual(['one: 500 of 1', 'one: 500 of 2', 'one: 500 of 3']);
  expect(deliveries.record[0]?.attempts.map(({ atMs }) => atMs % 1_000)).toEqual([0, 100, 300]);
  expect(deliveries.record[0]?.status).toBe('failed');
});

test('how long an answer is waited for may depend on the item; the options have the last word', async () => {
  const timeoutMs = ({ body }: Outgoing) => (body === 'patient' ? 5_000 : 50);
  for (const [options, endedAfter] of [
    [{}, [5_000, 50]],
    [{ timeoutMs: 10 }, [10, 10]],
  ] as const) {
    const { deliveries, time, item } = open({ timeoutMs }, options);
    for (const body of ['patient', 'hasty']) deliveries.send([{ ...item(body, 'hangs'), lane: body }]);
    const ended = async (index: number) => {
      while (deliveries.record[index]?.status === 'pending') await time.advance(10);
      return time.now() - Date.parse('2026-03-02T08:00:00Z');
    };
    expect([await ended(1), await ended(0)].reverse()).toEqual(endedAfter);
    expect(deliveries.record[0]?.attempts[0]?.outcome).toBe('timed-out');
  }
});

describe('a gate', () => {
  test('lets go, puts off, or ends it; and hears how a try went', async () => {
    const heard: string[] = [];
    const answers = [{ waitMs: 70 }, 'go', { end: 'dropped' }] as const;
    let asked = 0;
    const gate = {
      admit: () => answers[asked++] ?? ('go' as const),
      note: (_now: number, { outcome }: { readonly outcome: string }) => heard.push(outcome),
    };
    const { deliveries, time, received, item } = open({ gate: () => gate });
    deliveries.send([item('one')]);
    await time.advance(69);
    expect(received).toEqual([]);
    await time.advance(1);
    deliveries.send([item('two')]);
    await time.advance(0);
    expect(received).toEqual(['one']);
    expect(deliveries.record.map(({ status }) => status)).toEqual(['delivered', 'dropped']);
    expect(heard).toEqual(['accepted']);
  });
});

test('a vendor that acts on the answer may read it', async () => {
  const read: string[] = [];
  const { deliveries, item } = open({
    onAnswer: async (_item, response) => void read.push(await response.text()),
  });
  deliveries.send([item('one')]);
  await deliveries.settled();
  expect(read).toEqual(['an answer']);
  expect(deliveries.record[0]?.status).toBe('delivered');
});

test('what cannot be made into a request is lost, and says so', async () => {
  const { deliveries } = open();
  deliveries.send([{ url: 'no address', body: '', lane: '1' }]);
  await deliveries.settled();
  expect(deliveries.record[0]?.status).toBe('lost');
});
