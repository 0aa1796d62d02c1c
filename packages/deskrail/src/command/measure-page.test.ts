import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readLabelled } from '@deskrail/copilot';
import { openTestDatabase, type TestDatabase } from '@deskrail/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from './eval.js';
import { exportDecisions } from './export.js';
import { fillRecord, type Told } from './fill-record.js';
import { gaps } from './gaps.js';
import { memoryTerminal } from './memory-terminal.js';
import { report } from './report.js';
import { runCommand } from './run-command.js';
import { ticketsCsv } from './tickets.js';
import { train } from './train.js';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/how-to/measure.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text);
const lines = blocks('sh')
  .flatMap((text) => text.trim().split('\n'))
  .filter((line) => line.startsWith('npx '));

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
  await writeFile(join(database.folder, 'tickets.csv'), ticketsCsv());
  await writeFile(
    join(database.folder, 'later.csv'),
    'text,intent\nrefund the money,refund\nparcel is late,delivery\n',
  );
  const docs = [{ id: 'delivery', title: 'Delivery', text: 'It takes 2 to 4 days.' }];
  await writeFile(join(database.folder, 'docs.jsonl'), docs.map((doc) => JSON.stringify(doc)).join('\n'));
  await writeFile(join(database.folder, 'queries.jsonl'), blocks('json').join('\n').replace(/\n$/, ''));
  const rows = ticketsCsv().split('\n').slice(1, -1);
  const told = rows.map((line): Told => {
    const [text = '', intent = ''] = line.split(',');
    return { text, proposal: { kind: 'classification', intent }, verdict: { kind: 'approve' } };
  });
  const unanswered = ['Can I pay by gift card?', 'Do you take a gift card?', 'Is a gift card fine to pay with?'];
  await fillRecord(database, [...told, ...unanswered.map((text) => ({ text }))]);
});
afterAll(() => database.close());

describe('docs/how-to/measure.md', () => {
  it('has commands to try', () => expect(lines.length).toBeGreaterThan(6));

  it.each(lines)('%s', async (line) => {
    const [npx, deskrail, ...args] = line.split(' ');
    expect([npx, deskrail]).toEqual(['npx', 'deskrail']);
    const terminal = memoryTerminal({ environment: { DESKRAIL_DATA: database.folder }, directory: database.folder });
    const commands = [train, evaluate, exportDecisions, gaps, report];
    expect([await runCommand(args, terminal, { commands, version: '0' }), terminal.said]).toEqual([0, terminal.said]);
    const out = args[args.indexOf('--out') + 1];
    if (args.includes('--out')) expect(readdirSync(database.folder)).toContain(out);
  });

  it('shows labelled tickets as they are read', () => {
    const [csv = ''] = blocks('csv');
    expect(readLabelled(csv, { format: 'csv' })).toHaveLength(4);
  });
});
