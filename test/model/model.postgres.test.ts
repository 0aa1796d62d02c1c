import { expect, test } from 'vitest';
import { postgresForTests } from '../brokers/for-tests.ts';
import { checkModel, noCounts } from './model.ts';
import { openPlace } from './place.ts';

// The same runs each time; `npm run model` is for finding others.
test('whoever does what at once through three instances, what must hold holds on PostgreSQL', async () => {
  await using database = await postgresForTests();
  await using place = await openPlace({ store: 'postgres', instances: 3, url: database.url });
  const counts = noCounts();
  const signal = AbortSignal.timeout(10_000);
  expect(await checkModel(place, { runs: 15, seed: 731_000, signal }, counts)).toBeUndefined();
  expect(counts.runs).toBeGreaterThan(1);
});
