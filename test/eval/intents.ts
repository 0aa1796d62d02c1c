import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Embeddings } from '@deskrail/contracts';
import {
  evaluateIntents,
  type IntentReport,
  type LabelledExample,
  readLabelled,
  trainIntents,
} from '@deskrail/copilot';
import { askEmbeddings } from '../embeddings/ask-embeddings.ts';
import { drawOf, tenthOf } from './intents-split.ts';
import type { Figure, Measure, MeasureOptions } from './measure.ts';

const percent = (share: number): number => share * 100;

async function bankingOf({ data }: MeasureOptions): Promise<readonly LabelledExample[]> {
  const text = await readFile(join(data, 'banking77-train', 'train.csv'), 'utf8');
  return readLabelled(text, { format: 'csv' });
}

/** The processor's seconds, since other work shares the machine. */
const secondsUsed = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;

/** One tenth is a thousand texts, so a point of chance: five say more. */
const tenths = [0, 1, 2, 3, 4];

const banking: Measure = {
  name: 'intents-banking77',
  needs: ['banking77-train'],
  command: 'deskrail eval intents --train A --test B',
  async run(options) {
    const { signal } = options;
    const all = await bankingOf(options);
    const reports: IntentReport[] = [];
    let [seconds, bytes] = [0, 0];
    for (const tenth of tenths) {
      const { train, test } = tenthOf(all, tenth, 2026);
      const before = process.cpuUsage();
      const model = await trainIntents(train, { signal });
      seconds = Math.max(seconds, secondsUsed(process.cpuUsage(before)));
      bytes = model.toBytes().length;
      const report = await evaluateIntents(model, test, { signal });
      options.say(`Banking77, tenth ${tenth}: ${percent(report.accuracy).toFixed(1)} %`);
      reports.push(report);
    }
    const mean = (of: (report: IntentReport) => number) =>
      reports.reduce((sum, report) => sum + of(report), 0) / reports.length;
    const how = `training part, 90/10 by label, mean of ${tenths.length} disjoint tenths, seed 2026`;
    return [
      {
        name: 'Banking77: accuracy',
        value: percent(mean(({ accuracy }) => accuracy)),
        unit: '%',
        asked: { atLeast: 90.5 },
        how,
      },
      { name: 'Banking77: macro F1', value: percent(mean(({ macroF1 }) => macroF1)), unit: '%', how },
      {
        name: 'Banking77: accuracy with the out-of-scope threshold',
        value: percent(mean(({ accuracyWithThreshold }) => accuracyWithThreshold)),
        unit: '%',
        how,
      },
      {
        name: 'Banking77: calibration error',
        value: mean(({ calibrationError }) => calibrationError),
        unit: '',
        asked: { atMost: 0.03 },
        how,
      },
      {
        name: 'Banking77: training',
        value: seconds,
        unit: 's',
        asked: { atMost: 20 },
        how: 'processor time, the slowest',
      },
      { name: 'Banking77: p95 of a query', value: mean(({ p95Ms }) => p95Ms), unit: 'ms', asked: { atMost: 5 }, how },
      { name: 'Banking77: model file', value: bytes / 1e6, unit: 'MB', asked: { atMost: 15 } },
    ];
  },
};

const draws = [1, 2, 3];
const testedEach = 20;

/** The mean over draws of ten examples a label, on as many others of every label, as in the set's public test. */
async function fewShot(all: readonly LabelledExample[], options: MeasureOptions, embeddings?: Embeddings) {
  let sum = 0;
  for (const seed of draws) {
    const { train, test } = drawOf(all, { seed, train: 10, test: testedEach });
    const model = await trainIntents(train, { signal: options.signal, ...(embeddings && { embeddings }) });
    const { accuracy } = await evaluateIntents(model, test, options);
    options.say(
      `10 examples a label, draw ${seed}${embeddings ? ' with embeddings' : ''}: ${percent(accuracy).toFixed(1)} %`,
    );
    sum += percent(accuracy);
  }
  return sum / draws.length;
}

