import { type StreamName, silentLogger, streamNames } from '@deskrail/contracts';
import { afterEach, describe, expect, test } from 'vitest';
import { idsOf, message, messages, subjectOf } from '../../conformance/messages.js';
import { createFakeKafka, type FakeKafka, fail, type Step } from '../../fakes/fake-kafka.js';
import { recordKey } from '../binding.js';
import type { StreamTopics } from '../stream-topics.js';
import { type AppendLimits, appendLimits } from './append-limits.js';
import { type AppendSide, createAppendSide } from './append-side.js';
import { partitionOf } from './partition-of.js';

const partitions = 3;
const opened: AppendSide[] = [];

const topics = (maxMessageBytes: number): StreamTopics => {
  const topicOf = (stream: StreamName) => ({ stream, topic: stream, partitions, maxMessageBytes, minInSync: 2 });
  return Object.fromEntries(streamNames.map((stream) => [stream, topicOf(stream)])) as unknown as StreamTopics;
};

async function open(
  options: { readonly limits?: Partial<AppendLimits>; readonly leaders?: Readonly<Record<number, number>> } = {},
): Promise<{ side: AppendSide; kafka: FakeKafka }> {
  const kafka = createFakeKafka(options.leaders === undefined ? {} : { leaders: options.leaders });
  const side = createAppendSide({
    ...{ driver: kafka, topics: topics(4_000_000), clock: { now: () => 0 }, logger: silentLogger, random: () => 0 },
    limits: { ...appendLimits, baseRetryMs: 1, maxRetryMs: 5, flushMs: 200, ...options.limits },
  });
  opened.push(side);
  await side.open();
  return { side, kafka };
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((side) => side.close()));
});

/** Conversations whose events go to a partition. */
const inPartition = (partition: number, count = 1): number[] =>
  Array.from({ length: 200 }, (_, index) => index)
    .filter((each) => partitionOf(recordKey({ tenant: 'acme', subject: subjectOf(each) }), partitions) === partition)
    .slice(0, count);
const [zero = 0] = inPartition(0);
const [one = 0] = inPartition(1);

/** A send that waits until it is let go. */
function gate(): { step: Step; open: () => void } {
  let open = () => {};
  const opening = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, step: (_, write) => opening.then(() => write()) };
}

describe('batches', () => {
  test('what arrives together flies together, also to several partitions', async () => {
    const { side, kafka } = await open();
    const events = messages('m', 30, 10);
    const answers = await Promise.all(events.map((event) => side.append('facts', [event])));
    expect(kafka.sends).toHaveLength(1);
    expect(Object.keys(kafka.sends[0]?.ids ?? {})).toHaveLength(partitions);
    expect(answers.flatMap((answer) => idsOf(answer))).toEqual(idsOf(events));
    for (const [{ position = '', id = '' } = {}] of answers) {
      const [partition, offset] = position.split('/').map(Number);
      expect(kafka.held('facts', partition ?? -1)[offset ?? -1]).toBe(id);
    }
  });

  test('what gathers while a batch flies goes next, as one', async () => {
    const { side, kafka } = await open();
    const first = gate();
    kafka.script(first.step);
    const answers = [side.append('facts', [message('m-0', zero)])];
    await expect.poll(() => kafka.sends.length).toBe(1);
    for (let index = 1; index < 8; index += 1) answers.push(side.append('facts', [message(`m-${index}`, zero)]));
    first.open();
    await Promise.all(answers);
    expect(kafka.sends.map(({ ids }) => ids[0]?.length)).toEqual([1, 7]);
  });

  test('a batch is bounded by count and by bytes, and a call’s events of one subject stay together', async () => {
    const byCount = await open({ limits: { batchEvents: 4 } });
    const calls = Array.from({ length: 4 }, (_, call) =>
      messages(`c${call}`, 3).map((event) => ({ ...event, subject: subjectOf(zero) })),
    );
    await Promise.all(calls.map((events) => byCount.side.append('facts', events)));
    expect(byCount.kafka.sends.map(({ ids }) => ids[0])).toEqual(calls.map(idsOf));

    const byBytes = await open({ limits: { batchBytes: 10_000 } });
    const large = Array.from({ length: 6 }, (_, index) => message(`l-${index}`, zero, 'x'.repeat(4_000)));
    await Promise.all(large.map((event) => byBytes.side.append('facts', [event])));
    expect(byBytes.kafka.sends.map(({ ids }) => ids[0]?.length)).toEqual([2, 2, 2]);
    await byBytes.side.append('facts', large);
    expect(byBytes.kafka.sends.at(-1)?.ids[0]).toEqual(idsOf(large));
  });

  test('a call with more than a batch holds goes in several, in order', async () => {
    const { side, kafka } = await open({ limits: { batchEvents: 10 } });
    const events = messages('m', 35).map((event) => ({ ...event, subject: subjectOf(zero) }));
    expect(idsOf(await side.append('facts', events))).toEqual(idsOf(events));
    expect(kafka.held('facts', 0)).toEqual(idsOf(events));
    expect(kafka.sends).toHaveLength(4);
  });
});

