import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readIds } from '../conformance/effects.js';
import { message } from '../conformance/messages.js';
import { openSqliteFile, openSqliteLog, type SqliteFile } from './index.js';

let folder: string;
let file: SqliteFile;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskrail-schema-'));
  file = await openSqliteFile({ path: join(folder, 'log.db') });
});

afterEach(async () => {
  await file.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (...texts: string[]) =>
  file.write(async (sql) => {
    for (const text of texts) await sql.run(text);
  });
const names = async () =>
  (await file.read((sql) => sql.all<{ name: string }>('select name from sqlite_schema order by name'))).map(
    ({ name }) => name,
  );

describe('what is not this version’s log is refused at the start, and left as it is', () => {
  test.each([
    ['a foreign table', ['create table log_events (id integer, message text)']],
    [
      'an earlier build’s table under the same version',
      [
        'create table log_events (position integer primary key, stream text, id text, body text)',
        'create table log_version (version integer not null)',
        'insert into log_version values (1)',
      ],
    ],
    ['a view of that name', ['create view log_events as select 1 as position']],
  ])('%s', async (_, texts) => {
    await run(...texts);
    const before = await names();
    const opening = openSqliteLog({ file });
    await expect(opening).rejects.toMatchObject({ code: 'config-invalid' });
    await expect(opening).rejects.toThrow(/not a Deskrail database.*give another data directory/);
    expect(await names()).toEqual(before);
  });

  test('an index that would take two tenants’ events for one', async () => {
    await (await openSqliteLog({ file })).close();
    await run('drop index log_events_by_id', 'create unique index log_events_by_id on log_events (stream, id)');
    await expect(openSqliteLog({ file })).rejects.toMatchObject({ code: 'config-invalid' });
  });

  test.each([
    [0, /version 0.*version of Deskrail that wrote it/],
    [3, /version 3.*Update Deskrail/],
  ])('version %s, also for reading', async (version, message) => {
    await (await openSqliteLog({ file })).close();
    await run(`update log_version set version = ${version}`);
    await using reader = await openSqliteFile({ path: file.path, mode: 'read' });
    for (const each of [file, reader]) {
      const opening = openSqliteLog({ file: each });
      await expect(opening).rejects.toMatchObject({ code: 'config-invalid' });
      await expect(opening).rejects.toThrow(message);
    }
  });

  test('a table that refuses events', async () => {
    await (await openSqliteLog({ file })).close();
    await run("create trigger refusing before insert on log_events begin select raise(abort, 'no'); end");
    await expect(openSqliteLog({ file })).rejects.toMatchObject({ code: 'config-invalid' });
  });
});

test('a log of version 1 opens as it stands, for reading too, and is brought up to this one', async () => {
  await using first = await openSqliteLog({ file });
  await first.append('facts', [message('old')]);
  await first.close();
  await run('drop table log_redrives', 'update log_version set version = 1');
  await using reader = await openSqliteFile({ path: file.path, mode: 'read' });
  await using reading = await openSqliteLog({ file: reader });
  expect(await readIds(reading, { stream: 'facts' })).toEqual(['old']);
  await using log = await openSqliteLog({ file });
  expect(await readIds(log, { stream: 'facts' })).toEqual(['old']);
  expect(await names()).toContain('log_redrives');
  expect(await file.read((sql) => sql.all('select version from log_version'))).toEqual([{ version: 2 }]);
});

describe('being ready', () => {
  test('leaves no event and uses up no position', async () => {
    await using log = await openSqliteLog({ file });
    await log.ready();
    const [appended] = await log.append('facts', [message('first')]);
    await log.ready();
    expect(appended?.position).toBe('1');
    expect(await readIds(log, { stream: 'facts' })).toEqual(['first']);
  });

  test('ends where an append would not be taken, and comes back', async () => {
    await using log = await openSqliteLog({ file });
    await log.append('facts', [message('before')]);
    await run('alter table log_events rename column body to content');
    await expect(log.append('facts', [message('during')])).rejects.toThrow();
    await expect(log.ready()).rejects.toMatchObject({ code: 'dependency-unavailable' });
    await run('alter table log_events rename column content to body');
    await log.ready();
    await log.append('facts', [message('after')]);
    expect(await readIds(log, { stream: 'facts' })).toEqual(['after', 'before']);
  });
});