const few: Measure = {
  name: 'intents-few',
  needs: ['banking77-train'],
  async run(options) {
    const all = await bankingOf(options);
    const how = `mean of ${draws.length} draws, ${testedEach} other texts a label`;
    const alone = await fewShot(all, options);
    const name = 'Banking77, 10 examples a label: accuracy';
    const figures: Figure[] = [{ name, value: alone, unit: '%', asked: { atLeast: 71 }, how }];
    if (options.embeddingsUrl !== undefined) {
      const value = await fewShot(all, options, askEmbeddings(options.embeddingsUrl));
      figures.push({ name: `${name} with embeddings`, value, unit: '%', asked: { atLeast: alone + 1 }, how });
    }
    return figures;
  },
};

type Pairs = readonly (readonly [string, string])[];

const clinc: Measure = {
  name: 'intents-clinc150',
  needs: ['clinc150-dev'],
  async run({ data, signal }) {
    const sets = JSON.parse(await readFile(join(data, 'clinc150-dev', 'clinc150_dev.json'), 'utf8')) as Readonly<
      Record<'train' | 'val' | 'oos_train' | 'oos_val', Pairs>
    >;
    const examples = (pairs: Pairs) => pairs.map(([text, intent]) => ({ text, intent }));
    const model = await trainIntents(examples(sets.train), { signal });
    const outside = examples([...sets.oos_train, ...sets.oos_val]);
    const report = await evaluateIntents(model, [...examples(sets.val), ...outside], { signal });
    const taught = await trainIntents(examples([...sets.train, ...sets.oos_train]), { signal });
    const taughtReport = await evaluateIntents(taught, examples([...sets.val, ...sets.oos_val]), { signal });
    const how = `trained on train, ${report.inScope} of val, ${outside.length} out of scope never seen`;
    const taughtHow = 'trained on train and oos_train, tested on val and oos_val';
    return [
      {
        name: 'CLINC150: accuracy in scope',
        value: percent(report.accuracy),
        unit: '%',
        asked: { atLeast: 92.5 },
        how,
      },
      {
        name: 'CLINC150: accuracy in scope with the threshold',
        value: percent(report.accuracyWithThreshold),
        unit: '%',
        asked: { atLeast: 91 },
        how,
      },
      {
        name: 'CLINC150: out of scope recognised',
        value: percent(report.outOfScopeRecall ?? 0),
        unit: '%',
        asked: { atLeast: 65 },
        how,
      },
      { name: 'CLINC150: calibration error', value: report.calibrationError, unit: '', asked: { atMost: 0.03 }, how },
      {
        name: 'CLINC150, 100 taught: accuracy in scope with the threshold',
        value: percent(taughtReport.accuracyWithThreshold),
        unit: '%',
        how: taughtHow,
      },
      {
        name: 'CLINC150, 100 taught: out of scope recognised',
        value: percent(taughtReport.outOfScopeRecall ?? 0),
        unit: '%',
        how: taughtHow,
      },
    ];
  },
};

const small: Measure = {
  name: 'intents-small',
  needs: ['support-intents-small'],
  async run({ data, signal }) {
    const figures: Figure[] = [];
    for (const corpus of ['AskUbuntu', 'WebApplications']) {
      const text = await readFile(join(data, 'support-intents-small', `${corpus}Corpus.jsonl`), 'utf8');
      const lines = text.split('\n').filter(Boolean);
      const training = lines.map((line) => (JSON.parse(line) as { readonly training: boolean }).training);
      const rows = readLabelled(text, { format: 'json-lines' });
      const model = await trainIntents(
        rows.filter((_, at) => training[at]),
        { signal },
      );
      const report = await evaluateIntents(
        model,
        rows.filter((_, at) => !training[at]),
        { signal },
      );
      const how = `its own split, ${report.inScope} texts in scope`;
      figures.push({ name: `${corpus}: accuracy in scope`, value: percent(report.accuracy), unit: '%', how });
    }
    return figures;
  },
};

export const measures: readonly Measure[] = [banking, few, clinc, small];
