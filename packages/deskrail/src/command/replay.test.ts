import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Proposal } from '@deskrail/contracts';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { emulateOpenAi, openTestDatabase, serveEmulator, type TestDatabase } from '@deskrail/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillRecord, recordClock } from './fill-record.js';
import { memoryTerminal } from './memory-terminal.js';
import { replay } from './replay.js';
import { runCommand } from './run-command.js';

let database: TestDatabase;
const refund: Proposal = { kind: 'tool-call', tool: 'refund', arguments: { order: '1042' } };
const outdated: Proposal = { kind: 'reply', visibility: 'public', text: 'Cards only, sorry.', sentences: [] };
beforeAll(async () => {
  database = await openTestDatabase();
  await fillRecord(
    database,
    [
      { text: 'Can I pay with a gift card?', proposal: outdated, verdict: { kind: 'approve' } },
      {
        text: 'Is it possible to pay with a gift card?',
        proposal: outdated,
        verdict: { kind: 'reject', reason: { code: 'wrong' } },
      },
      { text: 'Zxqv wvut plugh?' },
      { text: 'Can I pay with a gift card, if this is erased?', proposal: outdated, erased: true },
      { text: 'Zxqv wvut, money back?', proposal: refund },
    ],
    { clock: recordClock },
  );
  await mkdir(join(database.folder, 'articles'));
  const article = '# Ways to pay\n\nYou can pay with a gift card, a bank card or by invoice.\n';
  await writeFile(join(database.folder, 'articles', 'pay.md'), article);
  await writeFile(
    join(database.folder, 'auto.yaml'),
    'rules:\n  - id: let-go\n    when: { kind: reply }\n    outcome: auto\n',
  );
});
afterAll(() => database.close());

