import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from './eval.js';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';
import { ticketsCsv } from './tickets.js';
import { train } from './train.js';

let folder: TemporaryFolder;
const write = (name: string, text: string) => writeFile(join(folder.path, name), text);

beforeAll(async () => {
  folder = await temporaryFolder();
  await write('tickets.csv', ticketsCsv());
  const later = [
    { text: 'I would like my money back please', category: 'refund' },
    { text: 'the parcel is not here', category: 'delivery' },
    { text: 'forgot the password of my account', category: 'password' },
    { text: 'is there snow on the mountain', category: 'other' },
  ];
  await write('later.jsonl', later.map((row) => JSON.stringify(row)).join('\n'));
});
afterAll(() => folder.remove());

const run = async (...args: string[]) => {
  const terminal = memoryTerminal({ directory: folder.path });
  const code = await runCommand(args, terminal, { commands: [evaluate, train], version: '0' });
  return { code, ...terminal };
};

describe('deskrail eval intents', () => {
  it('prints one JSON object with what was measured', async () => {
    const given = ['--train', 'tickets.csv', '--test', 'later.jsonl', '--out-of-scope', 'other'];
    const { code, printed, said } = await run('eval', 'intents', ...given);
    expect(code, said.join()).toBe(0);
    expect(printed).toHaveLength(1);
    const report = JSON.parse(printed[0] ?? '');
    expect(report).toMatchObject({ count: 4, inScope: 3, accuracy: 1, macroF1: 1, training: { method: 'linear-svm' } });
    for (const name of ['calibrationError', 'outOfScopeRecall', 'p95Ms'])
      expect([name, typeof report[name]]).toEqual([name, 'number']);
  });

  it('measures a model that was trained before', async () => {
    await run('train', 'tickets.csv', '--out', 'a.model');
    const { code, printed } = await run('eval', 'intents', '--model', 'a.model', '--test', 'later.jsonl');
    expect(code).toBe(0);
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({ inScope: 4, unknownLabels: ['other'] });
  });

  it.each([
    [['eval'], 2, 'eval wants'],
    [['eval', 'replies'], 2, 'has no "replies"'],
    [['eval', 'intents', '--train', 'tickets.csv'], 2, 'wants --test'],
    [['eval', 'intents', '--test', 'later.jsonl'], 2, 'wants --train <path> or --model <path>'],
    [['eval', 'intents', '--model', 'no.model', '--test', 'later.jsonl'], 1, 'cannot be read (ENOENT)'],
    [['eval', 'intents', '--model', 'tickets.csv', '--test', 'later.jsonl'], 1, 'config-invalid'],
    [['eval', 'intents', '--train', 'tickets.csv', '--test', 'cut.jsonl'], 1, 'cut.jsonl: Line 2: it is no JSON'],
  ])('%j fails and says why', async (args, code, message) => {
    await write('cut.jsonl', '{"text":"a","intent":"b"}\n{"text":"my card is 4111');
    const ended = await run(...args);
    expect(ended.code).toBe(code);
    expect(ended.said.join()).toContain(message);
    expect(ended.said.join()).not.toContain('4111');
  });
});

describe('deskrail eval retrieval', () => {
  beforeAll(async () => {
    const docs = [
      { id: 'pay', title: 'Ways to pay', text: 'Pay with a card or by invoice.' },
      { id: 'delivery', title: 'How long does delivery take?', text: 'Orders arrive in 2 to 4 days.' },
      { id: 'returns', title: 'Send a tent back', text: 'Returns are free for 30 days.' },
    ];
    const queries = [
      { id: 'q1', text: 'How long until my delivery arrives?', rel: ['delivery'] },
      { id: 'q2', text: 'And how long for that?', prev: ['Can I send the tent back?'], rel: ['returns'] },
    ];
    await write('docs.jsonl', docs.map((doc) => JSON.stringify(doc)).join('\n'));
    await write('queries.jsonl', queries.map((query) => JSON.stringify(query)).join('\n'));
    await write('bad.jsonl', '{"id":"q1","text":"a","rel":[]}\n{"id":"q2","rel":["my card is 4111"]}');
  });

  it('prints one JSON object with what was measured', async () => {
    const { code, printed, said } = await run(
      'eval',
      'retrieval',
      '--docs',
      'docs.jsonl',
      '--queries',
      'queries.jsonl',
    );
    expect(code, said.join()).toBe(0);
    const report = JSON.parse(printed.join());
    expect(report).toMatchObject({ documents: 3, questions: 2, hitAt5: 1, hitAt10: 1 });
    for (const name of ['hitAt1', 'mrr', 'p50Ms', 'p95Ms'])
      expect([name, typeof report[name]]).toEqual([name, 'number']);
  });

  it.each([
    [['--docs', 'docs.jsonl'], 2, 'wants --docs <path> and --queries <path>'],
    [['--docs', 'docs.jsonl', '--queries', 'no.jsonl'], 1, 'cannot be read (ENOENT)'],
    [['--docs', 'docs.jsonl', '--queries', 'bad.jsonl'], 1, 'line 2: "text" is missing'],
  ])('%j fails and says why', async (args, code, message) => {
    const ended = await run('eval', 'retrieval', ...args);
    expect(ended.code).toBe(code);
    expect(ended.said.join()).toContain(message);
    expect(ended.said.join()).not.toContain('4111');
  });
});
