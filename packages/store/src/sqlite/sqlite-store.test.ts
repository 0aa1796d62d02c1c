import { openTestDatabase } from '@deskrail/testing';
import { expect, test } from 'vitest';
import { tenant } from '../conformance/events.js';
import { runStoreConformance } from '../conformance/index.js';
import { oldRow } from '../conformance/old-row.js';
import { openSqliteStore } from './index.js';
import { migrations } from './migrations.js';

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

test('tables from before there were queues are brought up to date, and what waits in them is found', async () => {
  await using database = await openTestDatabase();
  await database.write(async (sql) => {
    for (const text of migrations.slice(0, 3).flat()) await sql.run(text);
    await sql.run('create table store_version (version integer not null)');
    await sql.run('insert into store_version values (3)');
    for (const [id, queue] of [['moved', 'seniors'], ['new']] as const) await sql.run(...oldRow(id, queue));
  });
  const store = await openSqliteStore({ database });
  expect((await store.queue(tenant, { queue: 'seniors' })).items).toMatchObject([{ recommendationId: 'moved' }]);
  expect((await store.queue(tenant, { queue: 'review' })).items).toMatchObject([{ recommendationId: 'new' }]);
});
