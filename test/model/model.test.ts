import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkModel, noCounts } from './model.ts';
import { openPlace } from './place.ts';

// Few runs, other ones each time; `npm run model` plays as many as one likes, and the same again.
test('whoever does what at once, what must hold holds on SQLite', { timeout: 60_000 }, async () => {
  await using place = await openPlace({ store: 'sqlite' });
  const counts = noCounts();
  const signal = AbortSignal.timeout(8_000);
  expect(await checkModel(place, { runs: 25, seed: randomInt(2 ** 31), signal }, counts)).toBeUndefined();
  expect(counts.runs).toBeGreaterThan(2);
});
