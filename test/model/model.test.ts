import { expect, test } from 'vitest';
import { checkModel, noCounts } from './model.ts';
import { openPlace } from './place.ts';

// Few runs, the same each time; `npm run model` plays as many as one likes, and finds others.
test('whoever does what at once, what must hold holds on SQLite', { timeout: 60_000 }, async () => {
  await using place = await openPlace({ store: 'sqlite' });
  const counts = noCounts();
  const signal = AbortSignal.timeout(8_000);
  expect(await checkModel(place, { runs: 25, seed: 720_000, signal }, counts)).toBeUndefined();
  expect(counts.runs).toBeGreaterThan(2);
});
