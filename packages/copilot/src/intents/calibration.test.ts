import { expect, test } from 'vitest';
import { fitTemperature, fitThreshold, probabilitiesOf } from './calibration.js';
import { seededRandom } from './random.js';

test('finds the temperature at which confidence is right as often as it says', () => {
  const random = seededRandom(5);
  const list = Array.from({ length: 4_000 }, () => {
    const scores = Float64Array.from({ length: 5 }, () => random() * 2 - 1);
    const probabilities = probabilitiesOf(scores, 0.3);
    const drawn = random();
    const classOf = probabilities.findIndex((_, at) => probabilities.slice(0, at + 1).reduce((a, b) => a + b) > drawn);
    return { scores, scope: 0, classOf: Math.max(0, classOf) };
  });
  expect(fitTemperature(list)).toBeCloseTo(0.3, 1);
});

const right = (scope: number) => ({ scores: Float64Array.of(1, 0), scope, classOf: 0 });
const outside = (scope: number) => ({ scores: Float64Array.of(1, 0), scope, classOf: -1 });

test('gives up at most one of a hundred right answers', () => {
  const list = Array.from({ length: 200 }, (_, at) => right(at));
  expect(fitThreshold(list)).toEqual({ threshold: 2, givenUp: 0.01 });
});

test('gives up none where that catches nothing more', () => {
  const list = [
    ...Array.from({ length: 200 }, (_, at) => right(at + 10)),
    ...Array.from({ length: 30 }, () => outside(3)),
  ];
  expect(fitThreshold(list)).toEqual({ threshold: 10, givenUp: 0 });
});

test('does not fail where nothing was right', () => {
  expect(fitThreshold([{ scores: Float64Array.of(0, 1), scope: 1, classOf: 0 }]).threshold).toBeLessThan(-100);
});
