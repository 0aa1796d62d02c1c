import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sql, type StreamName, streamNames } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEffects, createMoment, eventually, readAll, readIds } from '../conformance/effects.js';
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

describe('appending', () => {
  test('says when it holds an id already, and where', async () => {
    const [first] = await log.append('facts', [message('same')]);
    expect(await log.append('facts', [message('same'), message('other'), message('other')])).toEqual([
      { id: 'same', position: first?.position, duplicate: true },
      { id: 'other', position: expect.any(String) },
      { id: 'other', position: expect.any(String), duplicate: true },
    ]);
    expect(await readIds(log, { stream: 'facts' })).toEqual(['other', 'same']);
  });

  test('one tenant’s id does not stand for another’s', async () => {
    await log.append('facts', [message('same')]);
    expect(await log.append('facts', [{ ...message('same'), tenant: 'globex' }])).not.toMatchObject([
      { duplicate: true },
    ]);
    expect((await readAll(log, { stream: 'facts' })).map(({ event }) => event.tenant)).toEqual(['acme', 'globex']);
  });

  test('stamps by the clock, and never backwards', async () => {
    await log.append('facts', [message('a')]);
    nowMs -= 60_000;
    await log.append('facts', [message('b')]);
    await log.close();
    log = await openSqliteLog({ file, clock });
    await log.append('facts', [message('c')]);
    nowMs += 120_000;
    await log.append('facts', [message('d')]);
    const times = (await readAll(log, { stream: 'facts' })).map(({ appendedAt }) => appendedAt);
    const noon = '2026-03-01T12:00:00.000Z';
    expect(times).toEqual([noon, noon, noon, '2026-03-01T12:01:00.000Z']);
  });

  test('callers at the same time share commits', async () => {
    const before = file.commits;
    await Promise.all(messages('m', 64).map((event) => log.append('facts', [event])));
    expect(file.commits - before).toBeLessThanOrEqual(2);
  });

  test('leaves the queue when called back', async () => {
    const calling = new AbortController();
    const wanted = log.append('facts', [message('wanted')]);
    const unwanted = log.append('facts', [message('unwanted')], { signal: calling.signal });
    calling.abort();
    await expect(unwanted).rejects.toMatchObject({ code: 'aborted' });
    await wanted;
    expect(await readIds(log, { stream: 'facts' })).toEqual(['wanted']);
  });

  test('refuses what the queue cannot hold', async () => {
    await log.close();
    log = await openSqliteLog({ file, limits: { queuedEvents: 10, queuedCharacters: 20_000 } });
    await expect(log.append('facts', messages('m', 11))).rejects.toMatchObject({ code: 'request-invalid' });
    const taken = log.append('facts', messages('m', 8));
    await expect(log.append('facts', messages('n', 3))).rejects.toMatchObject({ code: 'overloaded', retryable: true });
    await taken;
    const long = log.append('facts', [message('long', 1, 'x'.repeat(30_000))]);
    await expect(log.append('facts', [message('next')])).rejects.toMatchObject({ code: 'overloaded' });
    await long;
    await log.append('facts', [message('next')]);
  });
});

describe('a file opened for reading', () => {
  test('reads, and says why it does not append or subscribe', async () => {
    await log.append('facts', [message('m')]);
    await using readerFile = await openSqliteFile({ path: file.path, mode: 'read' });
    await using reader = await openSqliteLog({ file: readerFile });
    expect(await readIds(reader, { stream: 'facts' })).toEqual(['m']);
    await expect(reader.append('facts', [message('n')])).rejects.toMatchObject({ code: 'config-invalid' });
    const subscribing = reader.subscribe({ stream: 'facts', group: 'g', handler: async () => {} });
    await expect(subscribing).rejects.toMatchObject({ code: 'config-invalid' });
    await expect(reader.ready()).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });

  test('says so when nobody has written a log yet', async () => {
    await using empty = await openSqliteFile({ path: join(folder, 'empty.db') });
    await using readerFile = await openSqliteFile({ path: empty.path, mode: 'read' });
    const opening = openSqliteLog({ file: readerFile });
    await expect(opening).rejects.toMatchObject({ code: 'dependency-unavailable', retryable: true });
  });
});

describe('retention', () => {
  test('removes what is older than its stream is kept, a little at a time', async () => {
    await log.append('facts', messages('old', 10));
    nowMs += 40 * 86_400_000;
    await log.append('facts', messages('new', 2));
    const before = file.commits;
    expect(await log.retain({ ...daysOf(365), facts: 30 })).toBe(10);
    expect(file.commits - before).toBeGreaterThanOrEqual(3);
    expect(await readIds(log, { stream: 'facts' })).toEqual(['new-0', 'new-1']);
    expect(await log.retain(daysOf(30))).toBe(0);
    await expect(log.retain({ ...daysOf(30), facts: Number.NaN })).rejects.toMatchObject({ code: 'config-invalid' });
  });

  test('no position is given twice, even after the log was emptied', async () => {
    const [first] = await log.append('facts', messages('old', 5));
    const last = Number((await readAll(log, { stream: 'facts' })).at(-1)?.position);
    nowMs += 86_400_000;
    expect(await log.retain(daysOf(0.5))).toBe(5);
    await log.close();
    await file.close();
    file = await openSqliteFile({ path: file.path });
    log = await openSqliteLog({ file, clock });
    const [next] = await log.append('facts', [message('new')]);
    expect(Number(next?.position)).toBeGreaterThan(last);
    expect(Number(first?.position)).toBeLessThan(last);
  });

  test('a group whose place was removed goes on with what is left', async () => {
    await log.append('facts', messages('old', 5));
    const first = createEffects(patienceMs);
    const options = { stream: 'facts', group: 'g' } as const;
    const subscription = await log.subscribe({ ...options, handler: async (batch) => first.add(batch) });
    await first.until(['old-4']);
    await subscription.close();
    nowMs += 86_400_000;
    await log.retain(daysOf(0.5));
    await log.append('facts', messages('new', 3));
    const second = createEffects(patienceMs);
    await log.subscribe({ ...options, handler: async (batch) => second.add(batch) });
    await second.until(idsOf(messages('new', 3)));
    expect(second.ids.size).toBe(3);
  });
});

