import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cell, DecisionColumn } from '@deskrail/copilot';
import { temporaryFolder } from '@deskrail/testing';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { withAtomicFile } from './atomic-file.js';
import { csvWriter, jsonLinesWriter } from './dataset-writer.js';
import { parquetWriter } from './parquet-writer.js';

const column = (name: string, type: DecisionColumn['type']): DecisionColumn => ({
  ...{ name, type, privacy: 'operational' },
  read: () => undefined,
});
const columns = [
  column('kind', 'text'),
  column('score', 'number'),
  column('at', 'time'),
  column('ok', 'boolean'),
  column('flags', 'list'),
];
const rows: readonly (readonly Cell[])[] = [
  ['re"ply,\n', 0.5, '2026-01-31T10:00:00.5Z', true, ['a', 'b,c']],
  [undefined, undefined, undefined, undefined, undefined],
  ['Ærø', 1, '2026-01-31T10:00:00Z', false, []],
];

const lines = () => {
  const printed: string[] = [];
  return { printed, print: async (line: string) => void printed.push(line) };
};

describe('a dataset', () => {
  it('as CSV', async () => {
    const { printed, print } = lines();
    const writer = await csvWriter(columns, print);
    for (const row of rows) await writer.write(row);
    expect(printed).toEqual([
      'kind,score,at,ok,flags',
      '"re""ply,\n",0.5,2026-01-31T10:00:00.5Z,true,"[""a"",""b,c""]"',
      ',,,,',
      'Ærø,1,2026-01-31T10:00:00Z,false,[]',
    ]);
  });

  it('as JSON Lines', async () => {
    const { printed, print } = lines();
    const writer = jsonLinesWriter(columns, print);
    for (const row of rows) await writer.write(row);
    expect(printed.map((line) => JSON.parse(line))).toMatchObject([{ kind: 're"ply,\n', flags: ['a', 'b,c'] }, {}, {}]);
    expect(printed[1]).toBe('{}');
  });

  it('as Parquet that another reader reads, in groups of rows', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'decisions.parquet');
    const writer = await parquetWriter(columns, path);
    for (const row of rows) await writer.write(row);
    for (let index = 0; index < 6_000; index += 1)
      await writer.write(['more', index, '2026-01-31T10:00:00Z', true, []]);
    await writer.finish();
    const read = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
    expect(read).toHaveLength(6_003);
    expect(read.slice(0, 3)).toEqual([
      { kind: 're"ply,\n', score: 0.5, at: new Date('2026-01-31T10:00:00.5Z'), ok: true, flags: ['a', 'b,c'] },
      { kind: null, score: null, at: null, ok: null },
      { kind: 'Ærø', score: 1, at: new Date('2026-01-31T10:00:00Z'), ok: false, flags: [] },
    ]);
    expect(read.at(-1)).toMatchObject({ score: 5_999 });
  });
});

describe('an atomic file', () => {
  it('is there whole or not at all', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'a.csv');
    const { writeFile, readdir, stat } = await import('node:fs/promises');
    await withAtomicFile(path, { pid: 1 }, (temporary) => writeFile(temporary, 'one'));
    const broken = withAtomicFile(path, { pid: 1 }, async (temporary) => {
      await writeFile(temporary, 'tw');
      throw new Error('interrupted');
    });
    await expect(broken).rejects.toThrow('interrupted');
    expect(await readFile(path, 'utf8')).toBe('one');
    expect(await readdir(folder.path)).toEqual(['a.csv']);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(withAtomicFile('/nowhere/a.csv', { pid: 1 }, async () => {})).rejects.toThrow('ENOENT');
  });
});
