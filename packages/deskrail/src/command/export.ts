import { appendFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { type PrivacyClass, privacyClasses } from '@deskrail/contracts';
import { columnsFor, type DecisionColumn } from '@deskrail/copilot';
import { withAtomicFile } from '../dataset/atomic-file.js';
import { csvWriter, type DatasetWriter, jsonLinesWriter } from '../dataset/dataset-writer.js';
import { fileLines } from '../dataset/file-lines.js';
import { parquetWriter } from '../dataset/parquet-writer.js';
import type { CommandDefinition, Given } from './definition.js';
import { usageError } from './parse.js';
import type { Terminal } from './terminal.js';
import { wayOf } from './ways.js';
import { type OpenRecord, recordOptions, withRecord } from './with-record.js';

const formats = ['csv', 'jsonl', 'parquet'] as const;
type Format = (typeof formats)[number];
const classes = privacyClasses.filter((privacy) => privacy !== 'secret');

export const exportDecisions: CommandDefinition = {
  name: 'export',
  about: 'Write what was suggested, and what people made of it, as a dataset.',
  positionals: '<decisions>',
  positionalCount: [1, 1],
  options: {
    out: { type: 'string', value: 'path', about: 'A file, there only once it is whole. Default: print.' },
    format: { type: 'string', value: 'format', choices: formats, about: 'Default: by the file’s name, else csv.' },
    privacy: {
      type: 'string',
      value: 'class',
      choices: classes,
      about: 'The most that a column may hold. Default: pseudonymous: ids, no names, nobody’s words.',
    },
    ...recordOptions,
  },
  more: `One row a recommendation, withheld ones included: kind, outcome, rule, confidence, flags, evidence, features, verdict, reason, edit
distance, time to the verdict, actions. What a column may hold is said by the contracts. With --privacy content come the
customer’s words (text), the intent that a person confirmed (intent), what was suggested and what was sent (suggestedText and
finalText; of tool calls suggestedCall and finalCall, as JSON): deskrail train reads that. What was erased is not there, nor what
was suggested where a person's edit took its place before others agreed: the log has it. In a spreadsheet, open columns of content as text: customers wrote them.`,
  examples: [
    'deskrail export decisions --since 30d --out decisions.parquet',
    'deskrail export decisions --privacy content --out labelled.csv',
    'deskrail export decisions --format jsonl --privacy operational',
  ],
  async run(given, terminal) {
    wayOf(given.positionals[0], ['decisions'] as const, 'export');
    const columns = columnsFor(given.text('privacy') as PrivacyClass | undefined);
    const out = given.text('out');
    const format = formatAsked(given, out);
    return withRecord(given, terminal, 'export', async (record) => {
      if (out === undefined) {
        await writeAll(record, columns, await lineWriter(format, columns, (line) => terminal.print(line)));
        return 0;
      }
      const path = resolve(terminal.directory, out);
      const rows = await withAtomicFile(path, terminal, (temporary) => toFile(record, columns, format, temporary));
      terminal.say(`${rows} recommendations, ${columns.length} columns → ${out}`);
      return 0;
    });
  },
};

function formatAsked(given: Given, out: string | undefined): Format {
  const ending = out === undefined ? '' : extname(out).slice(1);
  const asked = given.text('format') ?? (ending === '' ? 'csv' : ending);
  const format = formats.find((known) => known === asked);
  if (format === undefined) {
    throw usageError(`A file that ends in .${ending} is none of ${formats.join(', ')}: add --format.`, 'export');
  }
  if (format === 'parquet' && out === undefined)
    throw usageError('Parquet goes to a file: add --out <path>.', 'export');
  return format;
}

const lineWriter = async (
  format: Format,
  columns: readonly DecisionColumn[],
  print: Terminal['print'],
): Promise<DatasetWriter> => (format === 'jsonl' ? jsonLinesWriter(columns, print) : await csvWriter(columns, print));

async function toFile(
  record: OpenRecord,
  columns: readonly DecisionColumn[],
  format: Format,
  path: string,
): Promise<number> {
  if (format === 'parquet') return writeAll(record, columns, await parquetWriter(columns, path));
  const lines = fileLines((text) => appendFile(path, text));
  const rows = await writeAll(record, columns, await lineWriter(format, columns, lines.print));
  await lines.flush();
  return rows;
}

async function writeAll(
  record: OpenRecord,
  columns: readonly DecisionColumn[],
  writer: DatasetWriter,
): Promise<number> {
  let rows = 0;
  for await (const one of record.records()) {
    await writer.write(columns.map(({ read }) => read(one)));
    rows += 1;
  }
  await writer.finish();
  return rows;
}
