import { openTestDatabase } from '@deskrail/testing';
import { expect, test } from 'vitest';
import { runStoreConformance } from '../conformance/index.js';
import { openSqliteStore } from './index.js';

runStoreConformance('the SQLite store', async () => {
  const database = await openTestDatabase();
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  const clock = {
    now: () => nowMs,
    advance(ms: number) {
      nowMs += ms;
    },
  };
  const store = await openSqliteStore({ database, clock });
  return { store, clock, another: () => openSqliteStore({ database, clock }), close: () => database.close() };
});

test('tables of a newer version are refused', async () => {
  await using database = await openTestDatabase();
  await openSqliteStore({ database });
  await database.write((sql) => sql.run('update store_version set version = 99'));
  await expect(openSqliteStore({ database })).rejects.toMatchObject({ code: 'config-invalid' });
});
