import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Proposal } from '@deskrail/contracts';
import { openTestDatabase, type TestDatabase } from '@deskrail/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillRecord } from './fill-record.js';
import { gaps } from './gaps.js';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  const proposal: Proposal = { kind: 'reply', visibility: 'public', text: 'Cards only.', sentences: [] };
  const verdict = { kind: 'reject', reason: { code: 'outdated-source' } } as const;
  await fillRecord(database, [
    { text: 'Can I pay with a gift card?' },
    { text: 'Do you take gift cards? I am kim@example.com' },
    { text: 'Is it possible to pay with a gift card?', proposal, verdict },
    { text: 'My bicycle has a flat tyre, who repairs it?' },
    { text: 'Can I pay with a gift card if it is erased?', erased: true },
  ]);
  await mkdir(join(database.folder, 'articles'));
  await writeFile(join(database.folder, 'articles', 'pay.md'), '# Ways to pay\n\nPay with a card or by invoice.\n');
});
afterAll(() => database.close());

const run = async (...args: string[]) => {
  const environment = { DESKRAIL_DATA: database.folder, DESKRAIL_KNOWLEDGE: join(database.folder, 'articles') };
  const terminal = memoryTerminal({ environment, directory: database.folder });
  const code = await runCommand(['gaps', ...args], terminal, { commands: [gaps], version: '0' });
  return { code, ...terminal };
};

describe('deskrail gaps', () => {
  it('gathers questions that ask alike, masked, with what came near', async () => {
    const { code, printed, said } = await run('--json');
    expect([code, said]).toEqual([0, []]);
    expect(printed).toHaveLength(1);
    const gap = JSON.parse(printed[0] ?? '');
    expect(gap).toMatchObject({ asked: 3, customers: 3, reasons: { 'no-evidence': 2, 'outdated-source': 1 } });
    expect(gap.title).toMatch(/pay with a gift card\?$/);
    expect(gap.questions).toContain('Do you take gift cards? I am [EMAIL-1]');
    expect(gap.near[0]).toMatchObject({ title: 'Ways to pay' });
    expect(printed.join()).not.toContain('erased');
  });

  it('writes drafts, and never over one that is there', async () => {
    const first = await run('--out', 'drafts');
    expect(first.printed[0]).toMatch(/^asked +customers +title +came near/);
    const [name = ''] = await readdir(join(database.folder, 'drafts'));
    const path = join(database.folder, 'drafts', name);
    expect(await readFile(path, 'utf8')).toMatch(/^---\ndraft: true\n---\n# .*gift card\?\n/);
    await writeFile(path, 'What Anna wrote.');
    expect((await run('--out', 'drafts')).said.join()).toContain('1 were there already and were left alone');
    expect(await readFile(path, 'utf8')).toBe('What Anna wrote.');
  });

  it('writes drafts among the articles: they are no answer until a person has written one', async () => {
    await run('--out', 'articles');
    expect((await readdir(join(database.folder, 'articles'))).length).toBe(2);
    const again = await run('--json');
    const { near } = JSON.parse(again.printed[0] ?? '') as { near: { title: string }[] };
    expect(near.map(({ title }) => title)).toEqual(['Ways to pay']);
    expect(await readdir(database.folder)).not.toContain('knowledge');
  });

  it('says that there are none', async () => {
    expect((await run('--min', '9')).printed).toEqual(['No 9 questions that ask alike went unanswered.']);
  });

  it('refuses a number that is none', async () => {
    expect((await run('--min', '0')).code).toBe(2);
  });
});
