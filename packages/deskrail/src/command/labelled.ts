import { writeFile } from 'node:fs/promises';
import type { Embeddings } from '@deskrail/contracts';
import { type LabelledExample, type TrainedIntentModel, trainIntents } from '@deskrail/copilot';
import { openAiParts } from '../config/copilot-environment.js';
import { readEnvironment } from '../config/environment.js';
import { configError } from '../config/problems.js';
import { withAtomicFile } from '../dataset/atomic-file.js';
import type { Given, OptionDefinition } from './definition.js';
import { usageError } from './parse.js';
import type { Terminal } from './terminal.js';

/** What commands take that train an intent model. */
export const trainingOptions = {
  seed: { type: 'string', value: 'N', about: 'The same texts and seed give the same model. Default: 1.' },
  'out-of-scope': {
    type: 'string',
    value: 'labels',
    about: 'Labels, separated by commas, whose texts none of the others covers. oos and none are such always.',
  },
  embeddings: {
    type: 'boolean',
    about: 'With those of DESKRAIL_OPENAI_EMBEDDINGS_MODEL: few examples go further. The texts are sent there.',
  },
} as const satisfies Record<string, OptionDefinition>;

export interface Training {
  readonly outOfScope: readonly string[];
  train(examples: readonly LabelledExample[]): Promise<TrainedIntentModel & { readonly seconds: number }>;
}

/** How to train, as it was asked for. Says how far it is. */
export async function trainingAsked(given: Given, terminal: Terminal, command: string): Promise<Training> {
  const text = given.text('seed') ?? '1';
  if (!/^\d{1,9}$/.test(text)) throw usageError('--seed is a whole number, such as 1.', command);
  const embeddings = await embeddingsAsked(given, terminal);
  const outOfScope = (given.text('out-of-scope') ?? '')
    .split(',')
    .map((label) => label.trim())
    .filter((label) => label !== '');
  return {
    outOfScope,
    async train(examples) {
      const outside = new Set(outOfScope);
      const startedAt = performance.now();
      const model = await trainIntents(
        examples.filter(({ intent }) => !outside.has(intent)),
        {
          seed: Number(text),
          ...(embeddings && { embeddings }),
          signal: terminal.signal,
          onProgress: everyTenth((percent) => terminal.say(`training ${percent} % …`)),
          outOfScope: examples.filter(({ intent }) => outside.has(intent)).map((example) => example.text),
        },
      );
      return { ...model, seconds: Math.round((performance.now() - startedAt) / 100) / 10 };
    },
  };
}

/** The environment's, where `--embeddings` was given. */
export async function embeddingsAsked(given: Given, { environment }: Terminal): Promise<Embeddings | undefined> {
  if (!given.flag('embeddings')) return undefined;
  const { openAi } = readEnvironment(environment);
  const { embeddings } = openAi === undefined ? {} : await openAiParts(openAi);
  if (embeddings !== undefined) return embeddings;
  throw configError([
    {
      where: '--embeddings',
      wrong: 'no endpoint is configured',
      write: 'Set DESKRAIL_OPENAI_EMBEDDINGS_MODEL, and OPENAI_API_KEY or OPENAI_BASE_URL.',
    },
  ]);
}

function everyTenth(tell: (percent: number) => void): (share: number) => void {
  let next = 10;
  return (share) => {
    const percent = Math.floor(share * 10) * 10;
    if (percent < next || percent >= 100) return;
    next = percent + 10;
    tell(percent);
  };
}

/** Write a model's file, whole or not at all; its size. */
export async function writeModel(model: TrainedIntentModel, path: string, terminal: Terminal): Promise<number> {
  const bytes = model.toBytes();
  await withAtomicFile(path, terminal, (temporary) => writeFile(temporary, bytes));
  return bytes.byteLength;
}
