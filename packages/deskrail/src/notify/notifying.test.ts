import { type EventByType, silentLogger } from '@deskrail/contracts';
import { openSqliteLog, type SqliteLog } from '@deskrail/event-log/sqlite';
import { openTestStore, type TestStore } from '@deskrail/testing/store';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endpointOf, type NotifyOption, secretProblem } from './endpoint.js';
import type { PostAnswer, PostOptions } from './guarded-post.js';
import { type Notifying, startNotifying } from './notifying.js';
import { disableAfterMs, retryWaitsMs } from './schedule.js';

const [oneSecret, otherSecret] = ['a', 'b'].map((letter) => `whsec_${Buffer.alloc(32, letter).toString('base64')}`);
const url = 'https://hooks.example/deskrail';

let nowMs: number;
let store: TestStore;
let log: SqliteLog;
let running: Notifying[];
const clock = { now: () => nowMs };

beforeEach(async () => {
  nowMs = Date.now();
  store = await openTestStore({ clock });
  log = await openSqliteLog({ file: store.database });
  running = [];
});
afterEach(async () => {
  for (const one of running) await one.close();
  await log.close();
  await store.close();
});

const option = (more: Partial<NotifyOption> = {}): NotifyOption => ({
  url,
  secret: oneSecret ?? '',
  tenant: 'acme',
  ...more,
});

interface Sent {
  readonly url: string;
  readonly headers: PostOptions['headers'];
  readonly body: string;
}

/** Start with an endpoint that answers as it is told, one after the other and the last for ever. */
async function start(options: readonly NotifyOption[], ...answers: (number | Partial<PostAnswer> | Error)[]) {
  const sent: Sent[] = [];
  const post = async (address: string, { headers, body }: PostOptions): Promise<PostAnswer> => {
    sent.push({ url: address, headers, body });
    const answer = answers[Math.min(sent.length, answers.length) - 1] ?? 204;
    if (answer instanceof Error) throw answer;
    return { status: 0, retryAfterMs: undefined, ...(typeof answer === 'number' ? { status: answer } : answer) };
  };
  const endpoints = options.map((one) => endpointOf(one, 'default'));
  running.push(
    await startNotifying({ log, store, endpoints, clock, logger: silentLogger, random: () => 0, post, pollMs: 5 }),
  );
  return { sent, endpoints };
}

function suggested(id: string, { tenant = 'acme', queue = 'refunds' } = {}): EventByType<'tool-call.suggested.v1'> {
  return {
    ...{ specversion: '1.0', id, source: '/copilot/recommend', type: 'tool-call.suggested.v1', tenant },
    ...{ subject: 'conversation:zendesk:5158', time: new Date(nowMs).toISOString(), actor: 'model/embedded' },
    datacontenttype: 'application/json',
    data: {
      ...{
        recommendationId: id,
        about: { conversation: 'conversation:zendesk:5158' },
        hash: `sha256:${'0'.repeat(64)}`,
      },
      ...{ seen: [], evidence: [], confidence: 0.8, flags: [], outcome: 'review', pipeline: 'embedded/1' },
      model: { name: 'embedded', version: '1' },
      need: { role: 'senior', queue, reviewers: 1, fourEyes: false },
      proposal: { kind: 'tool-call', tool: 'refund', arguments: { order: 'a private number' } },
    },
  };
}

const delivered = (sent: readonly Sent[], count: number) => vi.waitFor(() => expect(sent).toHaveLength(count), 5_000);
const settled = (id: string, waiting: number) =>
  vi.waitFor(async () => expect((await store.deliveries.waiting())[id] ?? 0).toBe(waiting), 5_000);

test('what waits is told, signed by each secret, without what somebody wrote', async () => {
  const { sent, endpoints } = await start([option({ secret: [oneSecret ?? '', otherSecret ?? ''] })]);
  await log.append('decisions', [suggested('rec_1')]);
  await delivered(sent, 1);
  const [{ headers = {}, body = '' } = {}] = sent;
  for (const secret of [oneSecret, otherSecret]) expect(new Webhook(secret ?? '').verify(body, headers)).toBeTruthy();
  expect(headers['webhook-id']).toBe('rec_1');
  expect(JSON.parse(body)).toMatchObject({
    type: 'review.pending',
    data: { recommendationId: 'rec_1', tool: 'refund' },
  });
  expect(body).not.toContain('a private number');
  await settled(endpoints[0]?.id ?? '', 0);
});

test('each endpoint hears of its own tenant and queues alone, and of each decision once', async () => {
  const { sent } = await start([
    option(),
    option({ url: 'https://hooks.example/other', tenant: 'zeta' }),
    option({ url: 'https://hooks.example/tents', queues: ['tents'] }),
    option({ url: 'https://hooks.example/verdicts', events: ['review.decided'] }),
  ]);
  await log.append('decisions', [suggested('rec_1'), suggested('rec_2', { queue: 'tents' }), suggested('rec_1')]);
  await delivered(sent, 3);
  expect(sent.map((one) => `${one.url.split('/').at(-1)} ${one.headers['webhook-id']}`).sort()).toEqual([
    'deskrail rec_1',
    'deskrail rec_2',
    'tents rec_2',
  ]);
});

