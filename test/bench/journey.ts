import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createClient } from '@deskrail/client';
import { writeArticles } from './articles.ts';
import { askQuestion } from './ask-question.ts';
import { startChild } from './child.ts';
import { type Environment, openPlaces } from './places.ts';
import { type Bench, latencies, round } from './report.ts';

const articles = 1_000;
const warmUp = 50;

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
    await askQuestion(`${url}/webhooks/zendesk`, { n, articles });
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
    const id = await askQuestion(`${url}/webhooks/zendesk`, { n, articles });
    const answer = await fetch(`${url}/events/${id}`);
    await answer.json();
    if (n >= warmUp) times.push(performance.now() - begun);
  }
  return times;
}