test('a time is found among gaps', async () => {
  for (const event of messages('m', 40)) {
    nowMs += 1_000;
    await log.append('facts', [event]);
  }
  await file.write((sql) => sql.run('delete from log_events where position % 7 in (0, 1, 2)'));
  const all = await readAll(log, { stream: 'facts' });
  for (const [index, { appendedAt }] of all.entries()) {
    const from = { time: appendedAt };
    expect((await readAll(log, { stream: 'facts', from })).map(({ event }) => event.id)).toEqual(
      all.slice(index).map(({ event }) => event.id),
    );
  }
  expect(await readIds(log, { stream: 'facts', from: { time: new Date(nowMs + 1).toISOString() } })).toEqual([]);
});

describe('a checkpoint', () => {
  const place = () => file.read((sql) => sql.all<{ position: number }>('select position from log_groups'));

  test('moves in the handler’s transaction, and only with it', async () => {
    await log.append('facts', messages('m', 2));
    await file.write((sql) => sql.run('create table effects (id text)'));
    const positions = (await readAll(log, { stream: 'facts' })).map(({ position }) => Number(position));
    const failed = createMoment();
    const done = createMoment();
    let commitsBefore = 0;
    const subscription = await log.subscribe({
      ...{ stream: 'facts', group: 'g', retry: { attempts: 3, baseDelayMs: 1 } },
      async handler([stored], { checkpoint, attempt }) {
        expect(checkpoint?.database).toBe(file);
        const write = async (sql: Sql) => {
          await sql.run('insert into effects values (?)', [stored?.event.id ?? '']);
          await checkpoint?.save(sql);
          if (stored?.event.id === 'm-1' && attempt === 1) throw new Error('after the checkpoint');
        };
        if (attempt === 2) {
          expect(await place()).toMatchObject([{ position: positions[0] }]);
          failed.now();
          commitsBefore = file.commits;
        }
        await checkpoint?.database.write(write);
        if (stored?.event.id === 'm-1') done.now();
      },
    });
    await Promise.all([failed.come, done.come]);
    expect(await place()).toMatchObject([{ position: positions[1] }]);
    await subscription.close();
    // The handler's own and the last one at closing: the log did not write the place again in between.
    expect(file.commits - commitsBefore).toBe(2);
    expect(await file.read((sql) => sql.all('select id from effects'))).toMatchObject([{ id: 'm-0' }, { id: 'm-1' }]);
  });

  test('does not pass an earlier subject that is not done', async () => {
    await log.append('facts', [message('first', 'slow'), message('second', 'quick')]);
    const [first] = await readAll(log, { stream: 'facts' });
    const saved = createMoment();
    const release = createMoment();
    const done = createMoment();
    await log.subscribe({
      ...{ stream: 'facts', group: 'g', concurrency: 2 },
      async handler([stored], { checkpoint }) {
        if (stored?.event.id === 'first') await release.come;
        await file.write(async (sql) => checkpoint?.save(sql));
        if (stored?.event.id === 'second') saved.now();
        else done.now();
      },
    });
    await saved.come;
    expect((await place())[0]?.position).toBeLessThan(Number(first?.position));
    release.now();
    await done.come;
    expect((await place())[0]?.position).toBeGreaterThan(Number(first?.position));
  });
});

test('a group has one subscription at a time', async () => {
  const options = { stream: 'facts', group: 'g', handler: async () => {} } as const;
  const subscription = await log.subscribe(options);
  await expect(log.subscribe(options)).rejects.toMatchObject({ code: 'conflict' });
  await (await log.subscribe({ ...options, stream: 'features' })).close();
  await subscription.close();
  await (await log.subscribe(options)).close();
  await expect(log.subscribe({ ...options, maxBatch: 0 })).rejects.toMatchObject({ code: 'config-invalid' });
});

test('a subscription ends when the file is closed under it', async () => {
  const subscription = await log.subscribe({ stream: 'facts', group: 'g', handler: async () => {} });
  await file.close();
  await log.close();
  expect(subscription.state).toBe('closed');
});

test('no timer runs while nothing is appended', async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const effects = createEffects(patienceMs);
  const subscription = await log.subscribe({
    ...{ stream: 'facts', group: 'g' },
    handler: async (batch) => effects.add(batch),
  });
  await log.append('facts', [message('m')]);
  await effects.until(['m']);
  await eventually(patienceMs, async () => expect(await log.lag()).toMatchObject([{ events: 0 }]));
  const before = timers();
  await subscription.close();
  expect(timers()).toBe(before);
});
