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

test('sessions and codes that are over are swept', async () => {
  await using database = await openTestDatabase();
  const time = { now: Date.parse('2026-01-01T00:00:00Z') };
  const store = await openSqliteStore({ database, clock: { now: () => time.now } });
  const { sessions } = store;
  const rows = () => database.read((sql) => sql.all('select hash from store_sessions order by hash'));
  const anna = { name: 'anna', tenant, roles: ['reviewer'] };
  await sessions.addCode('code', anna, { forMs: 1_000, most: 10 });
  await sessions.begin('code', 'session', { forMs: 2_000, most: 10 });
  await sessions.addCode('unused', anna, { forMs: 1_000, most: 10 });
  time.now += 1_000;
  const days = { facts: 30, features: 365, decisions: 365, actions: 2555, 'dead-letters': 30 };
  await store.retain({ days });
  expect(await rows()).toEqual([{ hash: 'session' }]);
  time.now += 1_000;
  await store.retain({ days });
  expect(await rows()).toEqual([]);
});
