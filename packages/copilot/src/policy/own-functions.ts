import { type ASTNode, type Environment, EvaluationError } from '@marcbachmann/cel-js';
import { clocksIn } from './moment.js';

/**
 * Functions that the library has under the same name, lower-cased, and answers too freely: an empty text as 0, "NaN" as a
 * number, a time without a zone as one of the server's own. What is no plain value fails here, so that people decide.
 */
const own: ReadonlySet<string> = new Set(['int', 'double', 'timestamp']);

const wholeNumber = /^[+-]?\d{1,19}$/u;
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/iu;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/iu;

const refuse = (what: string): never => {
  throw new EvaluationError({ code: `no_${what}`, message: `It is no ${what}.` });
};

function readWhole(text: string): bigint {
  if (!wholeNumber.test(text)) return refuse('whole_number');
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? value : refuse('whole_number');
}

const readNumber = (text: string): number => {
  const value = number.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : refuse('number');
};

const truncated = (value: number): bigint =>
  Number.isFinite(value) ? BigInt(Math.trunc(value)) : refuse('whole_number');

const asTime = (value: number | string): Date => {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? refuse('time') : date;
};

const dayMs = 86_400_000;

/** What clocks and calendars show; months, weekdays and days of the year from 0. */
const shownBy: Readonly<Record<string, (clocks: Date) => number>> = {
  getFullYear: (clocks) => clocks.getUTCFullYear(),
  getMonth: (clocks) => clocks.getUTCMonth(),
  getDate: (clocks) => clocks.getUTCDate(),
  getDayOfMonth: (clocks) => clocks.getUTCDate() - 1,
  getDayOfWeek: (clocks) => clocks.getUTCDay(),
  getDayOfYear: (clocks) => Math.floor((clocks.getTime() - Date.UTC(clocks.getUTCFullYear(), 0)) / dayMs),
  getHours: (clocks) => clocks.getUTCHours(),
  getMinutes: (clocks) => clocks.getUTCMinutes(),
  getSeconds: (clocks) => clocks.getUTCSeconds(),
  getMilliseconds: (clocks) => clocks.getUTCMilliseconds(),
};

const capital = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

export function registerOwn(environment: Environment): void {
  const time = 'google.protobuf.Timestamp';
  environment
    .registerFunction('Int(int): int', (value: bigint) => value)
    .registerFunction('Int(double): int', truncated)
    .registerFunction('Int(string): int', readWhole)
    .registerFunction('Double(double): double', (value: number) => value)
    .registerFunction('Double(int): double', Number)
    .registerFunction('Double(string): double', readNumber)
    .registerFunction(`Timestamp(int): ${time}`, (seconds: bigint) => asTime(Number(seconds) * 1000))
    .registerFunction(`Timestamp(string): ${time}`, (text: string) =>
      rfc3339.test(text) ? asTime(text) : refuse('time'),
    );
  for (const [name, show] of Object.entries(shownBy)) {
    const shown = (moment: Date, zone: string) => BigInt(show(clocksIn(moment, zone)));
    environment.registerFunction(`${time}.${capital(name)}(string): int`, shown);
  }
  environment.registerFunction(`${time}.GetDayOfYear(): int`, (moment: Date) =>
    BigInt(shownBy.getDayOfYear?.(moment) ?? 0),
  );
}

/** Have a condition call ours. Before it is checked, and after its names are: nobody can write the capital ones. */
export function callOwn(nodes: Iterable<ASTNode>): void {
  for (const { op, args } of nodes) {
    if (op === 'call' && own.has(args[0])) args[0] = capital(args[0]);
    if (op !== 'rcall' || !Object.hasOwn(shownBy, args[0])) continue;
    if (args[2].length > 0 || args[0] === 'getDayOfYear') args[0] = capital(args[0]);
  }
}
