import { type Calibration, fitTemperature, fitThreshold, type HeldBack, surprise } from './calibration.js';
import type { TrainingReport } from './intent-model.js';
import type { Method } from './linear.js';
import { combine, mix, type Parts, type Pieces, type Reading, readVectors, readWords, scopeOf } from './parts.js';

/** All that a model knows. */
export interface Learned {
  readonly labels: readonly string[];
  readonly parts: Parts;
  /** By the words alone. */
  readonly lexical: Calibration;
  /** By words and embeddings together. */
  readonly joint?: Calibration & { readonly embeddings: string; readonly share: number };
  readonly report: TrainingReport;
}

/** What the pieces of a text say: as a whole, and one by one where there are several. */
export interface Interpretation {
  readonly whole: Reading;
  readonly segments: readonly Reading[];
}

interface PieceScores {
  readonly scores: Float64Array;
  readonly known: number;
}

/** A score beyond those of the `count` classes speaks for none of them. */
function interpret(pieces: readonly PieceScores[], count: number): Interpretation {
  const [whole, ...segments] = [
    { ...(pieces[0] as PieceScores), scores: combine(pieces.map(({ scores }) => scores)) },
    ...pieces.slice(1),
  ].map(
    ({ scores, known }): Reading => ({
      scores: scores.subarray(0, count),
      known,
      ...(scores.length > count && { outside: scores[count] as number }),
    }),
  );
  return { whole: whole as Reading, segments };
}

export const interpretWords = (parts: Parts, pieces: Pieces, count: number): Interpretation =>
  interpret(readWords(parts, pieces), count);

/** Undefined where the text has no vectors. */
export function interpretJointly(
  parts: Parts,
  pieces: Pieces,
  count: number,
  share: number,
): Interpretation | undefined {
  const vectors = readVectors(parts, pieces);
  if (vectors.length === 0) return undefined;
  const words = readWords(parts, pieces);
  return interpret(
    words.map(({ scores, known }, at) => ({ scores: mix(scores, vectors[at] as Float64Array, share), known })),
    count,
  );
}

/** Of a message as of its clearest piece: a wish among small talk, or two that blur each other, are in scope. */
export const scopeOfMessage = ({ whole, segments }: Interpretation): number =>
  Math.max(scopeOf(whole), ...segments.map(scopeOf));

export const asHeldBack = (interpretation: Interpretation, classOf: number): HeldBack => ({
  scores: interpretation.whole.scores,
  scope: scopeOfMessage(interpretation),
  classOf,
});

/** What is usual: on Banking77's and CLINC150's training parts. */
const usual = { temperature: { 'linear-svm': 0.15, 'nearest-centroid': 0.05 }, threshold: 0.4 } as const;
/** A few texts that were all easy prove little: so many usual ones are thought beside them. */
const usualOnes = 100;

/** From texts that were held back from training. Never surer and never stricter than the number of texts allows. */
export function calibrate(heldBack: readonly HeldBack[], method: Method): Calibration & { readonly givenUp: number } {
  const inScope = heldBack.filter(({ classOf }) => classOf >= 0);
  const { threshold, givenUp } = fitThreshold(heldBack);
  const temperature = fitTemperature(inScope);
  const tempered = (fitted: number, usually: number) =>
    (inScope.length * fitted + usualOnes * usually) / (inScope.length + usualOnes);
  const softer = Math.exp(tempered(Math.log(temperature), Math.log(usual.temperature[method])));
  return {
    temperature: Math.max(temperature, softer),
    threshold: Math.min(threshold, tempered(threshold, usual.threshold)),
    givenUp,
  };
}

export const shares = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** The share of the embeddings that is least surprised by the right labels. */
export function bestShare(candidates: readonly (readonly HeldBack[])[]): number {
  const surprises = candidates.map((heldBack) => {
    const inScope = heldBack.filter(({ classOf }) => classOf >= 0);
    return surprise(inScope, fitTemperature(inScope));
  });
  return shares[surprises.indexOf(Math.min(...surprises))] as number;
}
