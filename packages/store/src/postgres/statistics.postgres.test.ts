import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openTestSchema } from './open-test-schema.js';

test('once a table has filled, statements are planned for its rows', async () => {
  await using place = await openTestSchema();
  await using store = await place.open();
  for (let number = 0; number < 100; number += 1) {
    await store.transact({ tenant: 'acme', conversation: 'c' }, (unit) =>
      unit.remember(`name-${number}`, number, { seconds: 60 }),
    );
  }
  const planned = async (): Promise<number> => {
    const text = `select reltuples::int as rows from pg_class where oid = '${place.name}.store_remembered'::regclass`;
    return Number((await place.query(text))[0]?.rows);
  };
  for (let tries = 0; tries < 200 && (await planned()) < 50; tries += 1) await sleep(25);
  expect(await planned()).toBeGreaterThan(50);
});
