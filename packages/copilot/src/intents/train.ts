import { DeskrailError, type Embeddings } from '@deskrail/contracts';
import { createModel } from './create-model.js';
import { drawExamples } from './draw-examples.js';
import { inTurns, throwIfAborted } from './in-turns.js';
import type { TrainedIntentModel } from './intent-model.js';
import { type Lesson, learn } from './learn.js';
import { outOfScopeNames } from './out-of-scope.js';
import { type Pieces, piecesOf } from './parts.js';

export interface TrainIntentsOptions {
  /** The same examples and seed give the same model. Default: 1. */
  readonly seed?: number;
  /** Makes few examples go further. The model then needs the same embeddings wherever it is used. */
  readonly embeddings?: Embeddings;
  readonly signal?: AbortSignal;
  /** Called now and then with how much is done, 0..1. */
  readonly onProgress?: (share: number) => void;
  /** Texts that no label covers. Examples labelled `oos`, `out_of_scope`, `out-of-scope` or `none` are taken as such too. */
  readonly outOfScope?: readonly string[];
  /** Of more, so many are drawn, evenly over the labels, and the report says so: some 20 kB of memory each. Default: 50 000. */
  readonly maxExamples?: number;
}

interface Example {
  readonly text: string;
  readonly intent: string;
}

const labelsAtMost = 1_000;
const labelLengthAtMost = 128;
const textsAtOnce = 128;
const never = new AbortController().signal;

/**
 * Learns what customers want from labelled texts. Works a few milliseconds at a time, so that a server in the same process goes on
 * answering. Throws `config-invalid` where the examples cannot be learned from, `dependency-unavailable` where the embeddings are away,
 * `aborted`.
 */
export async function trainIntents(
  examples: readonly Example[],
  { seed = 1, embeddings, signal, onProgress, outOfScope = [], maxExamples = 50_000 }: TrainIntentsOptions = {},
): Promise<TrainedIntentModel> {
  throwIfAborted(signal);
  let done = 0;
  const lesson = await inTurns(
    prepare(examples, outOfScope, seed, {
      maxExamples,
      onDone: (share) => {
        done = share;
      },
    }),
    { signal },
  );
  const complete = embeddings === undefined ? lesson : await embedAll(lesson, embeddings, signal);
  const learned = await inTurns(learn(complete), { signal, onTurn: () => onProgress?.(done) });
  onProgress?.(1);
  return createModel(learned, embeddings);
}

/** Examples made ready to learn from. Throws `config-invalid`. */
export function* prepare(
  examples: readonly Example[],
  outOfScope: readonly string[],
  seed: number,
  {
    maxExamples = Number.POSITIVE_INFINITY,
    onDone = () => {},
  }: {
    readonly maxExamples?: number;
    readonly onDone?: (share: number) => void;
  } = {},
): Generator<void, Lesson> {
  const outside = outOfScopeNames();
  const given = [...examples, ...outOfScope.map((text) => ({ text, intent: 'oos' }))];
  const all = drawExamples(given, { atMost: maxExamples, seed });
  const labels = [...new Set(all.map(({ intent }) => intent))].filter((intent) => !outside.has(intent)).sort();
  if (labels.length < 2) {
    throw new DeskrailError(
      'config-invalid',
      `There ${labels.length === 1 ? `is only one label, ${labels[0]}` : 'are no labelled examples'}: give examples of at least two intents.`,
    );
  }
  if (labels.length > labelsAtMost) {
    throw new DeskrailError(
      'config-invalid',
      `There are ${labels.length} labels, more than ${labelsAtMost}. Is the column of the intents the right one? Otherwise join labels that mean nearly the same.`,
    );
  }
  if (labels.some((label) => label === '' || label.length > labelLengthAtMost)) {
    throw new DeskrailError(
      'config-invalid',
      `A label is empty or longer than ${labelLengthAtMost} characters. Are texts and intents swapped?`,
    );
  }
  const numbers = new Map(labels.map((label, number) => [label, number]));
  const pieces: Pieces[] = [];
  for (const [index, { text }] of all.entries()) {
    pieces.push(piecesOf(text));
    if (index % 50 === 0) yield;
  }
  const classOf = Int32Array.from(all, ({ intent }) => numbers.get(intent) ?? -1);
  const drawnFrom = all.length < given.length ? given.length : undefined;
  return { labels, pieces, classOf, seed, onDone, ...(drawnFrom !== undefined && { drawnFrom }) };
}

async function embedAll(lesson: Lesson, embeddings: Embeddings, signal = never): Promise<Lesson> {
  const texts = lesson.pieces.flatMap((pieces) => pieces.texts);
  const vectors: Float32Array[] = [];
  for (let from = 0; from < texts.length; from += textsAtOnce) {
    throwIfAborted(signal);
    const got = await embeddings.embed(texts.slice(from, from + textsAtOnce), { signal });
    vectors.push(...got.map((vector) => Float32Array.from(vector)));
  }
  let next = 0;
  const pieces = lesson.pieces.map((each) => {
    const from = next;
    next += each.texts.length;
    return { ...each, vectors: vectors.slice(from, next) };
  });
  return { ...lesson, pieces, embeddings: embeddings.name };
}
