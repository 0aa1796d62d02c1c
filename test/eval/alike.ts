import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clusterTexts, likenessOf } from '@deskrail/copilot';
import { matchedAccuracy } from './assignment.ts';
import type { Measure } from './measure.ts';
import { readCsv } from './read-csv.ts';

interface Scored {
  readonly score: number;
  readonly positive: boolean;
}

/** Area under the curve: how often a pair that is alike scores over one that is not. */
function areaUnderCurve(pairs: readonly Scored[]): number {
  const positives = pairs.filter(({ positive }) => positive);
  const negatives = pairs.filter(({ positive }) => !positive);
  let wins = 0;
  for (const one of positives) {
    for (const other of negatives) wins += one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0;
  }
  return wins / (positives.length * negatives.length);
}

const duplicates: Measure = {
  name: 'duplicates',
  needs: ['faq-covidqa'],
  async run({ data }) {
    const rows = readCsv(await readFile(join(data, 'faq-covidqa', 'question_pairs.csv'), 'utf8')).slice(1);
    const scored = rows.map(([one = '', other = '', similar]) => ({
      score: likenessOf(one, other),
      positive: similar === '1',
    }));
    const value = areaUnderCurve(scored);
    return [
      {
        name: 'Duplicates: AUC',
        value,
        unit: '',
        asked: { atLeast: 0.95 },
        how: `${rows.length} pairs, each by itself`,
      },
    ];
  },
};

const clusters: Measure = {
  name: 'clusters',
  needs: ['clusters-dstc11-dev'],
  async run({ data, say }) {
    const lines = (await readFile(join(data, 'clusters-dstc11-dev', 'utterances.jsonl'), 'utf8'))
      .split('\n')
      .filter(Boolean);
    const rows = lines.map((line): { utterance: string; intent: string } => JSON.parse(line));
    const labels = rows.map(({ intent }) => intent);
    const texts = rows.map(({ utterance }) => utterance);
    const known = new Set(labels).size;
    const beganMs = performance.now();
    const found = clusterTexts(texts, { clusters: known });
    const tookMs = performance.now() - beganMs;
    const bySeed = [1, 2, 3, 4, 5].map(
      (seed) => 100 * matchedAccuracy(labels, clusterTexts(texts, { clusters: known, seed })),
    );
    say(`clusters, seeds 1 to 5: ${bySeed.map((value) => value.toFixed(1)).join(', ')}`);
    const alone = clusterTexts(texts);
    return [
      {
        name: 'Clusters: accuracy at the true number',
        value: 100 * matchedAccuracy(labels, found),
        unit: '%',
        asked: { atLeast: 64 },
        how: `${texts.length} texts, ${known} intents, seed 1`,
      },
      { name: 'Clusters: accuracy, worst of five seeds', value: Math.min(...bySeed), unit: '%' },
      { name: 'Clusters: how many it finds by itself', value: new Set(alone).size, unit: '', how: `${known} intents` },
      { name: 'Clusters: time', value: tookMs / 1_000, unit: 's' },
    ];
  },
};

export const measures: readonly Measure[] = [duplicates, clusters];
