import type { Figure } from './measure.ts';

/** A figure with the measurement it is of and the day it was taken. */
export interface MeasuredFigure extends Figure {
  readonly measure: string;
  /** `2026-01-31`. */
  readonly date: string;
}

/** Whether a figure is as asked; `undefined` where nothing was asked of it. */
export function isMet({ value, asked }: Figure): boolean | undefined {
  if (asked === undefined) return undefined;
  return 'atLeast' in asked ? value >= asked.atLeast : value <= asked.atMost;
}

const shown = (value: number, unit: string): string => {
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 4 : Math.abs(value) < 10 ? 2 : 1;
  return `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`;
};

const askedOf = ({ asked, unit }: Figure): string => {
  if (asked === undefined) return '';
  return 'atLeast' in asked ? `≥ ${shown(asked.atLeast, unit)}` : `≤ ${shown(asked.atMost, unit)}`;
};

const metOf = (figure: Figure): string => {
  const met = isMet(figure);
  return met === undefined ? '' : met ? 'yes' : '**no**';
};

const heads = ['part', 'figure', 'value', 'asked', 'met', 'measured', 'how'];

const cellsOf = (figure: MeasuredFigure): string[] => [
  figure.measure,
  figure.name,
  shown(figure.value, figure.unit),
  askedOf(figure),
  metOf(figure),
  figure.date,
  figure.how ?? '',
];

/** For a terminal: the first five columns, as wide as what is in them. */
export function printedTable(figures: readonly MeasuredFigure[]): string[] {
  const rows = [heads, ...figures.map(cellsOf)].map((cells) =>
    cells.slice(0, 5).map((cell) => cell.replaceAll('*', '')),
  );
  const widths = heads.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

export const begin = '<!-- measured: npm run eval writes what stands here -->';
export const end = '<!-- /measured -->';

const escaped = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const rowOf = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;

/**
 * The page with the rows of the measurements that were taken in the place of their earlier ones; the others' rows stay as they
 * are. Throws where the page has no place for them.
 */
export function withFigures(page: string, figures: readonly MeasuredFigure[]): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`The page has no lines ${begin} and ${end} for the table to stand between.`);
  const taken = new Set(figures.map(({ measure }) => measure));
  const kept = page
    .slice(from + begin.length, to)
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| part ') && !line.startsWith('| --- '))
    .filter((line) => !taken.has(line.split(' | ')[0]?.slice(2) ?? ''));
  const rows = [...kept, ...figures.map((figure) => rowOf(cellsOf(figure)))];
  const partOf = (row: string) => row.split(' | ')[0] ?? '';
  // By part, and within it as measured.
  rows.sort((one, other) => partOf(one).localeCompare(partOf(other)));
  const table = [rowOf(heads), '| --- | --- | --: | --: | --- | --- | --- |', ...rows].join('\n');
  return `${page.slice(0, from)}${begin}\n\n${table}\n\n${page.slice(to)}`;
}
