import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@deskrail/client';
import { signZendesk, zendeskFixtures } from '@deskrail/testing';
import { startKafka } from '../brokers/start-kafka.ts';
import { startPostgres } from '../brokers/start-postgres.ts';
import { questionOf, writeArticles } from './articles.ts';
import { startChild } from './child.ts';
import { freshTopics } from './fresh-topics.ts';
import { type Bench, type BenchOptions, latencies, round } from './report.ts';

const secret = 'bench-secret-of-32-characters-xx';
const articles = 1_000;
const warmUp = 50;

/** What a side's process is told. */
type Environment = Readonly<Record<string, string>>;

/**
 * Webhook sent → recommendation readable through the client, one after the other, with 1,000 articles. The baseline is
 * the same two exchanges with the floor of `ingest`: webhook sent → its row readable, with nothing in between.
 */
export const journey: Bench = async ({ count = 500, ...options }) => {
  await using places = await openPlaces(options);
  const folder = join(places.data, 'articles');
  await writeArticles(folder, articles);
  const baseline = await floorTimes(places.kafka ? './floor-kafka-server.ts' : './floor-server.ts', {
    count,
    environment: await places.fresh({ BENCH_ROWS: '1' }),
  });
  const environment = await places.fresh({ BENCH_ARTICLES: folder });
  const { times, cpuSeconds } = await railTimes(environment, count);
  const [us, floor] = [latencies(times), latencies(baseline)];
  return {
    ...{ name: 'journey', unit: 'ms', log: options.log ?? 'embedded', store: places.store },
    rows: [
      { side: 'ours: webhook → recommendation', ...us },
      { side: 'floor: webhook → row', ...floor },
    ],
    ...{ ours: us, baseline: floor, ratio: round(us.p95 / floor.p95), count, articles },
    cpuMsEach: round((cpuSeconds * 1000) / count),
  };
};

interface Places extends AsyncDisposable {
  readonly data: string;
  readonly kafka: boolean;
  readonly store: 'embedded' | 'postgres';
  /** A data directory, topics and a database that nobody has used. */
  fresh(more: Environment): Promise<Environment>;
}

async function openPlaces({ log, store = log === 'kafka' ? 'postgres' : 'embedded' }: Partial<BenchOptions>) {
  const stack = new AsyncDisposableStack();
  try {
    const data = await mkdtemp(join(tmpdir(), 'deskrail-bench-'));
    stack.defer(() => rm(data, { recursive: true, force: true }));
    const kafka = log === 'kafka' ? stack.use(await startKafka({ load: true, heapMb: 768 })) : undefined;
    const postgres = store === 'postgres' ? stack.use(await startPostgres()) : undefined;
    let used = 0;
    const places: Places = {
      ...{ data, kafka: kafka !== undefined, store },
      async fresh(more) {
        used += 1;
        const environment: Record<string, string> = { ...more, BENCH_SECRET: secret };
        environment.BENCH_DATA = await mkdtemp(join(data, 'side-'));
        if (postgres) environment.BENCH_DATABASE_URL = stack.use(await postgres.createDatabase()).url;
        if (kafka) {
          environment.BENCH_BROKERS = kafka.brokers;
          environment.BENCH_PREFIX = `journey-${used}.`;
          stack.use(await freshTopics(kafka.brokers, environment.BENCH_PREFIX));
        }
        return environment;
      },
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
    return places;
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function railTimes(environment: Environment, count: number) {
  const key = randomBytes(24).toString('base64url');
  await using child = await startChild('./rail-server.ts', { ...environment, BENCH_KEY: key });
  const url = `http://127.0.0.1:${child.port}`;
  const client = createClient({ url, key });
  const stop = new AbortController();
  const waiting = new Map<string, () => void>();
  const following = (async () => {
    for await (const { event } of client.events({ streams: ['decisions'], signal: stop.signal })) {
      waiting.get(String(event.correlationid))?.();
    }
  })().catch(() => {});
  await client.ready();
  const times: number[] = [];
  let cpuBefore = 0;
  for (let n = 0; n < warmUp + count; n++) {
    if (n === warmUp) cpuBefore = Number(await child.ask('cpuSeconds'));
    const conversation = `conversation:zendesk:${100_000 + n}`;
    const decided = new Promise<void>((resolve) => waiting.set(conversation, resolve));
    const begun = performance.now();
    await post(`${url}/webhooks/zendesk`, n);
    await decided;
    const page = await client.recommendations.page({ conversation });
    if (n >= warmUp) times.push(performance.now() - begun);
    if (!page.items.some((item) => item.kind === 'reply' && item.status === 'open'))
      throw new Error(`No reply for ${conversation}.`);
    waiting.delete(conversation);
  }
  const cpuSeconds = Number(await child.ask('cpuSeconds')) - cpuBefore;
  stop.abort();
  await following;
  return { times, cpuSeconds };
}

async function floorTimes(file: string, given: { readonly environment: Environment; readonly count: number }) {
  const { environment, count } = given;
  await using child = await startChild(file, environment);
  const url = `http://127.0.0.1:${child.port}`;
  const times: number[] = [];
  for (let n = 0; n < warmUp + count; n++) {
    const begun = performance.now();
    const id = await post(`${url}/webhooks/zendesk`, n);
    const answer = await fetch(`${url}/events/${id}`);
    await answer.json();
    if (n >= warmUp) times.push(performance.now() - begun);
  }
  return times;
}

async function post(url: string, n: number): Promise<string> {
  const event = zendeskFixtures.ticketCreated({
    ticket: String(100_000 + n),
    subject: 'A question',
    description: questionOf((n * 37) % articles),
    time: new Date().toISOString(),
  });
  const body = JSON.stringify(event);
  const headers = await signZendesk({ secret, timestamp: new Date().toISOString(), body });
  const answer = await fetch(url, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`The webhook was answered ${answer.status}.`);
  return event.id;
}
