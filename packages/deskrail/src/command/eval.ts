import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DeskrailError } from '@deskrail/contracts';
import {
  evaluateIntents,
  evaluateRetrieval,
  loadIntentModel,
  readRetrievalDocs,
  readRetrievalQueries,
} from '@deskrail/copilot';
import { readLabelledFile, readText } from '../dataset/read-labelled-file.js';
import type { CommandDefinition, Given } from './definition.js';
import { embeddingsAsked, trainingAsked, trainingOptions } from './labelled.js';
import { usageError } from './parse.js';
import type { Terminal } from './terminal.js';
import { wayOf } from './ways.js';

const ways = ['intents', 'retrieval'] as const;

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
    docs: { type: 'string', value: 'path', about: 'retrieval: JSON Lines with id, title and text.' },
    queries: {
      type: 'string',
      value: 'path',
      about: 'retrieval: JSON Lines with id, text, rel (ids of docs) and prev.',
    },
    'without-prev': { type: 'boolean', about: 'retrieval: leave out what was said before, to see what it brings.' },
  },
  more: `intents: accuracy and macro F1 of the most likely intent, calibration error (15 bins), how many texts out of scope were caught, and
milliseconds for one text.
retrieval: how often a right document is the first, among the first 5 and 10, the mean of one over its place (MRR), milliseconds for one
question, and what answering from the product's threshold on would have done. Shares are 0 to 1. All is done on this machine,
unless --embeddings is given.`,
  examples: [
    'deskrail eval intents --train tickets.csv --test later.csv',
    'deskrail eval intents --model intents.model --test later.jsonl --out-of-scope other',
    'deskrail eval retrieval --docs articles.jsonl --queries questions.jsonl',
  ],
  async run(given, terminal) {
    const way = wayOf(given.positionals[0], ways, 'eval');
    const evaluated = way === 'intents' ? evalIntents(given, terminal) : evalRetrieval(given, terminal);
    await terminal.print(JSON.stringify(await evaluated));
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

async function evalRetrieval(given: Given, { directory, signal }: Terminal): Promise<object> {
  const [docs, queries] = ['docs', 'queries'].map((option) => given.text(option));
  if (docs === undefined || queries === undefined) {
    throw usageError('eval retrieval wants --docs <path> and --queries <path>.', 'eval');
  }
  return evaluateRetrieval({
    docs: readRetrievalDocs(await readText(resolve(directory, docs))),
    queries: readRetrievalQueries(await readText(resolve(directory, queries))),
    withoutPrev: given.flag('without-prev'),
    signal,
  });
}

async function loadModel(path: string, given: Given, terminal: Terminal) {
  const bytes = await readFile(resolve(terminal.directory, path)).catch((error: NodeJS.ErrnoException) => {
    throw new DeskrailError('not-found', `${path} cannot be read (${error.code ?? 'the system refused'}).`);
  });
  const embeddings = await embeddingsAsked(given, terminal);
  return loadIntentModel(bytes, embeddings && { embeddings });
}
