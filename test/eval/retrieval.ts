import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  articleFolder,
  evaluateRetrieval,
  type RetrievalReport,
  readRetrievalDocs,
  readRetrievalQueries,
} from '@deskrail/copilot';
import type { Figure, Measure, MeasureOptions } from './measure.ts';
import { readCsv } from './read-csv.ts';
import { shopQuestions } from './shop-questions.ts';

const percent = (share: number): number => Math.round(share * 1_000) / 10;

/** What a model that answers from its threshold on would have done: for whoever calibrates, not for the table. */
function atThreshold(name: string, { atThreshold: found }: RetrievalReport): string {
  const { right, wrong, withheld, answeredWithoutDocument } = found;
  return `${name}: at ${found.minScore} right ${percent(right)} %, wrong ${percent(wrong)} %, withheld ${percent(withheld)} %; \
answered although the right document was taken away ${percent(answeredWithoutDocument)} %`;
}

async function measured(folder: string, { data, signal, say }: MeasureOptions, withoutPrev = false) {
  const [docs, queries] = await Promise.all(
    ['docs.jsonl', 'queries.jsonl'].map((file) => readFile(join(data, folder, file), 'utf8')),
  );
  const report = await evaluateRetrieval({
    docs: readRetrievalDocs(docs ?? ''),
    queries: readRetrievalQueries(queries ?? ''),
    ...{ withoutPrev, signal },
  });
  if (!withoutPrev) say(atThreshold(folder, report));
  return report;
}

const command = (folder: string) =>
  `deskrail eval retrieval --docs ${folder}/docs.jsonl --queries ${folder}/queries.jsonl`;

const faq: Measure = {
  name: 'retrieval-faq',
  needs: ['faq-covidqa'],
  command: command('faq-covidqa'),
  async run(options) {
    const { hitAt1, hitAt5, mrr, questions, atThreshold: found } = await measured('faq-covidqa', options);
    const how = `${questions} paraphrases, 209 documents`;
    return [
      { name: 'FAQ paraphrases: hit@1', value: percent(hitAt1), unit: '%', asked: { atLeast: 61 }, how },
      { name: 'FAQ paraphrases: hit@5', value: percent(hitAt5), unit: '%', asked: { atLeast: 81 } },
      { name: 'FAQ paraphrases: MRR', value: Math.round(mrr * 1_000) / 1_000, unit: '' },
      {
        ...{
          name: 'FAQ: right of what is answered',
          value: percent(found.right / (found.right + found.wrong)),
          unit: '%',
        },
        how: `from a score of ${found.minScore} on, which was chosen here`,
      },
      { name: 'FAQ: answered though the right one is away', value: percent(found.answeredWithoutDocument), unit: '%' },
    ];
  },
};

const passages: Measure = {
  name: 'retrieval-passages',
  needs: ['passages-mtragun-dev'],
  command: command('passages-mtragun-dev'),
  async run(options) {
    const { hitAt1, questions, atThreshold: found } = await measured('passages-mtragun-dev', options);
    return [
      {
        ...{ name: 'Passages, several turns: hit@1', value: percent(hitAt1), unit: '%', asked: { atLeast: 78 } },
        how: `${questions} last turns with the customer's turns before, 312 passages`,
      },
      {
        ...{ name: 'Passages: right of what is answered', value: percent(found.right / (found.right + found.wrong)) },
        ...{ unit: '%', asked: { atLeast: rightAtLeast }, how: `from a score of ${found.minScore} on` },
      },
      {
        ...{ name: 'Passages: answered though the right one is away', value: percent(found.answeredWithoutDocument) },
        unit: '%',
      },
    ];
  },
};

const history: Measure = {
  name: 'retrieval-history',
  needs: ['faq-dstc11-val'],
  command: command('faq-dstc11-val'),
  async run(options) {
    const { hitAt10, questions } = await measured('faq-dstc11-val', options);
    const without = await measured('faq-dstc11-val', options, true);
    return [
      {
        ...{ name: 'FAQ of many hotels, with history: hit@10', value: percent(hitAt10), unit: '%' },
        ...{ asked: { atLeast: 60 }, how: `${questions} last turns, 2,869 documents` },
      },
      { name: 'the same without history: hit@10', value: percent(without.hitAt10), unit: '%' },
    ];
  },
};

const tickets: Measure = {
  name: 'retrieval-tickets',
  needs: ['banking77-train'],
  async run({ data, signal, say }): Promise<readonly Figure[]> {
    const rows = readCsv(await readFile(join(data, 'banking77-train', 'train.csv'), 'utf8')).slice(1);
    const byIntent = Map.groupBy(
      rows.map(([text = '', intent = ''], at) => ({ id: String(at), text, intent })),
      ({ intent }) => intent,
    );
    const all = [...byIntent.values()].flat();
    const report = await evaluateRetrieval({
      docs: all.map(({ id, text }) => ({ id, title: '', text })),
      queries: all.map(({ id, text, intent }) => {
        const alike = byIntent.get(intent) ?? [];
        return { id, text, prev: [], rel: alike.flatMap((other) => (other.id === id ? [] : [other.id])) };
      }),
      signal,
    });
    say(atThreshold('banking77-train', report));
    return [
      {
        ...{ name: '10,000 tickets: hit@1', value: percent(report.hitAt1), unit: '%', asked: { atLeast: 82 } },
        how: `${report.questions} tickets, each looked for among all others`,
      },
      { name: '10,000 tickets: hit@5', value: percent(report.hitAt5), unit: '%' },
      { name: '10,000 tickets: p95 of one question', value: Math.round(report.p95Ms * 10) / 10, unit: 'ms' },
    ];
  },
};

const articles = join(import.meta.dirname, '../../packages/testing/articles');
const minScore = 0.4;
/** Of what is answered from `minScore` on, so much is to be right on the sets that it was not chosen on. */
const rightAtLeast = 80;

/** The demo's articles as the product cuts them, and questions that they answer or do not. */
const shop: Measure = {
  name: 'retrieval-shop',
  needs: [],
  async run({ signal }): Promise<readonly Figure[]> {
    const source = articleFolder({ folder: articles });
    let [right, wrong, answerable, answered] = [0, 0, 0, 0];
    for (const [text, ...names] of shopQuestions) {
      const [best] = await source.retrieve({ tenant: 'shop', text, earlier: [], scopes: [], limit: 3 }, { signal });
      const isAnswered = best !== undefined && best.score >= minScore;
      if (names.length === 0) answered += Number(isAnswered);
      else {
        const isRight = names.some((name) => best?.source.id.includes(`/${name}.`));
        answerable += 1;
        right += Number(isAnswered && isRight);
        wrong += Number(isAnswered && !isRight);
      }
    }
    const none = shopQuestions.length - answerable;
    const how = `${answerable} questions of our own to the demo’s articles`;
    return [
      { name: 'Demo: answered rightly', value: percent(right / answerable), unit: '%', how },
      {
        ...{ name: 'Demo: right of what is answered', value: percent(right / (right + wrong)), unit: '%' },
        ...{ asked: { atLeast: rightAtLeast }, how: `from a score of ${minScore} on` },
      },
      { name: 'Demo: answered wrongly', value: percent(wrong / answerable), unit: '%' },
      {
        name: 'Demo: answered though nothing answers',
        value: percent(answered / none),
        unit: '%',
        how: `${none} more`,
      },
    ];
  },
};

export const measures: readonly Measure[] = [faq, passages, history, tickets, shop];
