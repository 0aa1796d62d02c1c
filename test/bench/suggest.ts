import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  articleFolder,
  createRecommender,
  definePolicy,
  embeddedModel,
  evaluateRetrieval,
  type RetrievalDoc,
  type RetrievalQuery,
} from '@deskrail/copilot';
import { openSqliteFile } from '@deskrail/event-log/sqlite';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { type Bench, latencies, round } from './report.ts';
import { readOwn, suggestDocuments, suggestQuestions } from './suggest-documents.ts';
import { inMiniSearch } from './suggest-minisearch.ts';

const documents = 10_000;
const warmUp = 50;
const megabyte = 1_048_576;

/**
 * A whole suggestion with 10,000 articles and nothing remote: features, evidence, draft, checks, policy. And the index
 * alone beside MiniSearch on the same documents and questions. `--docs` and `--queries` name files of one's own.
 */
export const suggest: Bench = async ({ count = 1_000, docs, queries }) => {
  const own = docs !== undefined && queries !== undefined ? await readOwn(docs, queries) : undefined;
  const asked = {
    docs: own?.docs ?? suggestDocuments(documents),
    queries: own?.queries.slice(0, count) ?? suggestQuestions(count, documents),
  };
  const whole = await suggestions(asked.docs, asked.queries);
  // Both are asked once before it counts, so that neither is the one that is still being compiled.
  const few = { ...asked, queries: asked.queries.slice(0, warmUp) };
  await evaluateRetrieval(few);
  inMiniSearch(few.docs, few.queries);
  const found = await evaluateRetrieval(asked);
  const ours = {
    ...{ hitAt1: round(found.hitAt1, 3), hitAt10: round(found.hitAt10, 3), indexSeconds: round(found.indexSeconds) },
    ...{ p50: round(found.p50Ms), p95: round(found.p95Ms) },
  };
  const baseline = inMiniSearch(asked.docs, asked.queries);
  return {
    ...{ name: 'suggest', unit: 'ms', documents: asked.docs.length, count: asked.queries.length },
    rows: [
      { side: 'whole suggestion', ...whole },
      { side: 'index alone', ...ours },
      { side: 'MiniSearch 7.2', ...baseline },
    ],
    ...{ ours, baseline, ratio: round(ours.p95 / baseline.p95), whole },
  };
};

async function writeArticle(folder: string, { title, text }: RetrievalDoc, n: number): Promise<void> {
  await writeFile(join(folder, `${n}.md`), `# ${title.replaceAll('\n', ' ')}\n\n${text}\n`);
}

async function suggestions(docs: readonly RetrievalDoc[], queries: readonly RetrievalQuery[]) {
  await using stack = new AsyncDisposableStack();
  const data = await mkdtemp(join(tmpdir(), 'deskrail-bench-'));
  stack.defer(() => rm(data, { recursive: true, force: true }));
  const folder = join(data, 'articles');
  await mkdir(folder);
  for (const [n, doc] of docs.entries()) await writeArticle(folder, doc, n);
  const file = await openSqliteFile({ path: join(data, 'deskrail.db') });
  stack.defer(() => file.close());
  const store = await openSqliteStore({ database: file });
  stack.defer(() => store.close());
  const { signal } = new AbortController();

  globalThis.gc?.();
  const before = process.memoryUsage();
  const beganMs = performance.now();
  const articles = articleFolder({ folder, recheckMs: 3_600_000 });
  await articles.refresh();
  const indexSeconds = round((performance.now() - beganMs) / 1_000);
  globalThis.gc?.();
  const after = process.memoryUsage();
  const held = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;

  const policy = await definePolicy([]);
  const recommender = createRecommender({
    ...{ store, sources: [articles], model: embeddedModel(), policy },
    cache: false,
  });
  const times: number[] = [];
  let replied = 0;
  for (const [n, { text }] of [...queries.slice(0, warmUp), ...queries].entries()) {
    const askedMs = performance.now();
    const { outcome } = await recommender.suggest({ tenant: 'bench', actor: 'bot/bench', text }, { signal });
    if (n >= warmUp) times.push(performance.now() - askedMs);
    if (n >= warmUp && outcome !== 'withheld') replied += 1;
  }
  return {
    ...latencies(times),
    replied: round(replied / queries.length, 3),
    indexSeconds,
    megabytes: round(held / megabyte, 0),
  };
}
