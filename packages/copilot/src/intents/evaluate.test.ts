import { expect, test } from 'vitest';
import { evaluateIntents } from './evaluate.js';
import type { IntentModel, IntentPrediction } from './intent-model.js';

const sure = (name: string, confidence = 1): IntentPrediction => ({
  intents: [{ name, confidence }],
  outOfScope: false,
});
const answers: Readonly<Record<string, IntentPrediction>> = {
  one: sure('a'),
  two: sure('b', 0.5),
  three: { intents: [], outOfScope: true, guess: { name: 'b', confidence: 0.9 } },
  far: { intents: [], outOfScope: true },
  near: sure('a'),
};

const model: IntentModel = {
  name: 'scripted',
  labels: ['a', 'b'],
  predict: async (text) => answers[text] as IntentPrediction,
  toBytes: () => new Uint8Array(),
};

test('measures what was guessed, what was kept back, and how honest the confidence is', async () => {
  const report = await evaluateIntents(
    model,
    [
      { text: 'one', intent: 'a' },
      { text: 'two', intent: 'a' },
      { text: 'three', intent: 'b' },
      { text: 'one', intent: 'c' },
      { text: 'far', intent: 'oos' },
      { text: 'near', intent: 'elsewhere' },
    ],
    { outOfScope: ['elsewhere'] },
  );
  expect(report).toMatchObject({ model: 'scripted', count: 6, inScope: 4, outOfScope: 2, unknownLabels: ['c'] });
  expect(report.accuracy).toBe(0.5);
  expect(report.accuracyWithThreshold).toBe(0.25);
  expect(report.outOfScopeRecall).toBe(0.5);
  // a: 1 right of 2 asked and 2 said; b: 1 right of 1 asked and 2 said; c: none.
  expect(report.macroF1).toBeCloseTo((0.5 + 2 / 3 + 0) / 3, 4);
  // Two answers of confidence 1 are half right, one of 0.5 is wrong, one of 0.9 is right: (1 + 0.5 + 0.1) / 4.
  expect(report.calibrationError).toBeCloseTo(0.4, 4);
  expect(report.p95Ms).toBeGreaterThanOrEqual(report.p50Ms);
});

test('says nothing of what is out of scope where nothing is', async () => {
  const report = await evaluateIntents(model, [{ text: 'one', intent: 'a' }]);
  expect(report).not.toHaveProperty('outOfScopeRecall');
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});
