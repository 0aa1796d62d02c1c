import { DeskrailError } from '@deskrail/contracts';
import { type CsvError, parse } from 'csv-parse/sync';

/** A text and what its writer wanted. */
export interface LabelledExample {
  readonly text: string;
  readonly intent: string;
  /** As the file has it. */
  readonly entities?: string;
  readonly response?: string;
}

export const labelledFormats = ['csv', 'json', 'json-lines'] as const;
export type LabelledFormat = (typeof labelledFormats)[number];

type Fields = Readonly<Record<string, unknown>>;

/** By what a file's name ends in; undefined where that tells nothing. */
export function labelledFormatOf(fileName: string): LabelledFormat | undefined {
  if (/\.(?:csv|tsv)$/iu.test(fileName)) return 'csv';
  if (/\.(?:jsonl|ndjson)$/iu.test(fileName)) return 'json-lines';
  return /\.json$/iu.test(fileName) ? 'json' : undefined;
}

const intentNames = ['intent', 'category', 'label'];
const labelLengthAtMost = 128;

const invalid = (where: string, what: string, cause?: unknown) =>
  new DeskrailError('config-invalid', `${where}: ${what}`, { cause });

/**
 * Reads labelled texts. CSV has a line of names first: `text` and `intent` (or `category`), `entities` and `response` where there are
 * any, separated by comma, semicolon or tab. JSON is a list of objects with these names, JSON Lines has one on each line. Throws
 * `config-invalid` with the line and how to mend it; never quotes a text.
 */
export function readLabelled(
  text: string,
  { format }: { readonly format: LabelledFormat },
): readonly LabelledExample[] {
  const whole = text.replace(/^\uFEFF/u, '');
  const examples = format === 'csv' ? readCsv(whole) : format === 'json' ? readList(whole) : readLines(whole);
  if (examples.length === 0)
    throw invalid('The file', 'it has no examples. Give it at least two intents with a few texts each.');
  return examples;
}

function readCsv(text: string): LabelledExample[] {
  const records = csvRecords(text);
  const names = (records[0]?.record ?? []).map((name) => name.trim().toLowerCase());
  const textAt = names.indexOf('text');
  const intentAt = names.findIndex((name) => intentNames.includes(name));
  if (textAt < 0 || intentAt < 0) {
    throw invalid(
      'Line 1',
      'it names no columns `text` and `intent` (or `category`). Write the line `text,intent` before the first example.',
    );
  }
  return records.slice(1).map(({ record, info }) => {
    const line = info.lines - record.join('').split('\n').length + 1;
    if (record.length !== names.length) {
      throw invalid(
        `Line ${line}`,
        `it has ${record.length} columns and the first line has ${names.length}. Put a text that holds a comma, a quote or a line break in double quotes, and double each quote in it.`,
      );
    }
    const column = (name: string) => record[names.indexOf(name)];
    return exampleOf(
      { text: record[textAt], intent: record[intentAt], entities: column('entities'), response: column('response') },
      `Line ${line}`,
    );
  });
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function csvRecords(text: string): readonly CsvRecord[] {
  const delimiter = delimiterOf(text);
  try {
    const options = { delimiter, info: true, relax_column_count: true, skip_empty_lines: true } as const;
    return parse(text, options) as unknown as readonly CsvRecord[];
  } catch (error) {
    const { lines } = error as CsvError & { readonly lines?: number };
    throw invalid(
      `Line ${lines ?? '?'}`,
      'its quotes do not match. A text in double quotes ends with one, and a quote within it is doubled: "He said ""no"".".',
    );
  }
}

/** What the first line separates its names by. */
function delimiterOf(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/u));
  const countOf = (delimiter: string) => first.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, each) => (countOf(each) > countOf(best) ? each : best));
}

function readLines(text: string): LabelledExample[] {
  return text.split(/\r?\n/u).flatMap((line, index) => {
    const where = `Line ${index + 1}`;
    return line.trim() === '' ? [] : [exampleOf(fieldsOf(parsed(line, where), where), where)];
  });
}

function readList(text: string): LabelledExample[] {
  const list = parsed(text, 'The file');
  if (!Array.isArray(list)) {
    throw invalid(
      'The file',
      'it is no JSON list. Write [{"text": "…", "intent": "…"}, …], or one object on each line as JSON Lines.',
    );
  }
  return list.map((item, index) => exampleOf(fieldsOf(item, `Item ${index + 1}`), `Item ${index + 1}`));
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw invalid(where, 'it is no JSON. An example is {"text": "…", "intent": "…"}.');
  }
}

function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(where, 'it is no object. An example is {"text": "…", "intent": "…"}.');
  }
  const fields = value as Fields;
  return { ...fields, intent: intentNames.map((name) => fields[name]).find((each) => each !== undefined) };
}

function exampleOf({ text, intent, entities, response }: Fields, where: string): LabelledExample {
  if (typeof text !== 'string' || text.trim() === '') {
    throw invalid(where, 'its `text` is empty or missing. Fill it in, or remove the line.');
  }
  if (typeof intent !== 'string' || intent.trim() === '') {
    throw invalid(
      where,
      'its `intent` is empty or missing. Fill it in (`oos` for what no intent covers), or remove the line.',
    );
  }
  if (intent.trim().length > labelLengthAtMost) {
    throw invalid(
      where,
      `its \`intent\` is longer than ${labelLengthAtMost} characters. Are \`text\` and \`intent\` swapped?`,
    );
  }
  return {
    text,
    intent: intent.trim(),
    ...optional('entities', entities),
    ...optional('response', response),
  };
}

function optional(name: string, value: unknown): Readonly<Record<string, string>> {
  if (value === undefined || value === null || value === '') return {};
  return { [name]: typeof value === 'string' ? value : JSON.stringify(value) };
}
