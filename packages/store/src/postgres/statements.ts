import type { SqlValue } from '@deskrail/contracts';
import { toText } from './odd-text.js';

export interface Statement {
  /** By which a connection prepares it once. */
  readonly name?: string;
  readonly text: string;
}

/** Above any number of texts that the store has, so that a fault cannot fill a server's memory with prepared ones. */
const mostNamed = 1000;

const known = new Map<string, Statement>();

/** The shared SQL's `?` as PostgreSQL's `$1`, `$2`, … */
export function statementOf(text: string): Statement {
  const before = known.get(text);
  if (before !== undefined) return before;
  let count = 0;
  const numbered = text.replace(/'[^']*'|\?/g, (part) => {
    if (part !== '?') return part;
    count += 1;
    return `$${count}`;
  });
  if (known.size >= mostNamed) return { text: numbered };
  const statement = { name: `deskrail_${known.size}`, text: numbered };
  known.set(text, statement);
  return statement;
}

export const parameterOf = (value: SqlValue): unknown => (typeof value === 'string' ? toText(value) : value);