describe('failures', () => {
  test('a partition without an answer was not acknowledged: the very same goes again, before what came later', async () => {
    const { side, kafka } = await open();
    kafka.script((_, write) => write([1]));
    const first = [message('a', zero), message('b', one), message('c', zero)].map((event) =>
      side.append('facts', [event]),
    );
    await expect.poll(() => kafka.sends.length).toBeGreaterThan(0);
    const later = side.append('facts', [message('d', zero)]);
    await Promise.all([...first, later]);
    expect(kafka.held('facts', 0)).toEqual(['a', 'c', 'd']);
    expect(kafka.held('facts', 1)).toEqual(['b']);
    expect(kafka.sends[1]?.ids).toEqual({ 0: ['a', 'c'] });
    expect(kafka.sends[1]?.producer).toBe(1);
  });

  test('what failed is sent again as it was, for as long as it takes', async () => {
    const { side, kafka } = await open();
    kafka.script(
      () => [fail('unavailable', 0)],
      () => Promise.reject(new Error('the client broke')),
      () => [],
      () => [fail('internal', 0)],
    );
    const events = Array.from({ length: 10 }, (_, index) => message(`m-${index}`, zero));
    await Promise.all(events.map((event) => side.append('facts', [event])));
    expect(kafka.held('facts', 0)).toEqual(idsOf(events));
    expect(kafka.sends).toHaveLength(5);
  });

  test('a leader that does not answer holds up its own partitions alone', async () => {
    const { side, kafka } = await open({ leaders: { 0: 1, 1: 2, 2: 1 } });
    const dead = gate();
    kafka.script(
      (send, write) => (1 in send.ids ? dead.step(send, write) : write()),
      (send, write) => (1 in send.ids ? dead.step(send, write) : write()),
    );
    let stalled = true;
    const stuck = side.append('facts', [message('stuck', one)]).then(() => {
      stalled = false;
    });
    for (let index = 0; index < 20; index += 1) await side.append('facts', [message(`m-${index}`, zero)]);
    expect(stalled).toBe(true);
    expect(kafka.held('facts', 0)).toHaveLength(20);
    dead.open();
    await stuck;
  });

  test('a batch that is refused is halved until the guilty event stands alone', async () => {
    const { side, kafka } = await open();
    const refuse: Step = (send, write) => (send.ids[0]?.includes('huge') ? [fail('too-large', 0)] : write());
    kafka.script(...Array.from({ length: 20 }, () => refuse));
    const events = Array.from({ length: 9 }, (_, index) => message(index === 5 ? 'huge' : `m-${index}`, zero));
    const answers = await Promise.allSettled(events.map((event) => side.append('facts', [event])));
    expect(answers.map(({ status }) => status).indexOf('rejected')).toBe(5);
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(answers[5]).toMatchObject({
      reason: {
        name: 'DeskrailError',
        code: 'body-too-large',
        retryable: false,
        details: { eventId: 'huge', appended: [] },
      },
    });
    expect(kafka.held('facts', 0)).toEqual(idsOf(events).filter((id) => id !== 'huge'));
    const letters = [0, 1, 2].flatMap((partition) => kafka.held('dead-letters', partition));
    expect(letters).toEqual(['dead-letter/append/facts/huge']);
  });

  test('of a call with a guilty event the others stand, and the error says which', async () => {
    const { side, kafka } = await open();
    const refuse: Step = (send, write) =>
      send.ids[0]?.includes('bad') ? [fail('invalid', 0, { protocol: 'INVALID_RECORD' })] : write();
    kafka.script(...Array.from({ length: 6 }, () => refuse));
    const call = side.append('facts', [message('good', zero), message('bad', zero), message('fine', zero)]);
    await expect(call).rejects.toMatchObject({
      code: 'event-invalid',
      details: {
        eventId: 'bad',
        appended: [
          { id: 'good', position: '0/0' },
          { id: 'fine', position: '0/1' },
        ],
      },
    });
  });

  test('a dead letter that is refused makes no further dead letter', async () => {
    const { side, kafka } = await open();
    const refuse: Step = (send, write) =>
      send.topic === 'dead-letters' ? send.batches.map(({ partition }) => fail('too-large', partition)) : write();
    kafka.script((send) => [fail('too-large', Number(Object.keys(send.ids)[0]))], refuse, refuse);
    await expect(side.append('facts', [message('huge', zero)])).rejects.toMatchObject({ code: 'body-too-large' });
    expect(kafka.sends.map(({ topic }) => topic)).toEqual(['facts', 'dead-letters']);
  });

  test('a producer that brokers no longer follow makes way for another, without a gap', async () => {
    const { side, kafka } = await open();
    await side.append('facts', [message('a', zero)]);
    kafka.script(() => [fail('stale-producer', 0)]);
    await Promise.all([side.append('facts', [message('b', zero)]), side.append('facts', [message('c', zero)])]);
    await side.append('facts', [message('d', zero)]);
    expect(kafka.held('facts', 0)).toEqual(['a', 'b', 'c', 'd']);
    expect(kafka.sends.map(({ producer }) => producer)).toEqual([1, 1, 2, 2]);
    expect(kafka.closedProducers).toEqual([1]);
  });

  test('a missing permission is told at once, with what to grant', async () => {
    const { side, kafka } = await open();
    kafka.script(() => [fail('not-authorized', 0, { operation: 'Write' })]);
    await expect(side.append('facts', [message('m', zero)])).rejects.toMatchObject({
      code: 'dependency-unavailable',
      message: expect.stringMatching(/Write on the topic facts/),
    });
  });
});

