import { describe, expect, test } from 'vitest';
import { desks } from './desks.ts';
import { type Failure, fuzz, tryAgain } from './fuzz.ts';
import seeds from './seeds.json' with { type: 'json' };
import { createTrier } from './try-delivery.ts';

const failures = seeds as unknown as readonly Failure[];
const runs = 1_500;

test.each(failures.map((failure) => [failure.desk, failure.what, failure] as const))(
  '%s: what failed once does not fail again (%s)',
  async (_desk, _what, failure) => tryAgain(failure),
);

describe.each(Object.keys(desks))('%s', (desk) => {
  test(`takes ${runs} hostile webhooks as it should`, { timeout: 60_000 }, async () => {
    expect(await fuzz(desk, { seed: 20260302, runs })).toBeUndefined();
  });

  test('and the fuzzer sees what is wrong', async () => {
    const right = desks[desk];
    if (right === undefined) return;
    const [webhook] = right.webhooks;
    if (webhook === undefined) return;
    const connection = (secrets: readonly string[]) => {
      const made = right.fixtures.connection(secrets);
      const adapter = { ...made.adapter, normalize: () => Promise.reject(new TypeError('a field is missing')) };
      return { ...made, adapter };
    };
    const trier = createTrier({ ...right, fixtures: { ...right.fixtures, connection } });
    const delivery = { webhook, changes: [], contentType: undefined, headers: [], query: '' };
    await expect(trier.try({ ...delivery, signed: 'rightly' })).rejects.toThrow('The adapter threw');
    await trier.try({ ...delivery, signed: 'nobody' });
  });
});
