import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadIntentModel } from '@deskrail/copilot';
import { openTestDatabase, type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportDecisions } from './export.js';
import { fillRecord, type Told } from './fill-record.js';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';
import { ticketsCsv } from './tickets.js';
import { train } from './train.js';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder.path, 'tickets.csv'), ticketsCsv());
});
afterAll(() => folder.remove());

const run = async (args: readonly string[], environment: Record<string, string> = {}) => {
  const terminal = memoryTerminal({ directory: folder.path, environment });
  const code = await runCommand(args, terminal, { commands: [train, exportDecisions], version: '0' });
  return { code, ...terminal };
};

describe('deskrail train', () => {
  it('writes a model that knows what customers want, and says how good it is', async () => {
    const { code, printed, said } = await run(['train', 'tickets.csv', '--out', 'a.model', '--json']);
    expect(code, said.join()).toBe(0);
    const told = JSON.parse(printed.join());
    expect(told).toMatchObject({ file: 'a.model', labels: 4, method: 'linear-svm', warnings: [] });
    expect(told.heldBack.accuracy).toBeGreaterThan(0.7);
    expect(said.join()).toContain('training 10 %');
    const model = loadIntentModel(await readFile(join(folder.path, 'a.model')));
    expect((await model.predict('how do i get my money back')).intents[0]?.name).toBe('refund');
  });

  it('gives the same file for the same texts and seed', async () => {
    await run(['train', 'tickets.csv', '--out', 'b.model', '--seed', '7']);
    await run(['train', 'tickets.csv', '--out', 'c.model', '--seed', '7']);
    const [one, other] = await Promise.all(['b', 'c'].map((name) => readFile(join(folder.path, `${name}.model`))));
    expect(one?.equals(other ?? Buffer.of())).toBe(true);
  });

  it('says so where the texts are too few to learn much from', async () => {
    await writeFile(
      join(folder.path, 'few.csv'),
      'text,intent\nmoney back,refund\nrefund me,refund\nwhere is it,delivery\n',
    );
    const { code, printed } = await run(['train', 'few.csv']);
    expect(code).toBe(0);
    expect(printed.join('\n')).toMatch(/by the nearest label on average[\s\S]*Note: [\s\S]*intents\.model: /);
  });

  it('reads back what deskrail export decisions wrote', async () => {
    await using database = await openTestDatabase();
    const rows = ticketsCsv()
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(','));
    const told = rows.map(([text = '', intent = '']): Told => {
      const proposal = { kind: 'classification', intent } as const;
      return { text: `${text}, "please"\nthanks`, proposal, verdict: { kind: 'approve' } };
    });
    const guessed = { kind: 'classification', intent: 'a-guess' } as const;
    await fillRecord(database, [...told, { text: 'Never judged', proposal: guessed }, { text: 'No answer' }]);
    const environment = { DESKRAIL_DATA: database.folder };
    for (const out of ['labelled.csv', 'labelled.jsonl']) {
      expect((await run(['export', 'decisions', '--privacy', 'content', '--out', out], environment)).code).toBe(0);
      const { code, printed, said } = await run(['train', out, '--json']);
      expect(code, said.join()).toBe(0);
      const trained = JSON.parse(printed.join());
      expect(trained).toMatchObject({ examples: rows.length, labels: 4 });
      expect(trained.names).not.toContain('a-guess');
    }
    await run(['export', 'decisions', '--out', 'bare.csv'], environment);
    const bare = await run(['train', 'bare.csv']);
    expect([bare.code, bare.said.join()]).toEqual([1, expect.stringContaining('Export it with --privacy content')]);
  });

  it.each([
    [['train'], 2, 'train wants'],
    [['train', 'nowhere.csv'], 1, 'cannot be read (ENOENT)'],
    [['train', 'bad.csv'], 1, 'bad.csv: Line 3: its `intent` is empty'],
    [['train', 'tickets.csv', '--seed', 'x'], 2, '--seed is a whole number'],
    [['train', 'tickets.csv', '--embeddings'], 1, 'no endpoint is configured'],
    [['train', 'a.parquet'], 1, 'export it as CSV'],
    [['train', 'tickets.csv', '--out', './tickets.csv'], 2, 'name another file by --out'],
    [['train', 'tickets.csv', '--out', '.'], 1, 'cannot be written (something else than a file is there)'],
    [['train', 'latin.csv'], 1, 'Save it as UTF-8'],
    [['train', 'wide.csv'], 1, 'Save it as UTF-8'],
  ])('%j fails and says why', async (args, code, message) => {
    await writeFile(join(folder.path, 'bad.csv'), 'text,intent\nmoney back,refund\nwhere is it,\n');
    await writeFile(join(folder.path, 'latin.csv'), Buffer.from('text,intent\nrückerstattung,refund\n', 'latin1'));
    await writeFile(join(folder.path, 'wide.csv'), Buffer.from('\ufefftext,intent\nmoney back,refund\n', 'utf16le'));
    const ended = await run(args);
    expect(ended.code).toBe(code);
    expect(ended.said.join()).toContain(message);
  });

  it('ends when it is interrupted, and leaves no model', async () => {
    const terminal = memoryTerminal({ directory: folder.path });
    terminal.interrupt();
    const args = ['train', 'tickets.csv', '--out', 'cut.model'];
    expect(await runCommand(args, terminal, { commands: [train], version: '0' })).toBe(1);
    await expect(readFile(join(folder.path, 'cut.model'))).rejects.toThrow('ENOENT');
  });
});
