import { execFileSync } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeskrailError } from '@deskrail/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { message } from '../conformance/messages.js';
import { createFakeLog } from '../fakes/fake-log.js';
import { createSourceProcesses, type SourceProcesses } from '../fakes/source-process.js';
import { openSqliteFile, openSqliteLog } from '../sqlite/index.js';
import { flushSpool, openSpool, spoolingLog } from './index.js';

let folder: string;
let processes: SourceProcesses;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskrail-spool-'));
  processes = createSourceProcesses();
});

afterEach(async () => {
  await processes[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const retry = { baseDelayMs: 1, maxDelayMs: 20 };

/** Sixteen subjects at once, each in order; the log comes and goes, also while the process is killed. */
const receiving = `
const file = await openSqliteFile({ path: path + '/log.db' });
const log = await openSqliteLog({ file });
let up = false;
const away = Object.assign(new Error('away'), { name: 'DeskrailError', code: 'dependency-unavailable' });
const shaky = {
  append: (...given) => (up ? log.append(...given) : Promise.reject(away)),
  ready: () => log.ready(),
};
const spool = await openSpool({ directory: path });
const receiver = spoolingLog({ log: shaky, spool, afterMs: 50 });
startForwarding({ spool, log: shaky, retry: { baseDelayMs: 1, maxDelayMs: 5 } });
setInterval(() => { up = !up; }, 15);
const round = process.env.ROUND;
await Promise.all(Array.from({ length: 16 }, async (_, subject) => {
  for (let index = 0; ; index += 1) {
    const [{ id, position }] = await receiver.append('facts', [message([subject, round, index].join('-'), subject)]);
    say(id + ' ' + position);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}));`;

test('killed again and again while it spools and forwards, a receiver loses nothing and keeps each subject’s order', async () => {
  const acknowledged: string[] = [];
  let spooled = 0;
  for (let round = 0; round < 4; round += 1) {
    const receiver = processes.start(receiving.replace('process.env.ROUND', String(round)), folder);
    const words: string[] = [];
    while (words.length < 300 + 150 * round) words.push((await receiver.next()) ?? '');
    words.push(...(await receiver.kill()));
    for (const word of words) {
      const [id = '', position = ''] = word.split(' ');
      if (position === '') continue;
      acknowledged.push(id);
      if (position.startsWith('spool/')) spooled += 1;
    }
  }
  expect(spooled).toBeGreaterThan(50);
  await using file = await openSqliteFile({ path: join(folder, 'log.db') });
  await using log = await openSqliteLog({ file });
  await using spool = await openSpool({ directory: folder });
  await flushSpool({ spool, log, retry });
  const ids: string[] = [];
  for await (const { event } of log.read({ stream: 'facts' })) ids.push(event.id);
  const there = new Set(ids);
  expect(acknowledged.filter((id) => !there.has(id))).toEqual([]);
  const subjectOf = (id: string) => id.split('-')[0] ?? '';
  const inOrder = Object.groupBy(ids, subjectOf);
  for (const [subject, sent] of Object.entries(Object.groupBy(acknowledged, subjectOf))) {
    const sentIds = new Set(sent);
    expect(inOrder[subject]?.filter((id) => sentIds.has(id))).toEqual(sent);
  }
});

test('a torn last write costs nothing that was acknowledged', async () => {
  const directory = join(folder, 'whole');
  const torn = join(folder, 'torn');
  const log = createFakeLog();
  log.state = 'down';
  await using spool = await openSpool({ directory });
  const receiver = spoolingLog({ log, spool });
  const ids = Array.from({ length: 20 }, (_, index) => `m-${index}`);
  for (const id of ids) await receiver.append('facts', [message(id, id)]);
  // As the disk is left when the machine stops in the middle of the next write.
  await cp(directory, torn, { recursive: true });
  const wal = join(torn, 'spool.db-wal');
  const written = await readFile(wal);
  await appendFile(wal, written.subarray(-8_000, -3_000));
  await using again = await openSpool({ directory: torn });
  expect(await again.status()).toMatchObject({ events: 20 });
  const mended = createFakeLog();
  await flushSpool({ spool: again, log: mended });
  expect(mended.ids.toSorted()).toEqual(ids.toSorted());
});

test('a full disk refuses, so that the vendor sends again, and what is held gets out once there is space', async ({
  skip,
}) => {
  const directory = join(folder, 'small');
  await mkdir(directory);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    return skip('no small file system can be mounted here');
  }
  try {
    const log = createFakeLog();
    log.state = 'down';
    await using spool = await openSpool({ directory });
    const receiver = spoolingLog({ log, spool });
    const taken: string[] = [];
    let refusal: unknown;
    for (let index = 0; refusal === undefined && index < 2_000; index += 1) {
      const id = `m-${index}`;
      await receiver.append('facts', [message(id, index, 'x'.repeat(20_000))]).then(
        () => taken.push(id),
        (error: unknown) => {
          refusal = error;
        },
      );
    }
    expect(isDeskrailError(refusal, 'dependency-unavailable')).toBe(true);
    expect(refusal).toMatchObject({ retryable: true });
    expect(taken.length).toBeGreaterThan(20);
    expect(await spool.status()).toMatchObject({ events: taken.length });
    log.state = 'up';
    const { left } = await flushSpool({ spool, log, retry, patienceMs: 5_000 });
    expect(left).toBe(0);
    expect([...new Set(log.ids)].toSorted()).toEqual(taken.toSorted());
    log.state = 'down';
    await receiver.append('facts', [message('again')]);
  } finally {
    execFileSync('umount', ['-l', directory], { stdio: 'ignore' });
  }
});

test('a second process on the directory is refused until the first has died', async () => {
  const first = processes.start(
    `await openSpool({ directory: path }); say('open'); setInterval(() => {}, 1000);`,
    folder,
  );
  expect(await first.next()).toBe('open');
  await expect(openSpool({ directory: folder })).rejects.toMatchObject({ code: 'log-locked' });
  await first.kill();
  await (await openSpool({ directory: folder })).close();
});

test('what is no spool is left alone', async () => {
  await writeFile(join(folder, 'spool.db'), 'This is a text that somebody wrote, and no database at all.\n'.repeat(20));
  await expect(openSpool({ directory: folder })).rejects.toMatchObject({ code: 'dependency-unavailable' });
});
