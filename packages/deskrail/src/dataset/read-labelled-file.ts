import { readFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { DeskrailError, isDeskrailError } from '@deskrail/contracts';
import { type LabelledExample, type LabelledFormat, labelledFormatOf, readLabelled } from '@deskrail/copilot';
import { parse } from 'csv-parse/sync';

/**
 * Labelled texts of a file, in any form that `readLabelled` reads. Of what `deskrail export decisions` wrote, the rows whose
 * intent a person confirmed. Throws `not-found`, and `config-invalid` with the file, the line and how to mend it.
 */
export async function readLabelledFile(path: string, directory: string): Promise<readonly LabelledExample[]> {
  const name = basename(path);
  if (extname(name) === '.parquet') {
    throw new DeskrailError('config-invalid', `${name}: export it as CSV or JSON Lines, which can be read back.`);
  }
  const text = await readText(resolve(directory, path));
  const format = labelledFormatOf(name) ?? guessed(text);
  try {
    const exported = exportedRows(text, format);
    if (exported === undefined) return readLabelled(text, { format });
    if (exported.length > 0) return exported;
  } catch (error) {
    if (!isDeskrailError(error, 'config-invalid')) throw error;
    throw new DeskrailError('config-invalid', `${name}: ${error.message}`, { cause: error });
  }
  throw new DeskrailError(
    'config-invalid',
    `${name}: no row has both a text and an intent that a person confirmed. Export it with --privacy content, once reviewers have approved or edited classifications.`,
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Throws `not-found`, and `config-invalid` where it is no UTF-8, with the path; nothing of what is in the file. */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DeskrailError('not-found', `${path} cannot be read (${error.code ?? 'the system refused'}).`);
  });
  try {
    return utf8.decode(bytes);
  } catch {
    throw new DeskrailError(
      'config-invalid',
      `${path} is no text in UTF-8, so its accents would be lost. Save it as UTF-8; spreadsheets call that “CSV UTF-8”.`,
    );
  }
}

function guessed(text: string): LabelledFormat {
  const first = text.replace(/^\uFEFF/u, '').trimStart()[0];
  if (first === '[') return 'json';
  return first === '{' ? 'json-lines' : 'csv';
}

const mark = 'recommendationId';

/** `undefined` where the file is no export. Most rows of one have no label: they are no mistake, and are left out. */
function exportedRows(text: string, format: LabelledFormat): readonly LabelledExample[] | undefined {
  const first = text.slice(0, text.search(/[\r\n]|$/u));
  const isExport = format === 'csv' ? first.split(',').includes(mark) : first.startsWith(`{"${mark}"`);
  if (!isExport || format === 'json') return undefined;
  const rows: readonly Partial<LabelledExample>[] =
    format === 'csv' ? parse(text, { columns: true, skip_empty_lines: true }) : jsonLines(text);
  return rows.flatMap((row) => {
    const { text: asked, intent } = row;
    return typeof asked === 'string' && typeof intent === 'string' && asked.trim() !== '' && intent !== ''
      ? [{ text: asked, intent }]
      : [];
  });
}

function jsonLines(text: string): readonly Partial<LabelledExample>[] {
  return text.split(/\r?\n/u).flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as Partial<LabelledExample>];
    } catch {
      // The parser's own message quotes the text.
      throw new DeskrailError('config-invalid', `Line ${index + 1}: it is no JSON. Was the file cut short?`);
    }
  });
}
