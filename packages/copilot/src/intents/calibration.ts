/** What turns scores into an answer that can be relied on. */
export interface Calibration {
  readonly temperature: number;
  /** Below it a text is out of scope. */
  readonly threshold: number;
}

/** A text that was not trained on, and what the model made of it. */
export interface HeldBack {
  readonly scores: Float64Array;
  /** How much the text looks like what was trained on. */
  readonly scope: number;
  /** The right class; -1 where it belongs to none. */
  readonly classOf: number;
}

/**
 * Half of the 2 points that are promised: a text held back from training has siblings in it, and tomorrow's has fewer. Checked on CLINC150's
 * validation part, whose writers are others: 2 points there.
 */
const givenUpAtMost = 0.01;
const outsideAtLeast = 20;
const acceptsAll = -1_000;

export function bestOf(scores: Float64Array): number {
  let best = 0;
  for (let number = 1; number < scores.length; number += 1) {
    if ((scores[number] as number) > (scores[best] as number)) best = number;
  }
  return best;
}

export function probabilitiesOf(scores: Float64Array, temperature: number): Float64Array {
  const highest = scores[bestOf(scores)] as number;
  const powers = scores.map((score) => Math.exp((score - highest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** How surprised a temperature is by the right labels, on average: the lower, the better. */
export function surprise(list: readonly HeldBack[], temperature: number): number {
  let sum = 0;
  for (const { scores, classOf } of list) {
    const highest = scores[bestOf(scores)] as number;
    let powers = 0;
    for (const score of scores) powers += Math.exp((score - highest) / temperature);
    sum += Math.log(powers) - ((scores[classOf] as number) - highest) / temperature;
  }
  return sum / list.length;
}

/** The temperature that makes confidence mean what it says, by golden section over its logarithm. */
export function fitTemperature(list: readonly HeldBack[]): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(0.01);
  let high = Math.log(10);
  while (high - low > 0.01) {
    const one = high - ratio * (high - low);
    const other = low + ratio * (high - low);
    if (surprise(list, Math.exp(one)) < surprise(list, Math.exp(other))) high = other;
    else low = one;
  }
  return Math.exp((low + high) / 2);
}

/**
 * The highest threshold that gives up at most 1 of 100 texts in scope which would have been answered right. Where enough texts out of
 * scope are known, a lower one if that tells them apart better.
 */
export function fitThreshold(list: readonly HeldBack[]): { readonly threshold: number; readonly givenUp: number } {
  const inScope = list.filter(({ classOf }) => classOf >= 0);
  const right = inScope.filter(({ scores, classOf }) => bestOf(scores) === classOf).map(({ scope }) => scope);
  const outside = list.filter(({ classOf }) => classOf < 0).map(({ scope }) => scope);
  right.sort((one, other) => one - other);
  const most = Math.min(Math.floor(givenUpAtMost * inScope.length), right.length - 1);
  const rejected = (threshold: number) => outside.filter((scope) => scope < threshold).length / outside.length;
  let givenUp = most;
  if (outside.length >= outsideAtLeast) {
    let best = Number.NEGATIVE_INFINITY;
    for (let count = 0; count <= most; count += 1) {
      const gain = rejected(right[count] as number) - count / inScope.length;
      if (gain <= best) continue;
      best = gain;
      givenUp = count;
    }
  }
  return { threshold: right[givenUp] ?? acceptsAll, givenUp: givenUp / Math.max(1, inScope.length) };
}
