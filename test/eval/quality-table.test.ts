import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allMeasures } from './all-measures.ts';
import { begin, end, isMet, type MeasuredFigure, printedTable, withFigures } from './quality-table.ts';

const figure = (measure: string, name: string, value: number, more: Partial<MeasuredFigure> = {}): MeasuredFigure => ({
  ...{ measure, name, value, unit: '%', date: '2026-01-31' },
  ...more,
});
const page = `# Quality\n\n${begin}\n${end}\n\nThe rest.\n`;

describe('the table of quality', () => {
  it('says what was asked, and whether it is met', () => {
    expect(isMet(figure('a', 'x', 90.5, { asked: { atLeast: 90.5 } }))).toBe(true);
    expect(isMet(figure('a', 'x', 5.01, { asked: { atMost: 5 } }))).toBe(false);
    expect(isMet(figure('a', 'x', 1))).toBeUndefined();
    expect(printedTable([figure('a', 'x', 91.25, { asked: { atLeast: 92 } })])).toEqual([
      'part  figure  value   asked   met',
      'a     x       91.3 %  ≥ 92 %  no',
    ]);
  });

  it('stands in a page between two lines; measured anew, a part takes the place of its own rows alone', () => {
    const first = withFigures(page, [
      figure('b', 'y', 2),
      figure('a', 'x|z', 1, { how: 'seed 1' }),
      figure('b', 'w', 3),
    ]);
    expect(first).toContain('| a | x\\|z | 1 % |  |  | 2026-01-31 | seed 1 |\n| b | y | 2 % ');
    const second = withFigures(first, [figure('b', 'y', 4, { date: '2026-02-01' })]);
    expect(second).toContain('| a | x\\|z | 1 % ');
    expect(second).toContain('| b | y | 4 % |  |  | 2026-02-01 |  |');
    expect(second).not.toContain('| b | w ');
    expect(second.startsWith('# Quality\n')).toBe(true);
    expect(second.endsWith('\n\nThe rest.\n')).toBe(true);
    expect(() => withFigures('# Quality', [])).toThrow('no lines');
  });

  it('has its place in docs/quality.md', () => {
    const path = join(import.meta.dirname, '../../docs/quality.md');
    expect(existsSync(path) && readFileSync(path, 'utf8')).toContain(begin);
  });
});

it('every measurement has a name of its own', async () => {
  const measures = await allMeasures();
  expect(measures.length).toBeGreaterThan(0);
  expect(new Set(measures.map(({ name }) => name)).size).toBe(measures.length);
});
