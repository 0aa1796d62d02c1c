import { type Embeddings, isDeskrailError } from '@deskrail/contracts';
import { bestOf, type Calibration, probabilitiesOf } from './calibration.js';
import { throwIfAborted } from './in-turns.js';
import type { IntentGuess, IntentPrediction, TrainedIntentModel } from './intent-model.js';
import { type Interpretation, interpretJointly, interpretWords, type Learned, scopeOfMessage } from './learned.js';
import { nameOf, toBytes } from './model-bytes.js';
import { type Pieces, piecesOf, scopeOf } from './parts.js';

/** How sure a sentence must be to count as another wish beside what the whole text says. */
const anotherWishAtLeast = 0.8;
const unsureGapAtMost = 0.2;
const unsureSumAtLeast = 0.5;
const intentsAtMost = 5;

const never = new AbortController().signal;

export function createModel(learned: Learned, embeddings: Embeddings | undefined): TrainedIntentModel {
  const bytes = toBytes(learned);
  const count = learned.labels.length;
  return {
    name: nameOf(bytes),
    labels: learned.labels,
    report: learned.report,
    async predict(text, { signal } = {}) {
      throwIfAborted(signal);
      const pieces = await withVectors(learned, piecesOf(text), embeddings, signal);
      const joint = learned.joint && interpretJointly(learned.parts, pieces, count, learned.joint.share);
      if (joint !== undefined && learned.joint !== undefined) return answerOf(learned, joint, learned.joint);
      return answerOf(learned, interpretWords(learned.parts, pieces, count), learned.lexical);
    },
    toBytes: () => bytes.slice(),
  };
}

/** Where the embeddings are away, the words alone must do. */
async function withVectors(
  { joint }: Learned,
  pieces: Pieces,
  embeddings: Embeddings | undefined,
  signal: AbortSignal | undefined,
): Promise<Pieces> {
  if (joint === undefined || joint.share === 0 || embeddings === undefined) return pieces;
  try {
    const vectors = await embeddings.embed(pieces.texts, { signal: signal ?? never });
    return { ...pieces, vectors: vectors.map((vector) => Float32Array.from(vector)) };
  } catch (error) {
    throwIfAborted(signal);
    if (isDeskrailError(error)) return pieces;
    throw error;
  }
}

function answerOf({ labels }: Learned, message: Interpretation, calibration: Calibration): IntentPrediction {
  const { whole, segments } = message;
  const probabilities = probabilitiesOf(whole.scores, calibration.temperature);
  const guessOf = (number: number, list: Float64Array): IntentGuess => {
    return { name: labels[number] as string, confidence: list[number] as number };
  };
  const best = bestOf(probabilities);
  const guess = guessOf(best, probabilities);
  if (whole.known === 0 || scopeOfMessage(message) < calibration.threshold)
    return { intents: [], outOfScope: true, guess };
  const others = new Map<string, IntentGuess>();
  for (const segment of segments) {
    if (scopeOf(segment) < calibration.threshold) continue;
    const list = probabilitiesOf(segment.scores, calibration.temperature);
    const another = guessOf(bestOf(list), list);
    if (another.name === guess.name || another.confidence < anotherWishAtLeast) continue;
    if (another.confidence > (others.get(another.name)?.confidence ?? 0)) others.set(another.name, another);
  }
  const rest = [...others.values()].sort((one, other) => other.confidence - one.confidence);
  const intents = [guess, ...rest].slice(0, intentsAtMost);
  const unsure = others.size === 0 ? unsureBetween(probabilities, best) : undefined;
  return {
    intents,
    outOfScope: false,
    guess,
    ...(unsure !== undefined && { unsureBetween: [guess.name, labels[unsure] as string] as const }),
  };
}

/** The second most likely, where it is nearly as likely and it is one of the two. */
function unsureBetween(probabilities: Float64Array, best: number): number | undefined {
  if (probabilities.length < 2) return undefined;
  const second = bestOf(probabilities.map((each, number) => (number === best ? -1 : each)));
  const [first, next] = [probabilities[best] as number, probabilities[second] as number];
  return first - next <= unsureGapAtMost && first + next >= unsureSumAtLeast ? second : undefined;
}
