import type { ASTNode } from '@marcbachmann/cel-js';

/** Functions whose cost grows with what they are given, no more; no regular expressions, and nothing that makes longer values. */
const functions: ReadonlySet<string> = new Set([
  ...['has', 'size', 'double', 'int', 'string', 'bool', 'timestamp', 'duration'],
  ...['startsWith', 'endsWith', 'contains', 'lowerAscii', 'upperAscii', 'trim'],
  ...['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear'],
  ...['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'],
]);

const quantifiers: ReadonlySet<string> = new Set(['exists', 'all', 'exists_one']);

/** Elements that a quantifier may look at: no list that conditions see is longer. */
const elementsAtMost = 100;

/** Steps of one condition. */
export const costAtMost = 12_000;

const timeZoneFunctions =
  /^get(?:FullYear|Month|Date|DayOfMonth|DayOfWeek|DayOfYear|Hours|Minutes|Seconds|Milliseconds)$/u;
const durationText = /^-?(?:\d+(?:\.\d+)?(?:h|m|s|ms|us|µs|ns))+$/u;

class OutOfBounds extends Error {}

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value;

function checkName(name: string): void {
  if (functions.has(name) || quantifiers.has(name)) return;
  if (name === 'matches') {
    throw new OutOfBounds(
      'matches() is not for conditions, since some expressions take for ever; say contains(), startsWith(), endsWith() or in',
    );
  }
  throw new OutOfBounds(`${name}() is not for conditions; there are ${[...functions, ...quantifiers].join(', ')}`);
}

function checkTimeZone(name: string, args: readonly ASTNode[]): void {
  const [zone] = args;
  if (zone === undefined || !timeZoneFunctions.test(name)) return;
  if (zone.op !== 'value' || typeof zone.args !== 'string')
    throw new OutOfBounds(`the time zone of ${name}() is a name in quotes`);
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone.args });
  } catch {
    throw new OutOfBounds(`${name}() knows no time zone ${JSON.stringify(zone.args)}; say one such as "Europe/Berlin"`);
  }
}

/** What stands in the condition itself can be looked at now; of anybody else’s text an empty one would be no time at all. */
function checkDuration(name: string, [text]: readonly ASTNode[]): void {
  if (name !== 'duration' || (text?.op === 'value' && typeof text.args === 'string' && durationText.test(text.args)))
    return;
  throw new OutOfBounds('duration() takes a text in quotes such as "90s" or "1h30m"');
}

/** What is divided by nothing is no number, of which every comparison is false. */
function checkDivisor(node: ASTNode): void {
  if (node.op !== '/' && node.op !== '%') return;
  const [, divisor] = node.args;
  if (divisor.op === 'value' && Number(divisor.args) !== 0) return;
  throw new OutOfBounds(
    `${node.op} takes a number that is written there and is not 0; multiply the other side instead`,
  );
}

/** A quantifier over something that is there, so that its length is known: no list that the condition itself makes. */
const isPlainList = (node: ASTNode): boolean =>
  node.op === 'id' ||
  (node.op === '.' && isPlainList(node.args[0])) ||
  (node.op === '[]' && isPlainList(node.args[0]) && node.args[1].op === 'value') ||
  (node.op === 'list' && node.args.every(({ op }) => op === 'value'));

function costOf(node: ASTNode, within: boolean): number {
  if (node.op === 'call') {
    const [name, args] = node.args;
    checkName(name);
    checkDuration(name, args);
    return 1 + args.reduce((sum, arg) => sum + costOf(arg, within), 0);
  }
  if (node.op === 'rcall') {
    const [name, receiver, args] = node.args;
    checkName(name);
    checkTimeZone(name, args);
    if (!quantifiers.has(name)) return 1 + [receiver, ...args].reduce((sum, one) => sum + costOf(one, within), 0);
    if (within) throw new OutOfBounds(`${name}() stands within another; a condition goes through one list at a time`);
    if (!isPlainList(receiver)) throw new OutOfBounds(`${name}() goes through a field or a list as it is written`);
    return costOf(receiver, within) + elementsAtMost * args.reduce((sum, arg) => sum + costOf(arg, true), 1);
  }
  checkDivisor(node);
  const parts: readonly unknown[] = [node.args].flat(2);
  // Membership and equality look at a whole list.
  const own = node.op === 'in' ? 4 : 1;
  return own + parts.reduce<number>((sum, part) => sum + (isNode(part) ? costOf(part, within) : 0), 0);
}

/** What a condition may cost, or why it may not be asked at all. */
export function boundsProblem(ast: ASTNode): { readonly cost: number } | { readonly problem: string } {
  try {
    const cost = costOf(ast, false);
    if (cost <= costAtMost) return { cost };
    return { problem: `it could take ${cost} steps, and ${costAtMost} is the most; make two rules of it` };
  } catch (error) {
    if (error instanceof OutOfBounds) return { problem: error.message };
    throw error;
  }
}
