import { fromText } from './odd-text.js';

const asNumber = (text: string): number => Number(text);

/** Exact: a number where it is one, as SQLite's side gives it. */
const asInteger = (text: string): number | bigint => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};

const asBytes = (text: string): Uint8Array => Buffer.from(text.slice(2), 'hex');

/** By the oid of the column's type; anything else stays text. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  16: (text) => (text === 't' ? 1 : 0),
  17: asBytes,
  20: asInteger,
  21: asNumber,
  23: asNumber,
  25: fromText,
  700: asNumber,
  701: asNumber,
  1043: fromText,
  1700: asNumber,
};

const asIs = (text: string): unknown => text;

/** How `pg` is to read what PostgreSQL sends, so that rows are as the `Database` port says. */
export const types = {
  getTypeParser: (oid: number): ((text: string) => unknown) => parsers[oid] ?? asIs,
};
