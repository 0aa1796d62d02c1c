import { resolve } from 'node:path';
import type { TrainingReport } from '@deskrail/copilot';
import { readLabelledFile } from '../dataset/read-labelled-file.js';
import type { CommandDefinition } from './definition.js';
import { trainingAsked, trainingOptions, writeModel } from './labelled.js';
import { usageError } from './parse.js';

const defaultOut = 'intents.model';

export const train: CommandDefinition = {
  name: 'train',
  about: 'Train a model of your customers’ intents from labelled tickets.',
  positionals: '<tickets.csv>',
  positionalCount: [1, 1],
  options: {
    out: { type: 'string', value: 'path', about: `The model’s file. Default: ${defaultOut}.` },
    ...trainingOptions,
    json: { type: 'boolean', about: 'What came of it, as one JSON object.' },
  },
  more: `Reads CSV with the columns text and intent (or category), JSON, JSON Lines, and what deskrail export decisions --privacy content
wrote: of that, the rows whose intent a person confirmed. All is done on this machine, unless --embeddings is given.
It tells how good the model is on texts that were held back. With under about five texts a label it takes the label whose texts
are nearest on average, as nothing more is in so few, and says so.`,
  examples: [
    'deskrail train tickets.csv',
    'deskrail train labelled.jsonl --out support.model --out-of-scope other,spam --seed 7',
  ],
  async run(given, terminal) {
    const training = await trainingAsked(given, terminal, 'train');
    const [tickets = ''] = given.positionals;
    const out = given.text('out') ?? defaultOut;
    const path = resolve(terminal.directory, out);
    if (path === resolve(terminal.directory, tickets)) {
      throw usageError(
        'The model would take the place of the texts it is made from: name another file by --out.',
        'train',
      );
    }
    const model = await training.train(await readLabelledFile(tickets, terminal.directory));
    const bytes = await writeModel(model, path, terminal);
    const { report, seconds, name } = model;
    if (given.flag('json')) {
      await terminal.print(JSON.stringify({ file: out, model: name, bytes, seconds, ...report, names: model.labels }));
      return 0;
    }
    for (const line of linesOf(report)) await terminal.print(line);
    await terminal.print(`${out}: ${Math.ceil(bytes / 1_000)} kB, trained in ${seconds.toFixed(1)} s`);
    return 0;
  },
};

const methods = { 'linear-svm': 'a linear classifier', 'nearest-centroid': 'the nearest label on average' } as const;

function linesOf({ method, labels, examples, outOfScopeExamples, heldBack, warnings }: TrainingReport): string[] {
  const outside = outOfScopeExamples > 0 ? `, ${outOfScopeExamples} texts out of scope` : '';
  return [
    `${labels} labels from ${examples} texts${outside}, by ${methods[method]}.`,
    heldBack === undefined
      ? 'No text could be held back, so nothing is known of how good it is.'
      : `Right for ${(heldBack.accuracy * 100).toFixed(1)} % of ${heldBack.examples} texts that were held back.`,
    ...warnings.map((warning) => `Note: ${warning}`),
  ];
}
