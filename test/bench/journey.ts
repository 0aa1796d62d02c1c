import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@deskrail/client';
import { signZendesk, zendeskFixtures } from '@deskrail/testing';
import { questionOf, writeArticles } from './articles.ts';
import { startChild } from './child.ts';
import { type Bench, latencies, round } from './report.ts';

const secret = 'bench-secret-of-32-characters-xx';
const articles = 1_000;
const warmUp = 50;

/**
 * Webhook sent → recommendation readable through the client, one after the other, with 1,000 articles. The baseline is
 * the same two exchanges with the floor of `ingest`: webhook sent → its row readable, with nothing in between.
 */
export const journey: Bench = async ({ count = 500 }) => {
  const data = await mkdtemp(join(tmpdir(), 'deskrail-bench-'));
  try {
    const folder = join(data, 'articles');
    await writeArticles(folder, articles);
    const baseline = await floorTimes(data, count);
    const ours = await railTimes(data, folder, count);
    const [us, floor] = [latencies(ours), latencies(baseline)];
    return {
      name: 'journey',
      unit: 'ms',
      rows: [
        { side: 'ours: webhook → recommendation', ...us },
        { side: 'floor: webhook → row', ...floor },
      ],
      ours: us,
      baseline: floor,
      ratio: round(us.p95 / floor.p95),
      count,
      articles,
    };
  } finally {
    await rm(data, { recursive: true, force: true });
  }
};

async function railTimes(data: string, folder: string, count: number): Promise<number[]> {
  const key = randomBytes(24).toString('base64url');
  const environment = { BENCH_DATA: data, BENCH_ARTICLES: folder, BENCH_SECRET: secret, BENCH_KEY: key };
  await using child = await startChild('./rail-server.ts', environment);
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
  for (let n = 0; n < warmUp + count; n++) {
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
  stop.abort();
  await following;
  return times;
}

async function floorTimes(data: string, count: number): Promise<number[]> {
  await using child = await startChild('./floor-server.ts', { BENCH_DATA: data, BENCH_SECRET: secret });
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