describe('limits', () => {
  test('an append has its time; what comes next goes out by another producer, as it may have been written', async () => {
    const { side, kafka } = await open({ limits: { appendMs: 60 } });
    let away = true;
    kafka.script(
      ...Array.from({ length: 1_000 }, (): Step => (_, write) => (away ? [fail('unavailable', 0)] : write())),
    );
    await expect(side.append('facts', [message('late', zero)])).rejects.toMatchObject({
      ...{ code: 'dependency-unavailable', retryable: true },
      message: expect.stringMatching(/within 60 ms.*topic facts.*It is unavailable/),
    });
    expect(side.trouble()).toMatchObject({ code: 'dependency-unavailable' });
    away = false;
    await side.append('facts', [message('next', zero)]);
    expect(kafka.held('facts', 0)).toEqual(['next']);
    expect(kafka.sends.at(-1)?.producer).toBe(2);
    expect(side.trouble()).toBeUndefined();
  });

  test('what waits behind the limit is refused as overloaded', async () => {
    const { side, kafka } = await open({ limits: { queuedEvents: 5, queuedBytes: 10_000 } });
    const first = gate();
    kafka.script(first.step);
    const taken = messages('m', 5).map((event) => side.append('facts', [event]));
    await expect(side.append('facts', [message('more')])).rejects.toMatchObject({
      code: 'overloaded',
      retryable: true,
    });
    await expect(side.append('facts', messages('n', 6))).rejects.toMatchObject({ code: 'request-invalid' });
    first.open();
    await Promise.all(taken);
    const bytes = side.append('facts', [message('large', 1, 'x'.repeat(9_000))]);
    await expect(side.append('facts', [message('l2', 1, 'x'.repeat(2_000))])).rejects.toMatchObject({
      code: 'overloaded',
    });
    await bytes;
    await side.append('facts', [message('again')]);
  });

  test('an append that is called back before it flew is not appended; one that flies is awaited', async () => {
    const { side, kafka } = await open();
    const first = gate();
    kafka.script(first.step);
    const flown = new AbortController();
    const waited = new AbortController();
    const one = side.append('facts', [message('flown', zero)], { signal: flown.signal });
    await expect.poll(() => kafka.sends.length).toBe(1);
    const two = side.append('facts', [message('waited', zero)], { signal: waited.signal });
    flown.abort();
    waited.abort();
    await expect(two).rejects.toMatchObject({ code: 'aborted' });
    first.open();
    expect(await one).toEqual([{ id: 'flown', position: '0/0' }]);
    await side.append('facts', [message('later', zero)]);
    expect(kafka.held('facts', 0)).toEqual(['flown', 'later']);
  });

  test('closing waits for what was taken, a bounded time', async () => {
    const { side, kafka } = await open({ limits: { flushMs: 50 } });
    const appending = side.append('facts', [message('m', zero)]);
    await side.close();
    expect(await appending).toHaveLength(1);
    await expect(side.append('facts', [message('late')])).rejects.toMatchObject({ code: 'closed' });

    const other = await open({ limits: { flushMs: 50 } });
    other.kafka.script(() => new Promise(() => {}));
    const hanging = other.side.append('facts', [message('m', zero)]);
    hanging.catch(() => {});
    void other.side.close();
    await expect(hanging).rejects.toMatchObject({ code: 'closed' });
    expect(kafka.closedProducers).toEqual([1]);
  });
});
