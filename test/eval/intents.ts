import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Embeddings } from '@deskrail/contracts';
import { evaluateIntents, type LabelledExample, readLabelled, trainIntents } from '@deskrail/copilot';
import { askEmbeddings } from '../embeddings/ask-embeddings.ts';
import { splitOf } from './intents-split.ts';
import type { Figure, Measure, MeasureOptions } from './measure.ts';

const percent = (share: number): number => share * 100;

async function bankingOf({ data }: MeasureOptions): Promise<readonly LabelledExample[]> {
  const text = await readFile(join(data, 'banking77-train', 'train.csv'), 'utf8');
  return readLabelled(text, { format: 'csv' });
}

/** The processor's seconds, since other work shares the machine. */
const secondsUsed = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;

const banking: Measure = {
  name: 'intents-banking77',
  needs: ['banking77-train'],
  command: 'deskrail eval intents --train A --test B',
  async run(options) {
    const { signal } = options;
    const all = await bankingOf(options);
    const { train, test } = splitOf(all, { seed: 2026, testShare: 0.1 });
    const before = process.cpuUsage();
    const model = await trainIntents(train, { signal });
    const seconds = secondsUsed(process.cpuUsage(before));
    const report = await evaluateIntents(model, test, { signal });
    const how = `training part, 90/10 by label, seed 2026, ${test.length} texts`;
    return [
      { name: 'Banking77: accuracy', value: percent(report.accuracy), unit: '%', asked: { atLeast: 90.5 }, how },
      { name: 'Banking77: macro F1', value: percent(report.macroF1), unit: '%', how },
      {
        name: 'Banking77: accuracy with the out-of-scope threshold',
        value: percent(report.accuracyWithThreshold),
        unit: '%',
        how,
      },
      { name: 'Banking77: calibration error', value: report.calibrationError, unit: '', asked: { atMost: 0.03 }, how },
      { name: 'Banking77: training', value: seconds, unit: 's', asked: { atMost: 20 }, how: 'processor time' },
      { name: 'Banking77: p95 of a query', value: report.p95Ms, unit: 'ms', asked: { atMost: 5 }, how },
      { name: 'Banking77: model file', value: model.toBytes().length / 1e6, unit: 'MB', asked: { atMost: 15 } },
    ];
  },
};

const draws = [1, 2, 3];
const tested = 1_500;

/** The mean over draws of ten examples a label, on texts of the rest. */
async function fewShot(all: readonly LabelledExample[], options: MeasureOptions, embeddings?: Embeddings) {
  let sum = 0;
  for (const seed of draws) {
    const { train, test } = splitOf(all, { seed, trainEach: 10 });
    const model = await trainIntents(train, { signal: options.signal, ...(embeddings && { embeddings }) });
    const { accuracy } = await evaluateIntents(model, test.slice(0, tested), options);
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
    const how = `mean of ${draws.length} draws, ${tested} other texts each`;
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
