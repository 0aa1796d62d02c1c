import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Proposal } from '@deskrail/contracts';
import { openTestDatabase, type TestDatabase } from '@deskrail/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillRecord } from './fill-record.js';
import { memoryTerminal } from './memory-terminal.js';
import { policy } from './policy.js';
import { runCommand } from './run-command.js';

const reply = (text: string): Proposal => ({ kind: 'reply', visibility: 'public', text, sentences: [] });

const yaml = `rules:
  - id: sure
    when: draft.kind == "reply" && draft.confidence >= 0.9
    outcome: auto
`;

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  await fillRecord(database, [
    { text: 'One?', proposal: reply('Yes, one.'), verdict: { kind: 'approve' } },
    { text: 'Two?', proposal: reply('Yes, two.'), verdict: { kind: 'reject', reason: { code: 'wrong' } } },
    { text: 'Three?', proposal: reply('Yes, three.') },
    { text: 'Four?' },
  ]);
  await writeFile(join(database.folder, 'policy.yaml'), yaml);
  const senior = '{ role: senior, queue: money }';
  await writeFile(
    join(database.folder, 'senior.yaml'),
    `rules: [{ id: two, when: {}, outcome: four-eyes, review: ${senior} }]\n`,
  );
  await writeFile(join(database.folder, 'none.yaml'), 'rules: []\n');
  await writeFile(join(database.folder, 'wrong.yaml'), yaml.replace('draft.kind', 'draft.kin'));
});
afterAll(() => database.close());

const run = (...args: string[]) => runUnder(join(database.folder, 'policy.yaml'), ...args);

const runUnder = async (file: string, ...args: string[]) => {
  const environment = { DESKRAIL_DATA: database.folder, DESKRAIL_POLICY: file };
  const terminal = memoryTerminal({ environment, directory: database.folder });
  const code = await runCommand(['policy', ...args], terminal, { commands: [policy], version: '0' });
  return { code, printed: terminal.printed, said: terminal.said };
};

