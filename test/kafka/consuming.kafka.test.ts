import { setTimeout as delay } from 'node:timers/promises';
import { DeskrailError, type StoredEvent, type SubscribeOptions } from '@deskrail/contracts';
import { type KafkaLog, type KafkaLogOptions, openKafkaLog } from '@deskrail/event-log/kafka';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type KafkaCluster, startKafka } from '../brokers/start-kafka.ts';
import { startProxy, type TcpProxy } from '../brokers/tcp-proxy.ts';
import { factsOf, inOrder, spread, startMember } from './consuming-parts.ts';

const sessionTimeoutMs = 1_000;
const limits = { sessionTimeoutMs, rebalanceTimeoutMs: 10_000, revokeMs: 2_000, commitMs: 50 };
const patience = { timeout: 60_000, interval: 20 };

let kafka: KafkaCluster;
let proxy: TcpProxy;
let count = 0;

beforeAll(async () => {
  kafka = await startKafka({
    settings: { 'group.min.session.timeout.ms': 500 },
    async advertise({ port }) {
      proxy = await startProxy({ to: port });
      return `127.0.0.1:${proxy.port}`;
    },
  });
});
afterAll(async () => {
  await kafka?.close();
  await proxy?.close();
});

/** A log with topics of its own. */
async function open(
  topicPrefix = `c${++count}.`,
  own: Partial<KafkaLogOptions> = {},
): Promise<KafkaLog & { readonly topicPrefix: string }> {
  const options = { brokers: [kafka.brokers], topicPrefix, development: true, partitions: 4, limits };
  return Object.assign(await openKafkaLog({ ...options, ...own }), { topicPrefix });
}

/** What a handler saw, in the order in which it did. */
function createSeen() {
  const ids: string[] = [];
  return { ids, add: (events: readonly StoredEvent[]) => ids.push(...events.map(({ event }) => event.id)) };
}

const behind = async (log: KafkaLog, group: string) => (await log.lag({ group }))[0]?.events;

describe('a handler', () => {
  test('that takes several session time-outs loses nothing and gets nothing twice, with another member beside it', async () => {
    await using log = await open();
    await using beside = await open(log.topicPrefix);
    const seen = createSeen();
    const subscribe = (to: KafkaLog, handler: SubscribeOptions<'facts'>['handler']) =>
      to.subscribe({ stream: 'facts', group: 'slow', concurrency: 4, handler });
    let slow = 0;
    const handler: SubscribeOptions<'facts'>['handler'] = async (events) => {
      if (events.some(({ event }) => event.id === 'f-0')) {
        slow += 1;
        await delay(5 * sessionTimeoutMs);
      }
      seen.add(events);
    };
    await subscribe(log, handler);
    await subscribe(beside, handler);
    const facts = factsOf('f', 40, 8);
    for (const fact of facts) await log.append('facts', [fact]);
    await vi.waitFor(() => expect(new Set(seen.ids).size).toBe(40), patience);
    expect(seen.ids).toHaveLength(40);
    expect(slow).toBe(1);
    expect(inOrder(seen.ids, facts)).toEqual([]);
    await vi.waitFor(async () => expect(await behind(log, 'slow')).toBe(0), patience);
  });

  test('in flight when a member joins goes on, and its events come to nobody again', async () => {
    await using log = await open(undefined, { limits: { ...limits, revokeMs: 300 } });
    const seen = createSeen();
    let begun = () => {};
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let end = () => {};
    const mayEnd = new Promise<void>((resolve) => {
      end = resolve;
    });
    const handler: SubscribeOptions<'facts'>['handler'] = async (events, { signal }) => {
      if (events.some(({ event }) => event.id === 'f-0')) {
        begun();
        const dropped = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        await Promise.race([mayEnd, dropped]);
      }
      seen.add(events);
    };
    await log.subscribe({ ...{ stream: 'facts', group: 'joined', concurrency: 4 }, handler });
    const facts = factsOf('f', 40, 8);
    await log.append('facts', facts);
    await hasBegun;
    await using other = await open(log.topicPrefix);
    await other.subscribe({ ...{ stream: 'facts', group: 'joined', concurrency: 4 }, handler });
    end();
    await vi.waitFor(() => expect(new Set(seen.ids).size).toBe(40), patience);
    expect(inOrder(seen.ids, facts)).toEqual([]);
    await vi.waitFor(async () => expect(await behind(log, 'joined')).toBe(0), patience);
  });
});

