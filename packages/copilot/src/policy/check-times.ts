import type { PolicyRules } from '@deskrail/contracts';
import type { ASTNode } from '@marcbachmann/cel-js';
import type { RuleInForce } from './compile-rules.js';
import { nodesOf } from './condition.js';
import { listOf, literalOf } from './condition-literals.js';
import type { PolicyProblem } from './problems.js';
import { partsOf } from './unmet-part.js';

/** What each of them shows, from the least to the most. */
const shown: Readonly<Record<string, readonly [least: number, most: number]>> = {
  getMonth: [0, 11],
  getDate: [1, 31],
  getDayOfMonth: [0, 30],
  getDayOfWeek: [0, 6],
  getDayOfYear: [0, 365],
  getHours: [0, 23],
  getMinutes: [0, 59],
  getSeconds: [0, 59],
  getMilliseconds: [0, 999],
};

/** One clock of one zone, such as `getHours Europe/Berlin`. */
type Clock = string;

function clockOf(node: ASTNode): Clock | undefined {
  if (node.op !== 'rcall') return undefined;
  const [name, receiver, [zone]] = node.args;
  if (!Object.hasOwn(shown, name) || receiver.op !== 'id' || receiver.args !== 'now') return undefined;
  // Without a zone it is UTC.
  return `${name} ${zone?.op === 'value' ? String(zone.args) : 'UTC'}`;
}

const tests = {
  '==': (left: number, right: number) => left === right,
  '!=': (left: number, right: number) => left !== right,
  '<': (left: number, right: number) => left < right,
  '<=': (left: number, right: number) => left <= right,
  '>': (left: number, right: number) => left > right,
  '>=': (left: number, right: number) => left >= right,
};

/** A condition over one clock and nothing else; `undefined` for any other. */
interface ClockTest {
  readonly clock: Clock;
  holds(value: number): boolean;
}

function numberTest(node: ASTNode): ClockTest | undefined {
  if (node.op === 'in') {
    const [clock, list] = [clockOf(node.args[0]), listOf(node.args[1])];
    return clock === undefined || list === undefined ? undefined : { clock, holds: (value) => list.includes(value) };
  }
  if (!Object.hasOwn(tests, node.op)) return undefined;
  const test = tests[node.op as keyof typeof tests];
  const [left, right] = node.args as [ASTNode, ASTNode];
  const [one, other] = [clockOf(left), clockOf(right)];
  const [before, after] = [literalOf(left), literalOf(right)];
  if (one !== undefined && typeof after === 'number') return { clock: one, holds: (value) => test(value, after) };
  if (other !== undefined && typeof before === 'number') return { clock: other, holds: (value) => test(before, value) };
  return undefined;
}

function clockTest(node: ASTNode): ClockTest | undefined {
  if (node.op === '!_') {
    const inner = clockTest(node.args);
    return inner && { clock: inner.clock, holds: (value) => !inner.holds(value) };
  }
  if (node.op !== '&&' && node.op !== '||') return numberTest(node);
  const [left, right] = (node.args as readonly ASTNode[]).map(clockTest);
  if (left === undefined || left.clock !== right?.clock) return undefined;
  return node.op === '&&'
    ? { clock: left.clock, holds: (value) => left.holds(value) && right.holds(value) }
    : { clock: left.clock, holds: (value) => left.holds(value) || right.holds(value) };
}

function isNever(clock: Clock, all: readonly ClockTest[]): boolean {
  const [least, most] = shown[clock.split(' ')[0] ?? ''] ?? [0, -1];
  for (let value = least; value <= most; value += 1) if (all.every(({ holds }) => holds(value))) return false;
  return true;
}

/** What of one clock has to hold together, and never does. */
function neverOf(node: ASTNode): readonly Clock[] {
  const byClock = new Map<Clock, ClockTest[]>();
  for (const part of partsOf(node)) {
    const test = clockTest(part);
    if (test !== undefined) byClock.set(test.clock, [...(byClock.get(test.clock) ?? []), test]);
  }
  return [...byClock].flatMap(([clock, all]) => (isNever(clock, all) ? [clock] : []));
}

function told(clock: Clock): string {
  const [name = '', zone] = clock.split(' ');
  const [least, most] = shown[name] ?? [];
  const called = `now.${name}(${zone === 'UTC' ? '' : JSON.stringify(zone)})`;
  const often = name === 'getHours' ? '; past midnight write ||: from 22 on || before 6' : '';
  return `what it asks of ${called} holds at no time: it is from ${least} to ${most}, one value at a moment${often}`;
}

/** Rules with a part about time that holds at no time, most often two hours with midnight between them. */
export function impossibleTimes({ rules: all }: PolicyRules, rules: readonly RuleInForce[]): readonly PolicyProblem[] {
  return rules.flatMap(({ rule, condition }) => {
    const clocks = new Set(condition === undefined ? [] : [...nodesOf(condition.ast)].flatMap(neverOf));
    return [...clocks].map((clock) => ({
      path: ['rules', all.indexOf(rule), 'when'],
      rule: rule.id,
      message: told(clock),
    }));
  });
}
