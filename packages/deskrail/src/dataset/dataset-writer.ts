import type { Cell, DecisionColumn } from '@deskrail/copilot';

/** Takes the rows of a dataset one after the other, and holds few of them. */
export interface DatasetWriter {
  write(cells: readonly Cell[]): Promise<void>;
  /** What is left, and the end. */
  finish(): Promise<void>;
}

type Line = (line: string) => Promise<void>;

/** RFC 4180 with a line of names; a list is JSON in its cell. */
export async function csvWriter(columns: readonly DecisionColumn[], print: Line): Promise<DatasetWriter> {
  await print(columns.map(({ name }) => quoted(name)).join(','));
  return {
    write: (cells) => print(cells.map(csvCell).join(',')),
    finish: async () => {},
  };
}

function csvCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return quoted(cell);
  return quoted(typeof cell === 'object' ? JSON.stringify(cell) : String(cell));
}

const quoted = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** One JSON object a line; what is not there is left out. */
export const jsonLinesWriter = (columns: readonly DecisionColumn[], print: Line): DatasetWriter => ({
  write: (cells) => print(JSON.stringify(Object.fromEntries(columns.map(({ name }, index) => [name, cells[index]])))),
  finish: async () => {},
});
