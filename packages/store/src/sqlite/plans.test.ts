import type { Database, Sql } from '@deskrail/contracts';
import { openTestDatabase } from '@deskrail/testing';
import { expect, test } from 'vitest';
import { approved, conversationOf, course, suggestion, tenant, verdict } from '../conformance/events.js';
import { at } from '../conformance/facts.js';
import { createMemoryLog } from '../conformance/memory-log.js';
import { relayOnce } from '../relay.js';
import { openSqliteStore } from './index.js';

/** Notes the texts that are run. */
function listen(database: Database, texts: Set<string>): Database {
  const noted = (sql: Sql): Sql => ({
    all: (text, parameters) => sql.all(texts.add(text) && text, parameters),
    run: (text, parameters) => sql.run(texts.add(text) && text, parameters),
  });
  return {
    write: (job) => database.write((sql) => job(noted(sql))),
    read: (job) => database.read((sql) => job(noted(sql))),
    close: () => database.close(),
  };
}

test('nothing that reviewers and the queue’s keeper ask reads a table from end to end', async () => {
  await using database = await openTestDatabase();
  const texts = new Set<string>();
  const nowMs = Date.parse('2026-01-01T12:00:00Z');
  const clock = { now: () => nowMs };
  await using store = await openSqliteStore({ database: listen(database, texts), clock });
  texts.clear();
  const conversation = conversationOf('1');
  const key = { tenant, conversation };
  const suggested = suggestion('rec1', { conversation, time: at(1), seen: [] });
  const given = verdict('ver1', suggested, at(2));
  const counts = [{ counts: 'spend', per: 'tenant', of: tenant, amount: 1 } as const];
  await store.transact(key, (unit) => unit.emit(suggested));
  await store.transact(key, async (unit) => {
    await unit.grantClaim('rec1', { holder: 'reviewer/anna', leaseMs: 1000 });
    await unit.emit(course('recommendation.routed.v1', { recommendationId: 'rec1', queue: 'q', why: 'queue' }));
    await unit.lookAgainAt('rec1', at(30));
  });
  await store.look(tenant, 'rec1', { reviewer: 'reviewer/bo', forMs: 1000 });
  const everything = { queue: 'q', queues: ['q', 'r'], assignee: 'a', intent: 'i', overdue: true, claimed: true };
  for (const query of [{}, { queue: 'q' }, { assignee: 'a' }, { assignee: null }, everything, { queues: ['q'] }]) {
    const { next } = await store.queue(tenant, { ...query, limit: 1 });
    await store.queue(tenant, { ...query, cursor: next ?? Buffer.from('["a","b"]').toString('base64url') });
  }
  await Promise.all([store.queues(tenant), store.loads(tenant), store.queueDue({ limit: 10 }), store.paused(tenant)]);
  await store.transact(key, async (unit) => {
    await unit.recommendation('rec1');
    await unit.claim('rec1');
    await unit.automation();
    await unit.used({ counts: 'spend', per: 'tenant', of: tenant }, { withinSeconds: 60 });
    await unit.remembered('k');
    await unit.emit({ ...given, data: { ...given.data, counts } });
    await unit.emit(approved('act1', given, { time: at(3) }));
    await unit.endClaim('rec1');
  });
  await relayOnce({ store, log: createMemoryLog(clock) });
  await store.recommendation(tenant, 'rec1');
  await store.apiKeys.find('hash');
  const terms = { forMs: 1000, most: 10 };
  await store.sessions.addCode('code', { name: 'anna', tenant, roles: ['reviewer'] }, terms);
  await store.sessions.begin('code', 'session', terms);
  await store.sessions.find('session');
  await store.sessions.list(tenant);
  await store.sessions.end('session');
  await store.sessions.endAll(tenant, 'anna');
  await store.deliveries.add([{ id: 'm1', endpoint: 'e1', body: '{}' }]);
  await store.deliveries.take({ limit: 10, leaseMs: 1000 });
  await store.deliveries.settle({ id: 'm1', attempts: 1 }, { state: 'done' });

  const plans = await database.read((sql) =>
    Promise.all(
      [...texts].map(async (text) => {
        const steps = await sql.all<{ detail: string }>(
          `explain query plan ${text}`,
          (text.match(/\?/g) ?? []).map(() => ''),
        );
        return steps.map(({ detail }) => ({ detail, text }));
      }),
    ),
  );
  expect(texts.size).toBeGreaterThan(30);
  // The outbox is read from its oldest row on.
  const scans = plans.flat().filter(({ detail, text }) => /^SCAN (?!\d)/.test(detail) && !/order by seq/.test(text));
  const ofTables = scans.filter(({ detail }) => !/VALUES|CONSTANT|SUBQUERY/.test(detail));
  expect(ofTables).toEqual([]);
});