describe('a group', () => {
  test.each(['kafkajs', 'platformatic'] as const)(
    'of members that come and go while much is appended loses nothing and keeps order in each subject (%s)',
    async (driver) => {
      await using log = await open(undefined, { driver });
      const facts = factsOf('f', 600, 24);
      const seen = createSeen();
      const handler: SubscribeOptions<'facts'>['handler'] = async (events) => {
        await delay(1);
        seen.add(events);
      };
      const options = { stream: 'facts', group: 'moving', concurrency: 8, maxBatch: 5, handler } as const;
      await log.subscribe(options);
      const appending = (async () => {
        for (const part of spread(facts, 60)) {
          await log.append('facts', part);
          await delay(20);
        }
      })();
      for (let round = 0; round < 3; round += 1) {
        await using coming = await open(log.topicPrefix, { driver: round === 1 ? 'kafkajs' : driver });
        await coming.subscribe(options);
        await delay(100);
      }
      await appending;
      await vi.waitFor(() => expect(new Set(seen.ids).size).toBe(600), patience);
      expect(inOrder(seen.ids, facts)).toEqual([]);
      await vi.waitFor(async () => expect(await behind(log, 'moving')).toBe(0), patience);
    },
  );

  test('goes on without a member that was killed', async () => {
    await using log = await open();
    await using member = await startMember({
      brokers: kafka.brokers,
      topicPrefix: log.topicPrefix,
      group: 'killed',
      limits,
    });
    const facts = factsOf('f', 200, 16);
    await log.append('facts', facts.slice(0, 100));
    await member.saw(10);
    const seen = createSeen();
    await log.subscribe({
      ...{ stream: 'facts', group: 'killed', concurrency: 4 },
      handler: async (events) => void seen.add(events),
    });
    member.kill();
    await log.append('facts', facts.slice(100));
    await vi.waitFor(() => expect(new Set([...member.ids, ...seen.ids]).size).toBe(200), patience);
    expect(inOrder(seen.ids, facts)).toEqual([]);
    await vi.waitFor(async () => expect(await behind(log, 'killed')).toBe(0), patience);
  });

  test('waits while its brokers are away, says so, and goes on', async () => {
    await using log = await open();
    const seen = createSeen();
    const subscription = await log.subscribe({
      ...{ stream: 'facts', group: 'restart' },
      handler: async (events) => void seen.add(events),
    });
    const following: string[] = [];
    const ending = new AbortController();
    const follower = (async () => {
      const read = log.read({ stream: 'facts', until: 'never', signal: ending.signal });
      for await (const { event } of read) following.push(event.id);
    })().catch((error: unknown) => error);
    await log.append('facts', factsOf('before', 5, 2));
    await vi.waitFor(() => expect(seen.ids).toHaveLength(5), patience);
    // A reading that has not begun does not wait: it says at once that nobody answers.
    await vi.waitFor(() => expect(new Set(following).size).toBe(5), patience);
    const [node] = kafka.nodes;
    await node?.kill();
    await vi.waitFor(() => expect(subscription.state).toBe('paused'), patience);
    await node?.start();
    await vi.waitFor(() => log.append('facts', factsOf('after', 5, 2)), patience);
    await vi.waitFor(
      () => expect(seen.ids).toEqual(expect.arrayContaining(factsOf('after', 5, 2).map(({ id }) => id))),
      patience,
    );
    await vi.waitFor(() => expect(new Set(following).size).toBe(10), patience);
    await vi.waitFor(() => expect(subscription.state).toBe('running'), patience);
    ending.abort();
    expect(await follower).toMatchObject({ code: 'aborted' });
    await vi.waitFor(async () => expect(await behind(log, 'restart')).toBe(0), patience);
  });

  test('notices that the network to its brokers is cut, says so, and goes on when it is not', async () => {
    await using log = await open();
    const seen = createSeen();
    const handler = async (events: readonly StoredEvent[]) => void seen.add(events);
    const subscription = await log.subscribe({ ...{ stream: 'facts', group: 'cut' }, handler });
    await log.append('facts', factsOf('before', 5, 2));
    await vi.waitFor(() => expect(seen.ids).toHaveLength(5), patience);
    proxy.cut();
    await vi.waitFor(() => expect(subscription.state).toBe('paused'), patience);
    proxy.heal();
    await vi.waitFor(() => log.append('facts', factsOf('after', 5, 2)), patience);
    await vi.waitFor(() => expect(new Set(seen.ids).size).toBe(10), patience);
    await vi.waitFor(() => expect(subscription.state).toBe('running'), patience);
    await vi.waitFor(async () => expect(await behind(log, 'cut')).toBe(0), patience);
  });

  test('whose store is away keeps its place and its session, and hands nothing over twice when it is back', async () => {
    await using log = await open();
    const seen = createSeen();
    let away = true;
    let tries = 0;
    const subscription = await log.subscribe({
      ...{ stream: 'facts', group: 'paused', retry: { baseDelayMs: 50, maxDelayMs: 200 } },
      async handler(events) {
        tries += 1;
        if (away) throw new DeskrailError('dependency-unavailable', 'The store is away.', { retryable: true });
        seen.add(events);
      },
    });
    await log.append('facts', factsOf('f', 20, 4));
    await vi.waitFor(() => expect(subscription.state).toBe('paused'), patience);
    await delay(3 * sessionTimeoutMs);
    expect(await behind(log, 'paused')).toBe(20);
    away = false;
    await vi.waitFor(() => expect(seen.ids).toHaveLength(20), patience);
    expect(tries).toBeGreaterThan(20);
    expect(subscription.state).toBe('running');
    expect(await Array.fromAsync(log.read({ stream: 'dead-letters' }))).toEqual([]);
  });
});

