import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { writeArticles } from './articles.ts';
import { signedQuestion } from './ask-question.ts';
import { startChild } from './child.ts';
import { load, rawPost } from './load.ts';
import { openPlaces } from './places.ts';
import { type Bench, round } from './report.ts';
import { connections } from './webhook-load.ts';

const articles = 1_000;
const patienceMs = 600_000;

/**
 * Many customers ask at once, one process does everything, the embedded model writes the drafts: how many recommendations
 * it makes a second on Kafka and PostgreSQL, how many events the relay brings into the log, and how far that falls behind.
 */
export const burst: Bench = async ({ count = 2_000 }) => {
  await using places = await openPlaces({ log: 'kafka' });
  const folder = join(places.data, 'articles');
  await writeArticles(folder, articles);
  const environment = await places.fresh({ BENCH_ARTICLES: folder });
  const questions = await Promise.all(Array.from({ length: count }, (_, n) => signedQuestion({ n, articles })));
  const requests = questions.map(({ headers, body }) => rawPost('/webhooks/zendesk', headers, body));

  await using child = await startChild('./rail-server.ts', {
    ...environment,
    BENCH_KEY: randomBytes(24).toString('base64url'),
  });
  const database = new pg.Client({ connectionString: environment.BENCH_DATABASE_URL });
  await database.connect();
  const cpuBefore = Number(await child.ask('cpuSeconds'));
  const begun = performance.now();
  const { perSecond, statuses } = await load(child.port, requests, connections);
  let made = 0;
  let madeSeconds = 0;
  let outboxPeak = 0;
  for (;;) {
    const { rows } = await database.query<{ replies: string; outbox: string }>(
      `select (select count(*) from deskrail.store_recommendations where kind = 'reply') as replies,
              (select count(*) from deskrail.store_outbox) as outbox`,
    );
    const seconds = (performance.now() - begun) / 1000;
    made = Number(rows[0]?.replies);
    const outbox = Number(rows[0]?.outbox);
    outboxPeak = Math.max(outboxPeak, outbox);
    if (made < count) madeSeconds = seconds;
    else if (outbox === 0) break;
    if (seconds * 1000 > patienceMs) throw new Error(`${made} of ${count} replies are suggested, ${outbox} wait.`);
    await delay(100);
  }
  const allSeconds = (performance.now() - begun) / 1000;
  const cpuSeconds = Number(await child.ask('cpuSeconds')) - cpuBefore;
  await database.end();
  const measured = {
    ...{ webhooks: count, 'webhooks/s': round(perSecond, 0), 'replies/s': round(count / madeSeconds, 0) },
    ...{ 'all in the log after s': round(allSeconds), 'most in the outbox': outboxPeak },
    'CPU ms/reply': round((cpuSeconds * 1000) / count),
  };
  return { name: 'burst', unit: 'replies/s', rows: [measured], count, articles, statuses, measured };
};
