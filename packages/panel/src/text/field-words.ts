import type { FieldProblem } from '@deskrail/contracts';
import { readable } from './words.js';

/** `Amount must be at most 500.`; a schema’s own words stand after a colon. */
export function fieldText(label: string, { message, code }: FieldProblem): string {
  const text = `${label}${code === 'custom' ? ':' : ''} ${message}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The same, of a field that has no label here: by the last name in its path that is no index. */
export function placedText(problem: FieldProblem): string {
  const name = problem.path.split('.').findLast((part) => part !== '' && !/^\d+$/.test(part));
  return fieldText(name === undefined ? 'It' : readable(name), problem);
}

/** What is wrong with the field at `path`, or within it. */
export const problemsAt = (path: string, problems: readonly FieldProblem[] = []): readonly FieldProblem[] =>
  problems.filter((problem) => problem.path === path || problem.path.startsWith(`${path}.`));
