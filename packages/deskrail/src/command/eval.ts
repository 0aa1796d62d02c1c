import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DeskrailError } from '@deskrail/contracts';
import { evaluateIntents, loadIntentModel } from '@deskrail/copilot';
import { readLabelledFile } from '../dataset/read-labelled-file.js';
import type { CommandDefinition, Given } from './definition.js';
import { embeddingsAsked, trainingAsked, trainingOptions } from './labelled.js';
import { usageError } from './parse.js';
import type { Terminal } from './terminal.js';
import { wayOf } from './ways.js';

const ways = ['intents'] as const;

export const evaluate: CommandDefinition = {
  name: 'eval',
  about: 'Measure intents or retrieval on texts of your own, as JSON.',
  positionals: `<${ways.join(' | ')}>`,
  positionalCount: [1, 1],
  options: {
    train: { type: 'string', value: 'path', about: 'intents: labelled texts to train on, as for deskrail train.' },
    model: { type: 'string', value: 'path', about: 'intents: a model that deskrail train wrote, instead of --train.' },
    test: { type: 'string', value: 'path', about: 'intents: labelled texts to measure on, none of them trained on.' },
    ...trainingOptions,
  },
  more: `intents: accuracy and macro F1 of the most likely intent, calibration error (15 bins), how many texts out of scope were caught, and
milliseconds for one text. Shares are 0 to 1.`,
  examples: [
    'deskrail eval intents --train tickets.csv --test later.csv',
    'deskrail eval intents --model intents.model --test later.jsonl --out-of-scope other',
  ],
  async run(given, terminal) {
    wayOf(given.positionals[0], ways, 'eval');
    await terminal.print(JSON.stringify(await evalIntents(given, terminal)));
    return 0;
  },
};

async function evalIntents(given: Given, terminal: Terminal): Promise<object> {
  const [train, model, test] = ['train', 'model', 'test'].map((option) => given.text(option));
  if (test === undefined) throw usageError('eval intents wants --test <path>.', 'eval');
  if ((train === undefined) === (model === undefined)) {
    throw usageError('eval intents wants --train <path> or --model <path>, and not both.', 'eval');
  }
  const training = await trainingAsked(given, terminal, 'eval');
  const { outOfScope } = training;
  const examples = await readLabelledFile(test, terminal.directory);
  const asked = { outOfScope, signal: terminal.signal };
  if (train === undefined) {
    const loaded = await loadModel(model ?? '', given, terminal);
    return evaluateIntents(loaded, examples, asked);
  }
  const trained = await training.train(await readLabelledFile(train, terminal.directory));
  const report = await evaluateIntents(trained, examples, asked);
  const { method, labels, warnings } = trained.report;
  const bytes = trained.toBytes().byteLength;
  return { ...report, training: { method, labels, seconds: trained.seconds, bytes, warnings } };
}

async function loadModel(path: string, given: Given, terminal: Terminal) {
  const bytes = await readFile(resolve(terminal.directory, path)).catch((error: NodeJS.ErrnoException) => {
    throw new DeskrailError('not-found', `${path} cannot be read (${error.code ?? 'the system refused'}).`);
  });
  const embeddings = await embeddingsAsked(given, terminal);
  return loadIntentModel(bytes, embeddings && { embeddings });
}