describe('a replay', () => {
  test('under another name, from the start, a time or a cursor, leaves the live group where it is', async () => {
    await using log = await open();
    const early = factsOf('early', 30, 6);
    await log.append('facts', early);
    const live = createSeen();
    await log.subscribe({ ...{ stream: 'facts', group: 'live' }, handler: async (events) => void live.add(events) });
    await vi.waitFor(() => expect(live.ids).toHaveLength(30), patience);
    await vi.waitFor(async () => expect(await behind(log, 'live')).toBe(0), patience);
    const read = await Array.fromAsync(log.read({ stream: 'facts' }));
    await delay(5);
    const time = new Date().toISOString();
    const late = factsOf('late', 10, 6);
    await log.append('facts', late);
    await vi.waitFor(() => expect(live.ids).toHaveLength(40), patience);
    for (const [group, from, expected] of [
      ['from-start', 'start', [...early, ...late]],
      ['from-time', { time }, late],
      ['from-cursor', { after: read.at(-1)?.cursor ?? '' }, late],
    ] as const) {
      const replayed = createSeen();
      await log.subscribe({
        ...{ stream: 'facts', group, from },
        handler: async (events) => void replayed.add(events),
      });
      await vi.waitFor(() => expect([...replayed.ids].sort()).toEqual(expected.map(({ id }) => id).sort()), patience);
    }
    expect(live.ids).toHaveLength(40);
    expect(await behind(log, 'live')).toBe(0);
  });

  test('of a group itself is by setting its place while it is not running', async () => {
    await using log = await open();
    await log.append('facts', factsOf('f', 12, 3));
    const first = createSeen();
    const options = { stream: 'facts', group: 'again' } as const;
    const running = await log.subscribe({ ...options, handler: async (events) => void first.add(events) });
    await vi.waitFor(() => expect(first.ids).toHaveLength(12), patience);
    await expect(log.seekGroup({ ...options, to: 'start' })).rejects.toMatchObject({ code: 'conflict' });
    await running.close();
    await log.seekGroup({ ...options, to: 'start' });
    expect(await behind(log, 'again')).toBe(12);
    const second = createSeen();
    await log.subscribe({ ...options, handler: async (events) => void second.add(events) });
    await vi.waitFor(() => expect(second.ids).toHaveLength(12), patience);
  });
});
