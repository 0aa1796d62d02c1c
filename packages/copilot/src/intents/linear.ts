import type { Row, Rows } from './rows.js';
import { fitOneAgainstRest, lengthsOf } from './svm.js';

/** For each class one linear function of a row, in bytes: a weight is `weights[feature * classes + class] * scales[class]`. */
export interface Linear {
  readonly classes: number;
  readonly width: number;
  readonly weights: Int8Array;
  readonly scales: Float32Array;
  readonly biases: Float32Array;
}

export const methods = ['linear-svm', 'nearest-centroid'] as const;
export type Method = (typeof methods)[number];

export interface Labelled {
  readonly rows: Rows;
  /** The class of each row; -1 where it belongs to none. */
  readonly classOf: Int32Array;
  readonly classes: number;
}

export interface FitOptions {
  readonly method: Method;
  readonly cost: number;
  readonly seed: number;
  /** Which rows to learn from. */
  readonly members: Uint32Array;
  readonly onClass: () => void;
}

const emptyLinear = (classes: number, width: number): Linear => ({
  classes,
  width,
  weights: new Int8Array(width * classes),
  scales: new Float32Array(classes),
  biases: new Float32Array(classes),
});

/** Class by class. Pauses often, for whoever else wants to run; `onClass` is called after each. */
export function* fitLinear(data: Labelled, options: FitOptions): Generator<void, Linear> {
  const { rows, classes, classOf } = data;
  const { method, cost, seed, members, onClass } = options;
  const linear = emptyLinear(classes, rows.width);
  const problem = { rows, members, cost, lengths: lengthsOf(rows) };
  for (let number = 0; number < classes; number += 1) {
    const weights =
      method === 'linear-svm'
        ? yield* fitOneAgainstRest({ ...problem, seed: seed + number }, (row) => classOf[row] === number)
        : centroidOf(
            rows,
            members.filter((row) => classOf[row] === number),
          );
    setClass(linear, number, weights);
    onClass();
    yield;
  }
  return linear;
}

/** The middle of some rows, of length 1; no bias. */
function centroidOf({ starts, features, values, width }: Rows, members: Uint32Array): Float64Array {
  const sums = new Float64Array(width + 1);
  for (const row of members) {
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at += 1) {
      const feature = features[at] as number;
      sums[feature] = (sums[feature] as number) + (values[at] as number);
    }
  }
  const length = Math.sqrt(sums.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? sums.map((value) => value / length) : sums;
}

function setClass({ classes, width, weights, scales, biases }: Linear, number: number, values: Float64Array): void {
  let largest = 0;
  for (let feature = 0; feature < width; feature += 1) largest = Math.max(largest, Math.abs(values[feature] as number));
  const scale = largest / 127;
  scales[number] = scale;
  biases[number] = values[width] as number;
  if (scale === 0) return;
  for (let feature = 0; feature < width; feature += 1) {
    weights[feature * classes + number] = Math.round((values[feature] as number) / scale);
  }
}

/** A row's score for each class. */
export function scoresOf({ classes, weights, scales, biases }: Linear, { features, values }: Row): Float64Array {
  const scores = new Float64Array(classes);
  for (let at = 0; at < features.length; at += 1) {
    const value = values[at] as number;
    const from = (features[at] as number) * classes;
    for (let number = 0; number < classes; number += 1) {
      scores[number] = (scores[number] as number) + value * (weights[from + number] as number);
    }
  }
  return scores.map((score, number) => score * (scales[number] as number) + (biases[number] as number));
}
