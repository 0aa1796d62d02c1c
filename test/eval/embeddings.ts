import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvidenceSource } from '@deskrail/contracts';
import { documentList, withEmbeddings } from '@deskrail/copilot';
import { cachePath } from '../brokers/cache-directory.ts';
import { askEmbeddings } from '../embeddings/ask-embeddings.ts';
import { startEmbeddings } from '../embeddings/start-embeddings.ts';
import type { Figure, Measure, MeasureOptions } from './measure.ts';

interface Doc {
  readonly id: string;
  readonly title?: string;
  readonly text: string;
}

interface Query {
  readonly text: string;
  readonly prev?: readonly string[];
  readonly rel: readonly string[];
}

/** The sets, and what they are called in the table. */
const sets = {
  'faq-covidqa': 'FAQ paraphrases',
  'faq-dstc11-val': 'FAQ in conversations',
  'passages-mtragun-dev': 'passages in conversations',
} as const;

const firsts = [1, 5, 10] as const;
const name = 'd';

async function rowsOf<Row>(data: string, set: string, file: string): Promise<readonly Row[]> {
  const lines = (await readFile(join(data, set, `${file}.jsonl`), 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

interface Ranked {
  /** Percent of the questions with a right document among the first so many. */
  readonly hits: readonly number[];
  readonly p95Ms: number;
}

async function ranked(source: EvidenceSource, queries: readonly Query[], signal: AbortSignal): Promise<Ranked> {
  const found = firsts.map(() => 0);
  const tookMs: number[] = [];
  for (const { text, prev = [], rel } of queries) {
    const right = new Set(rel.map((id) => `${name}/${id}`));
    const query = { tenant: 'measured', text, earlier: prev, scopes: [], limit: 30 };
    const beganMs = performance.now();
    const pieces = await source.retrieve(query, { signal });
    tookMs.push(performance.now() - beganMs);
    // A document counts once, where the first of its passages stands.
    const ids = [...new Set(pieces.map((piece) => piece.source.id))];
    const at = ids.findIndex((id) => right.has(id));
    for (const [index, first] of firsts.entries()) if (at !== -1 && at < first) found[index] = (found[index] ?? 0) + 1;
  }
  tookMs.sort((one, other) => one - other);
  return {
    hits: found.map((count) => (100 * count) / queries.length),
    p95Ms: tookMs[Math.floor(0.95 * tookMs.length)] ?? 0,
  };
}

async function measureSet(set: keyof typeof sets, url: string, options: MeasureOptions): Promise<readonly Figure[]> {
  const { data, signal, say } = options;
  const rows = await rowsOf<Doc>(data, set, 'docs');
  // A question without its answer has only itself to quote.
  const documents = rows.map((row) => ({ ...row, text: row.text || (row.title ?? row.id) }));
  const ids = new Set(documents.map(({ id }) => id));
  const queries = (await rowsOf<Query>(data, set, 'queries')).filter(({ rel }) => rel.some((id) => ids.has(id)));
  const embeddings = askEmbeddings(url);
  const cache = cachePath('eval', `${set}.vectors`);
  const words = documentList({ documents, name });
  const fused = withEmbeddings({ source: documentList({ documents, name }), embeddings, cache, timeoutMs: 20_000 });
  const beganMs = performance.now();
  await fused.update({ tenant: 'measured', signal });
  say(`${set}: ${fused.vectors} vectors in ${((performance.now() - beganMs) / 1_000).toFixed(1)} s`);
  const both = { words: await ranked(words, queries, signal), fused: await ranked(fused, queries, signal) };
  await fused.close?.();
  const how = `${documents.length} documents, ${queries.length} questions, ${embeddings.name}`;
  return Object.entries(both).flatMap(([by, { hits, p95Ms }]) => [
    ...hits.map((value, at) => ({ name: `${sets[set]}: hit@${firsts[at]}, ${by}`, value, unit: '%', how })),
    { name: `${sets[set]}: p95, ${by}`, value: p95Ms, unit: 'ms', how },
  ]);
}

const embeddings: Measure = {
  name: 'embeddings',
  needs: Object.keys(sets),
  async run(options) {
    const { embeddingsUrl, signal, say } = options;
    await using own = embeddingsUrl === undefined ? await startEmbeddings({ signal, say }) : undefined;
    const figures: Figure[] = [];
    for (const set of Object.keys(sets) as (keyof typeof sets)[]) {
      figures.push(...(await measureSet(set, embeddingsUrl ?? own?.url ?? '', options)));
    }
    return figures;
  },
};

export const measures: readonly Measure[] = [embeddings];