describe('deskrail policy', () => {
  it('checks a file, and tells file, line and field of what is wrong', async () => {
    const right = await run('check', 'policy.yaml');
    expect(right).toMatchObject({ code: 0, said: [] });
    expect(right.printed.at(-1)).toMatch(
      /^policy\.yaml can be used: 1 rules, 0 warnings, version sha256:[0-9a-f]{64}\.$/,
    );
    const wrong = await run('check', 'wrong.yaml');
    expect(wrong.code).toBe(1);
    expect(wrong.printed[0]).toMatch(/^error {4}wrong\.yaml:3: rules\.0\.when \(sure\): No such key: kin/);
    expect((await run('check', 'not-there.yaml')).said.join()).toContain('ENOENT');
    const json = JSON.parse((await run('check', 'wrong.yaml', '--json')).printed[0] ?? '');
    expect(json.errors).toMatchObject([{ path: ['rules', 0, 'when'], rule: 'sure', line: 3 }]);
  });

  it('tries a file on what was recorded, beside how people had judged it', async () => {
    const { code, printed, said } = await run('dry-run', 'policy.yaml');
    expect([code, said]).toEqual([0, []]);
    const text = printed.join('\n');
    expect(text).toContain('policy.yaml, 1 rule, asked about 3 recommendations from 2026-01-31 to 2026-01-31.');
    expect(text).toContain('1 more were withheld before any policy was asked');
    expect(text).toMatch(/replies +0 → 3 +0 +3 → 0 +0/);
    expect(text).toContain('3 replies that waited for people would have gone out by themselves.');
    expect(text).toContain('judged: approved as is 1 (50 %); rejected 1 (50 %): wrong 1; not looked at 1');
    expect(text).toMatch(/rec_1 .*rejected as wrong/);
    expect(text).toContain('heavily edited 1 (50 % of those judged): read these first.');
    expect(text).not.toMatch(/Yes, two|conversation:/);
    const shown = (await run('dry-run', 'policy.yaml', '--texts')).printed.join('\n');
    expect(shown).toMatch(/rec_1 .*confidence 0\.\d{3}, .*\n +asked: "Two\?"\n +draft: "Yes, two\."/);
  });

  it('says of what stays with people who else must decide, with examples', async () => {
    const { printed } = await run('dry-run', 'senior.yaml', '--texts');
    const text = printed.join('\n');
    expect(text).not.toContain('Nothing would have changed');
    expect(text).toContain('Of what people decide as before, 3 would need others to decide:');
    expect(text).toContain(
      '    3 replies: role reviewer → senior, queue review → money, reviewers 1 → 2, four eyes no → yes',
    );
    expect(text).toMatch(/ {8}by two 3\n {8}rec_1 .*rejected as wrong\n {10}asked: "Two\?"/);
    const { deciders } = JSON.parse((await run('dry-run', 'senior.yaml', '--json')).printed[0] ?? '');
    expect(deciders).toMatchObject([{ kind: 'reply', count: 3, to: { role: 'senior', queue: 'money', reviewers: 2 } }]);
  });

  it('fails where people had refused what would go by itself, if it is to be strict', async () => {
    expect((await run('dry-run', 'policy.yaml', '--strict')).code).toBe(1);
    expect((await run('dry-run', 'none.yaml', '--strict')).code).toBe(0);
    expect((await run('dry-run', 'none.yaml')).printed).toContain('Nothing would have changed.');
    expect((await run('dry-run', 'wrong.yaml')).code).toBe(1);
    expect((await run('dry-run', 'policy.yaml', '--tenant', 'other')).printed.join()).toContain(
      'Nothing was recommended',
    );
  });

  it('writes all of it for machines', async () => {
    const { said } = await run('dry-run', 'policy.yaml', '--out', 'dry-run.json', '--examples', '1');
    expect(said).toEqual(['All of it is in dry-run.json']);
    const written = JSON.parse(await readFile(join(database.folder, 'dry-run.json'), 'utf8'));
    expect(written).toMatchObject({
      file: 'policy.yaml',
      recommendations: 3,
      changes: [{ from: 'review', to: 'auto', count: 3 }],
    });
    expect(written.changes[0].examples).toHaveLength(1);
  });

  it('explains one decision under the policy that is configured', async () => {
    const { code, printed } = await run('explain', 'rec_0', '--tenant', 'acme');
    expect(code).toBe(0);
    expect(printed[0]).toBe('When it was made: review, as no rule matched.');
    expect(printed[1]).toMatch(/^In force: auto, by the rule sure \(sha256:/);
    expect(printed[2]).toMatch(/^Asked about: draft\.kind reply, draft\.confidence 0\.\d+, /);
    expect(printed.at(-1)).toMatch(/^sure +auto +yes/);
    const surer = join(database.folder, 'surer.yaml');
    await writeFile(surer, yaml.replace('0.9', '1.0'));
    const no = await runUnder(surer, 'explain', 'rec_0', '--tenant', 'acme');
    expect(no.printed.at(-1)).toMatch(/^sure +auto +no +draft\.confidence >= 1\.0: draft\.confidence is 0\.\d+$/);
    expect((await run('explain', 'rec_9', '--tenant', 'acme')).said.join()).toContain('not-found');
    expect((await run('explain', 'rec_0', '--tenant', 'other')).said.join()).toMatch(
      /The tenant other has no recommend/,
    );
    expect((await run('explain', 'rec_9')).said.join()).toMatch(/No tenant has a recommendation rec_9 here/);
    expect((await run('explain', 'rec_0')).printed).toEqual(printed);
    expect((await run('explain', 'rec_3')).said.join()).toContain('Nothing was drafted');
  });

  it('explains one decision by another file, whatever is configured', async () => {
    const none = join(database.folder, 'none.yaml');
    const explain = (...more: string[]) => runUnder(none, 'explain', 'rec_0', '--tenant', 'acme', ...more);
    expect((await explain()).printed[1]).toMatch(/^In force: review, as no rule matched/);
    const { code, printed } = await explain('--policy', 'policy.yaml');
    expect(code).toBe(0);
    expect(printed[1]).toMatch(/^By policy\.yaml: auto, by the rule sure \(sha256:/);
    expect(printed.at(-1)).toMatch(/^sure +auto +yes/);
    expect((await runUnder(none, 'explain', 'rec_0', '--policy', 'policy.yaml')).printed).toEqual(printed);
    const json = JSON.parse((await explain('--policy', 'policy.yaml', '--json')).printed[0] ?? '');
    expect(json).toMatchObject({ file: 'policy.yaml', recommendationId: 'rec_0', inForce: { rule: 'sure' } });
    const wrong = await explain('--policy', 'wrong.yaml');
    expect([wrong.code, wrong.said.join()]).toEqual([1, expect.stringContaining('wrong.yaml:3: rules.0.when')]);
    expect((await explain('--policy', 'gone.yaml')).said.join()).toMatch(/gone\.yaml cannot be read \(ENOENT\)/);
  });

  it('stops nothing where nothing runs, and takes no half orders', async () => {
    expect((await run('pause')).said.join()).toContain('No instance runs here');
    for (const wrong of [['dry-run'], ['explain'], ['pause', 'x'], ['show', 'x'], ['chek', 'policy.yaml']]) {
      expect((await run(...wrong)).code).toBe(2);
    }
  });
});
