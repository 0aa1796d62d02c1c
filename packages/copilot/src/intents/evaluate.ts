import { throwIfAborted } from './in-turns.js';
import type { IntentModel, IntentPrediction } from './intent-model.js';
import { outOfScopeNames } from './out-of-scope.js';

/** How good a model is on texts that it has not seen. Shares are 0..1. */
export interface IntentReport {
  readonly model: string;
  readonly count: number;
  /** Examples with one of the labels, and those out of scope. */
  readonly inScope: number;
  readonly outOfScope: number;
  /** Of the texts in scope, how many the most likely intent is right for, the out-of-scope threshold left aside. */
  readonly accuracy: number;
  /** The mean over the labels of what precision and recall have in common. */
  readonly macroF1: number;
  /** How far confidence is from being right as often as it says: 15 bins, weighted. */
  readonly calibrationError: number;
  /** As accuracy, with a text in scope that was taken for out of scope counted as wrong. */
  readonly accuracyWithThreshold: number;
  /** Of the texts out of scope, how many were recognised; absent where there are none. */
  readonly outOfScopeRecall?: number;
  /** Of the texts in scope: where it would ask which of two is meant, and where it found several. */
  readonly unsure: number;
  readonly several: number;
  /** Milliseconds for one text. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Labels among the examples that the model does not know: it can only be wrong there. */
  readonly unknownLabels: readonly string[];
}

export interface EvaluateIntentsOptions {
  /** Labels that mean out of scope, beside `oos`, `out_of_scope`, `out-of-scope` and `none`. */
  readonly outOfScope?: readonly string[];
  readonly signal?: AbortSignal;
}

interface Answer {
  readonly intent: string;
  readonly prediction: IntentPrediction;
  readonly guess: string | undefined;
  readonly confidence: number;
}

const bins = 15;

/** Measures a model, text by text as it would be asked. Throws `aborted`. */
export async function evaluateIntents(
  model: IntentModel,
  examples: readonly { readonly text: string; readonly intent: string }[],
  { outOfScope = [], signal }: EvaluateIntentsOptions = {},
): Promise<IntentReport> {
  const outside = outOfScopeNames(outOfScope);
  const answers: Answer[] = [];
  const times: number[] = [];
  for (const { text, intent } of examples) {
    throwIfAborted(signal);
    const startedAt = performance.now();
    const prediction = await model.predict(text, signal && { signal });
    times.push(performance.now() - startedAt);
    const guess = prediction.guess ?? prediction.intents[0];
    answers.push({ intent, prediction, guess: guess?.name, confidence: guess?.confidence ?? 0 });
  }
  const inside = answers.filter(({ intent }) => !outside.has(intent));
  const others = answers.filter(({ intent }) => outside.has(intent));
  const share = (holds: (answer: Answer) => boolean, list = inside) => part(list.filter(holds).length, list.length);
  times.sort((one, other) => one - other);
  const percentile = (of: number) => rounded(times[Math.min(times.length - 1, Math.floor(of * times.length))] ?? 0);
  const known = new Set(model.labels);
  return {
    model: model.name,
    count: answers.length,
    inScope: inside.length,
    outOfScope: others.length,
    accuracy: share(({ guess, intent }) => guess === intent),
    macroF1: macroF1(inside),
    calibrationError: calibrationError(inside),
    accuracyWithThreshold: share(({ prediction, intent }) => prediction.intents[0]?.name === intent),
    ...(others.length > 0 && { outOfScopeRecall: share(({ prediction }) => prediction.outOfScope, others) }),
    unsure: share(({ prediction }) => prediction.unsureBetween !== undefined),
    several: share(({ prediction }) => prediction.intents.length > 1),
    p50Ms: percentile(0.5),
    p95Ms: percentile(0.95),
    unknownLabels: [...new Set(inside.map(({ intent }) => intent))].filter((intent) => !known.has(intent)),
  };
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
const part = (some: number, all: number): number => (all === 0 ? 0 : rounded(some / all));

function macroF1(answers: readonly Answer[]): number {
  const labels = new Set(answers.map(({ intent }) => intent));
  let sum = 0;
  for (const label of labels) {
    const asked = answers.filter(({ intent }) => intent === label).length;
    const said = answers.filter(({ guess }) => guess === label).length;
    const right = answers.filter(({ intent, guess }) => intent === label && guess === label).length;
    sum += (2 * right) / (asked + said);
  }
  return part(sum, labels.size);
}

function calibrationError(answers: readonly Answer[]): number {
  const gaps = new Float64Array(bins);
  for (const { intent, guess, confidence } of answers) {
    const bin = Math.min(bins - 1, Math.floor(confidence * bins));
    gaps[bin] = (gaps[bin] as number) + confidence - (guess === intent ? 1 : 0);
  }
  return part(
    gaps.reduce((sum, gap) => sum + Math.abs(gap), 0),
    answers.length,
  );
}