test('a message that is not taken comes again by the schedule, under the same id', async () => {
  const { sent, endpoints } = await start(
    [option()],
    500,
    new Error('refused'),
    { status: 429, retryAfterMs: 3_600_000 },
    200,
  );
  await log.append('decisions', [suggested('rec_1')]);
  await delivered(sent, 1);
  const { id = '' } = endpoints[0] ?? {};
  // Each failure is written down before its time is let pass.
  await vi.waitFor(async () => expect((await store.deliveries.endpoint(id)).failingSince).toBeDefined(), 5_000);
  for (const [index, wait] of [retryWaitsMs[0], retryWaitsMs[1], 3_600_000].entries()) {
    await vi.waitFor(
      async () => {
        // Less than a lease, or another look would take what is under way.
        nowMs += Math.min((wait ?? 0) / 20, 20_000);
        expect(sent.length).toBeGreaterThan(index + 1);
      },
      { timeout: 10_000, interval: 10 },
    );
  }
  await delivered(sent, 4);
  expect(new Set(sent.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(['rec_1']));
  await settled(id, 0);
  expect(await store.deliveries.endpoint(id)).toEqual({});
});

test('an endpoint that never answers holds up nobody else', async () => {
  const slow = option({ url: 'https://slow.example/' });
  const told: string[] = [];
  const post = async (address: string, { headers, signal }: PostOptions): Promise<PostAnswer> => {
    if (address === url) told.push(headers['webhook-id'] ?? '');
    else await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    return { status: 204, retryAfterMs: undefined };
  };
  const endpoints = [slow, option()].map((one) => endpointOf(one, 'default'));
  const ids = Array.from({ length: 20 }, (_, index) => `rec_${index}`);
  await store.deliveries.add(
    ids.map((id) => ({ id: `${endpoints[0]?.id}/${id}`, endpoint: endpoints[0]?.id ?? '', body: '{}' })),
  );
  running.push(
    await startNotifying({ log, store, endpoints, clock, logger: silentLogger, post, pollMs: 5, timeoutMs: 60_000 }),
  );
  await log.append(
    'decisions',
    ids.map((id) => suggested(id)),
  );
  await vi.waitFor(() => expect([...told].sort()).toEqual([...ids].sort()), 3_000);
});

test('who was overtaken says nothing of the message any more, nor of its endpoint', async () => {
  const slow = Promise.withResolvers<PostAnswer>();
  const answers: Promise<PostAnswer>[] = [slow.promise];
  const post = () => answers.shift() ?? Promise.resolve({ status: 204, retryAfterMs: undefined });
  const endpoint = endpointOf(option(), 'default');
  const notifying = await startNotifying({
    ...{ log, store, endpoints: [endpoint], clock, logger: silentLogger, pollMs: 5, post },
  });
  running.push(notifying);
  await log.append('decisions', [suggested('rec_1')]);
  await vi.waitFor(() => expect(answers).toEqual([]), 5_000);
  // Its lease is over: it is taken again, and had.
  nowMs += 61_000;
  await settled(endpoint.id, 0);
  slow.resolve({ status: 410, retryAfterMs: undefined });
  await notifying.close();
  expect(await store.deliveries.endpoint(endpoint.id)).toEqual({});
});

test('an endpoint that is gone is turned off, and on again by a start', async () => {
  const { sent, endpoints } = await start([option()], 410);
  const { id = '' } = endpoints[0] ?? {};
  await log.append('decisions', [suggested('rec_1')]);
  await delivered(sent, 1);
  await vi.waitFor(async () => expect((await store.deliveries.endpoint(id)).disabledAt).toBeDefined(), 5_000);
  await log.append('decisions', [suggested('rec_2')]);
  await settled(id, 1);
  expect(sent).toHaveLength(1);
  await running.pop()?.close();
  const again = await start([option()]);
  await delivered(again.sent, 1);
  expect(again.sent[0]?.headers['webhook-id']).toBe('rec_2');
});

test('what waits for an endpoint that only others know is left to them', async () => {
  await store.deliveries.add([{ id: 'elsewhere/rec_1', endpoint: 'elsewhere', body: '{}' }]);
  const { sent } = await start([option()]);
  await log.append('decisions', [suggested('rec_1')]);
  await delivered(sent, 1);
  expect(await store.deliveries.take({ limit: 5, leaseMs: 1000 })).toMatchObject([
    { endpoint: 'elsewhere', attempts: 1 },
  ]);
});

test('an endpoint that only fails for days is turned off', async () => {
  const { sent, endpoints } = await start([option()], 503);
  const { id = '' } = endpoints[0] ?? {};
  await log.append('decisions', [suggested('rec_1')]);
  await delivered(sent, 1);
  await vi.waitFor(async () => expect((await store.deliveries.endpoint(id)).failingSince).toBeDefined(), 5_000);
  nowMs += disableAfterMs;
  await vi.waitFor(async () => expect((await store.deliveries.endpoint(id)).disabledAt).toBeDefined(), 5_000);
});

test.each([
  ['whsec_', false],
  ['a-secret', false],
  [`whsec_${Buffer.alloc(16).toString('base64')}`, false],
  [`whsec_${Buffer.alloc(24).toString('base64')}`, true],
])('%s as a secret', (secret, fine) => expect(secretProblem(secret) === undefined).toBe(fine));