let runs = 0;
async function run(...args: string[]) {
  runs += 1;
  const out = join(database.folder, `out-${runs}`);
  const environment = { DESKRAIL_DATA: database.folder, DESKRAIL_KNOWLEDGE: join(database.folder, 'articles') };
  const terminal = memoryTerminal({ environment, directory: database.folder });
  const code = await runCommand(['replay', ...(args.includes('--out') ? [] : ['--out', out]), ...args], terminal, {
    commands: [replay],
    version: '0',
  });
  return { code, out, printed: terminal.printed.join('\n'), said: terminal.said.join('\n') };
}
const since = ['--since', '2026-01-01'];
const linesOf = async (out: string) =>
  (await readFile(join(out, 'comparison.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('deskrail replay', { timeout: 30_000 }, () => {
  it('says what would be different, and how people had judged it', async () => {
    const { code, out, printed } = await run(...since, '--compare');
    expect(code).toBe(0);
    const lines = await linesOf(out);
    const replies = lines.filter(({ kind }) => kind === 'reply');
    expect(replies.map(({ judged, standing }) => [judged, standing])).toEqual([
      ['approved', 'changed'],
      ['rejected', 'changed'],
      ['withheld', 'same'],
    ]);
    expect(replies[0]).toMatchObject({
      fact: 'acme/zendesk/message/0',
      differences: expect.arrayContaining(['text', 'evidence']),
      evidence: { added: [expect.stringContaining('articles/pay.md')] },
      recorded: { recommendationId: 'rec_0', outcome: 'review' },
    });
    // What only the replay proposes of a fact that had a recommendation.
    expect(lines.some(({ kind, standing }) => kind === 'classification' && standing === 'proposed-now')).toBe(true);
    expect(printed).toContain('1 recorded ones stand on words that were erased since');
    expect(printed).toMatch(/^rejected +/m);
    expect(`${JSON.stringify(lines)}${printed}`).not.toMatch(/gift card/i);
    const summary = JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'));
    expect(summary).toMatchObject({ complete: true, facts: 4, refused: {}, compared: { erased: 1 } });
  });

  it('judges no call of a tool that it does not have, and says which is missing', async () => {
    const { out, printed } = await run(...since, '--compare');
    const call = (await linesOf(out)).find(({ kind }) => kind === 'tool-call');
    expect(call).toMatchObject({
      standing: 'not-judged',
      missingTool: 'refund',
      recorded: { recommendationId: 'rec_4' },
    });
    expect(printed).toContain('Not judged: 1 call of the tool refund, which is not configured here.');
    const { compared } = JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'));
    expect(compared).toMatchObject({ missingTools: { refund: 1 }, standings: { 'not-judged': 1, 'no-longer': 0 } });
    const { standings, pairs, changedShare } = compared;
    const known = pairs - standings.unrecorded - 1;
    expect(changedShare).toBeCloseTo((known - standings.same) / known, 4);

    const config = join(database.folder, 'deskrail.config.ts');
    await writeFile(
      config,
      `export default { tools: [{ name: 'refund', arguments: { safeParse: (data) => ({ success: true, data }) }, description: 'Pays back.' }] };`,
    );
    try {
      const configured = await run(...since, '--compare');
      expect((await linesOf(configured.out)).find(({ kind }) => kind === 'tool-call').standing).toBe('no-longer');
    } finally {
      await rm(config);
    }
  });

  it('twice is the same, to the last byte of what is told', async () => {
    const [one, two] = [await run(...since, '--compare', '--texts'), await run(...since, '--compare', '--texts')];
    const read = (out: string) => readFile(join(out, 'comparison.jsonl'), 'utf8');
    expect(await read(one.out)).toBe(await read(two.out));
    const own = async (out: string) => {
      await using file = await openSqliteFile({ path: join(out, 'events.db'), mode: 'read' });
      await using log = await openSqliteLog({ file });
      const events = await Array.fromAsync(log.read({ stream: 'decisions' }));
      return events.map(({ event, appendedAt }) => ({ ...event, source: '', appendedAt }));
    };
    const decisions = await own(one.out);
    expect(decisions.length).toBeGreaterThan(3);
    expect(decisions).toEqual(await own(two.out));
    expect(JSON.stringify(decisions)).not.toContain('if this is erased');
  });

  it('asks another policy, and may fail where too much changes', async () => {
    const { code, out, said } = await run(...since, '--policy', 'auto.yaml', '--fail-if-changed', '0.1');
    expect([code, said]).toEqual([1, expect.stringContaining('of what was recorded differs, and 0.1 may')]);
    const [first] = await linesOf(out);
    expect(first).toMatchObject({
      differences: expect.arrayContaining(['outcome', 'rule']),
      replayed: { rule: 'let-go' },
    });
    // What a rule would let go is told, and nothing that anybody could carry out is written.
    await using file = await openSqliteFile({ path: join(out, 'events.db'), mode: 'read' });
    await using log = await openSqliteLog({ file });
    expect(await Array.fromAsync(log.read({ stream: 'actions' }))).toEqual([]);
    const types = (await Array.fromAsync(log.read({ stream: 'decisions' }))).map(({ event }) => event.type);
    expect(types).not.toContain('verdict.given.v1');
    expect((await run(...since, '--fail-if-changed', '1')).code).toBe(0);
  });

  it('asks a remote model that is named, in other words, and none that only the environment names', async () => {
    const emulator = emulateOpenAi({ models: ['writer-1'] });
    await using served = await serveEmulator(emulator);
    const remote = { OPENAI_API_KEY: emulator.apiKey, OPENAI_BASE_URL: `${served.url}/v1` };
    await mkdir(join(database.folder, 'curt'));
    await writeFile(join(database.folder, 'curt', 'reply.md'), 'reply: in six words at most.\n');
    const asked = async (...args: string[]) => {
      runs += 1;
      const environment = {
        DESKRAIL_DATA: database.folder,
        DESKRAIL_KNOWLEDGE: join(database.folder, 'articles'),
        ...remote,
      };
      const terminal = memoryTerminal({ environment, directory: database.folder });
      const all = [
        'replay',
        ...since,
        '--limit',
        '1',
        '--json',
        '--out',
        join(database.folder, `out-${runs}`),
        ...args,
      ];
      expect(await runCommand(all, terminal, { commands: [replay], version: '0' })).toBe(0);
      return JSON.parse(terminal.printed.join());
    };
    const embedded = await asked();
    expect(embedded).toMatchObject({ with: { model: 'embedded/2', notes: [expect.stringContaining('add --model')] } });
    expect([emulator.calls.length, embedded.refused]).toEqual([0, {}]);
    const named = await asked('--model', 'openai:writer-1', '--prompt', 'curt');
    expect(named.with).toMatchObject({ model: 'openai/writer-1', prompt: expect.stringMatching(/^curt@sha256:/) });
    expect(emulator.asked.map(({ model, system }) => [model, system.includes('in six words')])).toEqual([
      ['writer-1', true],
    ]);
  });

  it('stops at a limit, and at a conversation’s own facts', async () => {
    expect(JSON.parse((await run(...since, '--limit', '1', '--json')).printed)).toMatchObject({ facts: 1 });
    const { printed } = await run(...since, '--conversation', 'conversation:zendesk:1', '--json');
    expect(JSON.parse(printed)).toMatchObject({ facts: 1, proposed: { reply: 1 } });
  });

  it('says that it is a part where it was ended', async () => {
    const environment = { DESKRAIL_DATA: database.folder };
    const terminal = memoryTerminal({ environment, directory: database.folder });
    terminal.interrupt();
    const out = join(database.folder, 'ended');
    const code = await runCommand(['replay', ...since, '--out', out], terminal, { commands: [replay], version: '0' });
    expect([code, terminal.said.join()]).toEqual([1, expect.stringContaining('says that it is a part')]);
    expect(JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'))).toMatchObject({ complete: false });
  });

  it('touches nothing in a folder that was there, and leaves no record behind in its own', async () => {
    const kept = join(database.folder, 'there', 'scratch');
    await mkdir(kept, { recursive: true });
    await writeFile(join(kept, 'notes.txt'), 'mine');
    const { code, said } = await run(...since, '--out', join(database.folder, 'there'));
    expect([code, said]).toEqual([expect.any(Number), expect.stringContaining('is there already')]);
    expect(await readFile(join(kept, 'notes.txt'), 'utf8')).toBe('mine');
    const { out } = await run(...since, '--limit', '1');
    expect(await readdir(out)).not.toContain('scratch');
  });

  it.each([
    [['--group', 'mine', '--from', 'start'], 'deskrail seek --group <name> --from <place>'],
    [['--since', '2026-01-01', '--model', 'gpt'], '--model takes embedded, configured or openai:<name>'],
    [['--since', '2026-01-01', '--prompt', 'suggest@1'], 'add --model openai:<name>'],
    [['--since', '2026-01-01', '--fail-if-changed', '5'], 'a share from 0 to 1'],
    [[], 'Since when?'],
  ])('%j is a mistake that it explains', async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 2, said: expect.stringContaining(message) });
  });
});
