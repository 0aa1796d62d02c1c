import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Proposal } from '@deskrail/contracts';
import { openTestDatabase, type TestDatabase } from '@deskrail/testing';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportDecisions } from './export.js';
import { fillRecord } from './fill-record.js';
import { memoryTerminal } from './memory-terminal.js';
import { report } from './report.js';
import { runCommand } from './run-command.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  const reply = (text: string): Proposal => ({ kind: 'reply', visibility: 'public', text, sentences: [] });
  await fillRecord(database, [
    {
      text: 'Where is my parcel?',
      proposal: reply('It arrives in 2 days.'),
      verdict: { kind: 'edit', final: reply('It arrives in 3 days.') },
    },
    {
      text: 'My card is 4111, take it out',
      proposal: reply('We did.'),
      verdict: { kind: 'reject', reason: { code: 'wrong', text: 'Not so' } },
      erased: true,
    },
    { text: 'Do you ship to the moon?' },
    {
      text: 'Cancel my order',
      proposal: { kind: 'classification', intent: 'cancel-order' },
      verdict: { kind: 'approve' },
    },
  ]);
});
afterAll(() => database.close());

const run = async (...args: string[]) => {
  const terminal = memoryTerminal({ environment: { DESKRAIL_DATA: database.folder }, directory: database.folder });
  const code = await runCommand(args, terminal, { commands: [exportDecisions, report], version: '0' });
  return { code, ...terminal };
};

describe('deskrail export decisions', () => {
  it('prints CSV, without a name and without a word of anybody', async () => {
    const { code, printed, said } = await run('export', 'decisions');
    expect([code, said]).toEqual([0, []]);
    expect(printed).toHaveLength(5);
    expect(printed[0]).toContain('editDistance');
    for (const word of ['parcel', 'anna', 'days', '4111', 'moon', 'Not so']) expect(printed.join()).not.toContain(word);
  });

  it('as JSON Lines has features, verdict, edit and time of each', async () => {
    const { printed } = await run('export', 'decisions', '--format', 'jsonl');
    const rows = printed.map((line) => JSON.parse(line));
    expect(rows[0]).toMatchObject({
      ...{ kind: 'reply', status: 'approved', verdict: 'edit', decidedBy: 'person', secondsToVerdict: 90 },
      ...{ predictedIntent: 'order-status', language: 'en', conversation: 'conversation:zendesk:0', customer: 'c0' },
    });
    expect(rows[0].editDistance).toBeCloseTo(1 / 6, 6);
    expect(rows[1]).toMatchObject({ status: 'rejected', reasonCode: 'wrong' });
    expect(rows[2]).toMatchObject({ status: 'withheld', withheldReason: 'no-evidence' });
  });

  it('with --privacy content has the words, but none that were erased', async () => {
    const { printed } = await run('export', 'decisions', '--privacy', 'content', '--format', 'jsonl');
    const rows = printed.map((line) => JSON.parse(line));
    expect(rows[0]).toMatchObject({ text: 'Where is my parcel?', finalText: 'It arrives in 3 days.' });
    expect(rows[0].intent).toBeUndefined();
    expect(rows[3]).toMatchObject({ text: 'Cancel my order', intent: 'cancel-order' });
    expect(printed.join()).not.toMatch(/4111|We did|Not so/);
  });

  it('writes Parquet, whole or not at all', async () => {
    const { code, said } = await run('export', 'decisions', '--out', 'decisions.parquet');
    expect(code).toBe(0);
    expect(said.join()).toMatch(/^4 recommendations, \d+ columns → decisions.parquet$/);
    const file = await asyncBufferFromFile(join(database.folder, 'decisions.parquet'));
    const rows = await parquetReadObjects({ file });
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({ verdict: 'edit', createdAt: new Date('2026-01-31T10:00:00Z'), flags: [] });
    expect((await readdir(database.folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('begins at a time and takes one tenant', async () => {
    expect((await run('export', 'decisions', '--tenant', 'other')).printed).toHaveLength(1);
    expect((await run('export', 'decisions', '--since', '1h')).printed).toHaveLength(5);
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const terminal = memoryTerminal({ environment: { DESKRAIL_DATA: database.folder }, directory: database.folder });
    terminal.interrupt();
    const args = ['export', 'decisions', '--out', 'cut.csv'];
    expect(await runCommand(args, terminal, { commands: [exportDecisions], version: '0' })).toBe(1);
    await expect(readFile(join(database.folder, 'cut.csv'))).rejects.toThrow('ENOENT');
  });

  it.each([
    [['export'], 2, 'wants'],
    [['export', 'facts'], 2, 'has no "facts"'],
    [['export', 'decisions', '--format', 'parquet'], 2, 'add --out'],
    [['export', 'decisions', '--privacy', 'secret'], 2, '--privacy takes'],
    [['export', 'decisions', '--out', '/nowhere/a.csv'], 1, 'cannot be written'],
    [['export', 'decisions', '--out', 'a.xlsx'], 2, 'ends in .xlsx'],
    [['export', 'decisions', '--data', '/nowhere'], 1, 'There is no deskrail.db'],
  ])('%j fails and says why', async (args, code, message) => {
    const ended = await run(...args);
    expect(ended.code).toBe(code);
    expect(ended.said.join()).toContain(message);
  });
});

describe('deskrail report', () => {
  it('counts per template, without a word of anybody', async () => {
    const { code, printed } = await run('report');
    expect(code).toBe(0);
    expect(printed[0]).toBe('4 recommendations; of 3 replies asked for, 1 fell back (33 %): no-evidence 1.');
    expect(printed.join('\n')).toMatch(/reply: embedded\/1 +2 +0 +1 +0 +0 +1 +17 % +wrong 1/);
  });

  it('as JSON', async () => {
    const { printed } = await run('report', '--json', '--tenant', 'other');
    expect(JSON.parse(printed.join())).toMatchObject({ recommendations: 0, sources: [] });
  });
});
