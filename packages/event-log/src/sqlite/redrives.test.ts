import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StreamName, streamNames } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEffects, createMoment, eventually } from '../conformance/effects.js';
import { idsOf, message, messages } from '../conformance/messages.js';
import { openSqliteFile, openSqliteLog, type SqliteFile, type SqliteLog } from './index.js';

const patienceMs = 5_000;
const daysOf = (days: number) =>
  Object.fromEntries(streamNames.map((name) => [name, days])) as Record<StreamName, number>;

let folder: string;
let file: SqliteFile;
let log: SqliteLog;
let nowMs: number;
const clock = { now: () => nowMs };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskrail-log-'));
  nowMs = Date.parse('2026-03-01T12:00:00Z');
  file = await openSqliteFile({ path: join(folder, 'log.db') });
  log = await openSqliteLog({ file, clock, limits: { drainMs: 100, abortMs: 100, deletedPerCommit: 4 } });
});

afterEach(async () => {
  await log.close();
  await file.close();
  await rm(folder, { recursive: true, force: true });
});

describe('redriving', () => {
  const redrives = () => file.read((sql) => sql.all('select name, position from log_redrives'));
  const caughtUp = () =>
    eventually(patienceMs, async () => expect(await log.lag({ group: 'one' })).toMatchObject([{ events: 0 }]));

  test('is noted until it is done, with the effects where the handler saves its place', async () => {
    await log.append('facts', [message('a'), message('b')]);
    const effects = createEffects(patienceMs);
    const subscribed = await log.subscribe({
      ...{ stream: 'facts', group: 'one' },
      async handler(events, { checkpoint }) {
        await file.write(async (sql) => checkpoint?.save(sql));
        effects.add(events);
      },
    });
    await effects.until(['a', 'b']);
    await caughtUp();
    await subscribed.close();
    await log.redrive({ stream: 'facts', position: '1', group: 'one' });
    await log.redrive({ stream: 'facts', position: '1', group: 'one' });
    expect(await redrives()).toEqual([{ name: 'one', position: 1 }]);
    const again = createEffects(patienceMs);
    await log.subscribe({
      ...{ stream: 'facts', group: 'one' },
      async handler(events, { checkpoint }) {
        await file.write(async (sql) => checkpoint?.save(sql));
        expect(await redrives()).toEqual([]);
        again.add(events);
      },
    });
    await again.until(['a']);
    expect([...again.ids]).toEqual(['a']);
    expect(await log.lag({ group: 'one' })).toMatchObject([{ lastSafe: '2' }]);
  });

  test('asked for while the event is being handled, hands it over after that', async () => {
    await log.append('facts', [message('a')]);
    const release = createMoment();
    let handled = 0;
    await log.subscribe({
      ...{ stream: 'facts', group: 'one' },
      async handler() {
        handled += 1;
        if (handled === 2) await release.come;
      },
    });
    await caughtUp();
    await log.redrive({ stream: 'facts', position: '1', group: 'one' });
    await eventually(patienceMs, () => expect(handled).toBe(2));
    await log.redrive({ stream: 'facts', position: '1', group: 'one' });
    release.now();
    await eventually(patienceMs, () => expect(handled).toBe(3));
    await eventually(patienceMs, async () => expect(await redrives()).toEqual([]));
  });

  test('more of them than are held at once all come, each once, in the order in which they were asked for', async () => {
    const events = messages('m', 250, 5);
    await log.append('facts', events);
    const seen: string[] = [];
    const subscribed = await log.subscribe({
      ...{ stream: 'facts', group: 'one', maxBatch: 50 },
      handler: async (batch) => void seen.push(...batch.map(({ event }) => event.id)),
    });
    await caughtUp();
    await subscribed.close();
    seen.length = 0;
    for (let position = 1; position <= 250; position += 1) {
      await log.redrive({ stream: 'facts', position: String(position), group: 'one' });
    }
    await log.subscribe({
      ...{ stream: 'facts', group: 'one' },
      handler: async (batch) => void seen.push(...batch.map(({ event }) => event.id)),
    });
    await eventually(patienceMs, () => expect(seen).toHaveLength(250));
    expect(seen).toEqual(idsOf(events));
    await eventually(patienceMs, async () => expect(await redrives()).toEqual([]));
  });

  test('what the group has yet to get comes in its turn alone; what retention took is let go', async () => {
    await log.append('facts', messages('m', 3));
    const first = await log.subscribe({ ...{ stream: 'facts', group: 'one', from: 'end' }, handler: async () => {} });
    await first.close();
    await log.redrive({ stream: 'facts', position: '2', group: 'one' });
    nowMs += 86_400_000;
    await log.append('facts', [message('new')]);
    await log.redrive({ stream: 'facts', position: '4', group: 'one' });
    await log.retain(daysOf(0.5));
    await expect(log.redrive({ stream: 'facts', position: '3', group: 'one' })).rejects.toMatchObject({
      code: 'not-found',
    });
    const seen: string[] = [];
    await log.subscribe({
      ...{ stream: 'facts', group: 'one' },
      handler: async (batch) => void seen.push(...batch.map(({ event }) => event.id)),
    });
    await eventually(patienceMs, async () => expect(await redrives()).toEqual([]));
    await caughtUp();
    expect(new Set(seen)).toEqual(new Set(['new']));
  });
});
