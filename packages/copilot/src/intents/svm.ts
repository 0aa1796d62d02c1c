import { seededRandom, shuffle } from './random.js';
import type { Rows } from './rows.js';

// liblinear's own, but for the passes, which bound the time on data that will not converge.
const tolerance = 0.1;
const passesAtMost = 100;

/**
 * What a mistake with one of the class costs beside one with the rest, of which there are many more. By cross-validation on Banking77's
 * training part: a quarter of a point with all its examples, half a point with ten a label; from 3 to 10 the figures hardly differ.
 */
const memberWeight = 6;

export interface SvmProblem {
  readonly rows: Rows;
  /** Which rows take part. */
  readonly members: Uint32Array;
  /** Squared lengths of all rows, the bias counted in. */
  readonly lengths: Float64Array;
  readonly cost: number;
  readonly seed: number;
}

interface State {
  readonly signs: Int8Array;
  readonly alphas: Float64Array;
  readonly order: Uint32Array;
  readonly weights: Float64Array;
  readonly random: () => number;
  /** How many of `order` still take part; the others are well on their side. */
  active: number;
  /** Whose gradient is above it is left out. */
  farthest: number;
}

/**
 * A linear SVM with squared hinge loss for one class against the rest, by dual coordinate descent with shrinking (Hsieh et al.
 * 2008, as liblinear has it). One weight for each feature, then the bias. Pauses after every pass.
 */
export function* fitOneAgainstRest(
  problem: SvmProblem,
  isMember: (row: number) => boolean,
): Generator<void, Float64Array> {
  const { rows, members, seed } = problem;
  const state: State = {
    signs: Int8Array.from(members, (row) => (isMember(row) ? 1 : -1)),
    alphas: new Float64Array(members.length),
    order: Uint32Array.from(members, (_, place) => place),
    weights: new Float64Array(rows.width + 1),
    random: seededRandom(seed),
    active: members.length,
    farthest: Number.POSITIVE_INFINITY,
  };
  for (let pass = 0; pass < passesAtMost; pass += 1) {
    const { highest, lowest } = passOver(problem, state);
    const settled = highest - lowest <= tolerance;
    if (settled && state.active === members.length) break;
    if (settled) state.active = members.length;
    state.farthest = settled || highest <= 0 ? Number.POSITIVE_INFINITY : highest;
    yield;
  }
  return state.weights;
}

/** Every active row once, in random order. Returns the range of the gradients that it met. */
function passOver({ rows, members, lengths, cost }: SvmProblem, state: State): { highest: number; lowest: number } {
  const { signs, alphas, order, weights, farthest } = state;
  const slackOf = { member: 0.5 / (cost * memberWeight), rest: 0.5 / cost };
  let highest = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  shuffle(order, state.random, state.active);
  for (let place = 0; place < state.active; place += 1) {
    const at = order[place] as number;
    const row = members[at] as number;
    const sign = signs[at] as number;
    const alpha = alphas[at] as number;
    const slack = sign > 0 ? slackOf.member : slackOf.rest;
    const gradient = sign * scoreOf(rows, row, weights) - 1 + slack * alpha;
    if (alpha === 0 && gradient > farthest) {
      state.active -= 1;
      order[place] = order[state.active] as number;
      order[state.active] = at;
      place -= 1;
      continue;
    }
    const projected = alpha === 0 ? Math.min(gradient, 0) : gradient;
    highest = Math.max(highest, projected);
    lowest = Math.min(lowest, projected);
    if (projected === 0) continue;
    const next = Math.max(alpha - gradient / ((lengths[row] as number) + slack), 0);
    alphas[at] = next;
    addRow(rows, row, (next - alpha) * sign, weights);
  }
  return { highest, lowest };
}

function scoreOf({ starts, features, values, width }: Rows, row: number, weights: Float64Array): number {
  const end = starts[row + 1] as number;
  let score = weights[width] as number;
  for (let at = starts[row] as number; at < end; at += 1) {
    score += (weights[features[at] as number] as number) * (values[at] as number);
  }
  return score;
}

function addRow({ starts, features, values, width }: Rows, row: number, step: number, weights: Float64Array): void {
  const end = starts[row + 1] as number;
  for (let at = starts[row] as number; at < end; at += 1) {
    const feature = features[at] as number;
    weights[feature] = (weights[feature] as number) + step * (values[at] as number);
  }
  weights[width] = (weights[width] as number) + step;
}

/** Squared lengths of rows, each with 1 for the bias. */
export function lengthsOf({ starts, values }: Rows): Float64Array {
  return Float64Array.from({ length: starts.length - 1 }, (_, row) => {
    let sum = 1;
    for (let at = starts[row] as number; at < (starts[row + 1] as number); at += 1) sum += (values[at] as number) ** 2;
    return sum;
  });
}
