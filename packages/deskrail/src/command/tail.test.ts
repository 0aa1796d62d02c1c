import { type Fact, type Feature, vocabulary } from '@deskrail/contracts';
import { openSqliteLog, type SqliteLog } from '@deskrail/event-log/sqlite';
import { openTestDatabase, type TestDatabase } from '@deskrail/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';
import { tail } from './tail.js';

let database: TestDatabase;
let log: SqliteLog;
beforeEach(async () => {
  database = await openTestDatabase();
  log = await openSqliteLog({ file: database });
});
afterEach(async () => {
  await log.close();
  await database.close();
});

const envelope = {
  specversion: '1.0',
  source: '/connections/zendesk',
  subject: 'conversation:zendesk:1',
  time: '2026-01-01T00:00:00Z',
  datacontenttype: 'application/json',
  tenant: 'demo',
  actor: 'customer/1',
} as const;
const exampleOf = (stream: 'facts' | 'features', type: string) =>
  vocabulary[stream].find((definition) => definition.type === type)?.examples[0];
const fact = (id: string) =>
  ({
    ...{ ...envelope, id, type: 'message.received.v1', authenticity: 'signed', identity: 'exact' },
    data: exampleOf('facts', 'message.received.v1'),
  }) as Fact;
const feature = (id: string) =>
  ({ ...envelope, id, type: 'features.derived.v1', data: exampleOf('features', 'features.derived.v1') }) as Feature;

const start = (...args: string[]) => {
  const terminal = memoryTerminal({ environment: { DESKRAIL_DATA: database.folder } });
  return { terminal, ended: runCommand(['tail', ...args], terminal, { commands: [tail], version: '0' }) };
};

describe('deskrail tail', () => {
  it('prints whole CloudEvents, one a line', async () => {
    await log.append('facts', [fact('f1'), fact('f2')]);
    const { terminal, ended } = start('facts', '--from', 'start', '--until', 'end', '--json');
    expect(await ended).toBe(0);
    expect(terminal.printed.map((line) => JSON.parse(line))).toEqual([fact('f1'), fact('f2')]);
  });

  it('prints readable lines without what people wrote', async () => {
    await log.append('facts', [fact('f1')]);
    const { terminal, ended } = start('facts', '--until', 'end');
    await ended;
    expect(terminal.printed.join()).toMatch(/^2\S+Z {2}facts\.1 {2}message.received.v1 {2}conversation:zendesk:1/);
    expect(terminal.printed.join()).not.toContain((fact('f1').data as { text: string }).text);
  });

  it('merges the streams in the order of their append', async () => {
    await log.append('facts', [fact('f1')]);
    await log.append('features', [feature('e1')]);
    await log.append('facts', [fact('f2')]);
    const { terminal, ended } = start('--until', 'end', '--json');
    expect(await ended).toBe(0);
    expect(terminal.printed.map((line) => JSON.parse(line).id)).toEqual(['f1', 'e1', 'f2']);
  });

  it.each([[['facts']], [[]]])('follows %j until Ctrl-C', async (streams) => {
    await log.append('facts', [fact('f1')]);
    const { terminal, ended } = start(...streams, '--json');
    await terminal.line(/"f1"/);
    await log.append('facts', [fact('f2')]);
    await terminal.line(/"f2"/);
    terminal.interrupt();
    expect(await ended).toBe(0);
    expect(terminal.said).toEqual([]);
  });

  it('takes a stream by its full name too, and goes on from a printed cursor', async () => {
    await log.append('facts', [fact('f1'), fact('f2')]);
    const { terminal, ended } = start('support.facts', '--from', 'facts.1', '--until', 'end', '--json');
    expect(await ended).toBe(0);
    expect(terminal.printed.map((line) => JSON.parse(line).id)).toEqual(['f2']);
  });

  it('begins at a time', async () => {
    await log.append('facts', [fact('f1')]);
    const { terminal, ended } = start('facts', '--from', '2999-01-01T00:00:00Z', '--until', 'end');
    expect(await ended).toBe(0);
    expect(terminal.printed).toEqual([]);
  });

  it.each([
    [['fact'], 2, 'There is no stream "fact"'],
    [['--from', 'abc'], 2, 'a cursor belongs to one stream'],
    [['facts', '--from', 'yesterday'], 2, '--from is no place'],
    [['--from', '2026-99-99T00:00:00Z'], 2, 'is no time'],
    [['--data', '/nowhere'], 1, 'There is no deskrail.db in /nowhere.'],
  ])('%j fails and says why', async (args, code, message) => {
    const { terminal, ended } = start(...args);
    expect(await ended).toBe(code);
    expect(terminal.said.join()).toContain(message);
  });
});
