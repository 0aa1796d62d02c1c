import type { ASTNode } from '@marcbachmann/cel-js';
import { nodesOf } from './condition.js';
import { type PolicyPath, type PolicyVariable, policyVariables } from './variables.js';

export type Literal = string | number | boolean;

/** One field of the draft compared with what stands in the condition. */
export interface Comparison {
  readonly path: PolicyPath;
  readonly op: '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';
  /** Several for `in` of a list. */
  readonly literals: readonly Literal[];
}

export interface ReadCondition {
  readonly comparisons: readonly Comparison[];
  /** Fields that it asks about, in whatever way. */
  readonly paths: ReadonlySet<PolicyPath>;
  /** It is made of such comparisons, has(), and what joins them: trying the values around each literal tries all there is. */
  readonly isPlain: boolean;
}

const mirrored = { '==': '==', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
type Ordering = keyof typeof mirrored;
const isOrdering = (op: string): op is Ordering => Object.hasOwn(mirrored, op);

export function pathOf(node: ASTNode): PolicyPath | undefined {
  const name =
    node.op === 'id'
      ? node.args
      : node.op === '.' && node.args[0].op === 'id'
        ? `${node.args[0].args}.${node.args[1]}`
        : '';
  return Object.hasOwn(policyVariables, name) ? (name as PolicyPath) : undefined;
}

export function literalOf(node: ASTNode): Literal | undefined {
  if (node.op === '-_') {
    const value = literalOf(node.args);
    return typeof value === 'number' ? -value : undefined;
  }
  if (node.op !== 'value') return undefined;
  const value: unknown = node.args;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

export const listOf = (node: ASTNode): readonly Literal[] | undefined => {
  if (node.op !== 'list') return undefined;
  const literals = node.args.map(literalOf);
  return literals.every((one) => one !== undefined) ? (literals as readonly Literal[]) : undefined;
};

export function comparisonOf(node: ASTNode): Comparison | undefined {
  const { op } = node;
  if (op === 'in') {
    const [left, right] = node.args;
    const [one, other] = [pathOf(left), pathOf(right)];
    const listed = listOf(right);
    const literal = literalOf(left);
    if (one !== undefined && listed !== undefined) return { path: one, op, literals: listed };
    return other !== undefined && literal !== undefined ? { path: other, op, literals: [literal] } : undefined;
  }
  if (!isOrdering(op)) return undefined;
  const [left, right] = node.args as [ASTNode, ASTNode];
  const [one, other] = [pathOf(left), pathOf(right)];
  const [leftLiteral, rightLiteral] = [literalOf(left), literalOf(right)];
  if (one !== undefined && rightLiteral !== undefined) return { path: one, op, literals: [rightLiteral] };
  if (other !== undefined && leftLiteral !== undefined)
    return { path: other, op: mirrored[op], literals: [leftLiteral] };
  return undefined;
}

/** Whether a field’s values can be tried one by one. */
const isTriable = (path: PolicyPath): boolean => path !== 'draft.arguments' && path !== 'now';

/** Between two texts there is always another. */
const isOrderOfTexts = ({ path, op }: Comparison): boolean =>
  policyVariables[path].type === 'string' && op !== '==' && op !== '!=' && op !== 'in';

/** What a condition compares, and whether that is all it does. */
export function readCondition(ast: ASTNode): ReadCondition {
  const comparisons: Comparison[] = [];
  const visit = (node: ASTNode): boolean => {
    if (node.op === 'value') return typeof node.args === 'boolean';
    if (node.op === '!_') return visit(node.args);
    if (node.op === '&&' || node.op === '||' || node.op === '?:') {
      return (node.args as readonly ASTNode[]).map(visit).every((plain) => plain);
    }
    if (node.op === 'call' && node.args[0] === 'has') {
      const [field] = node.args[1];
      const path = field === undefined ? undefined : pathOf(field);
      return path !== undefined && isTriable(path);
    }
    const comparison = comparisonOf(node);
    if (comparison === undefined) return false;
    comparisons.push(comparison);
    return isTriable(comparison.path) && !isOrderOfTexts(comparison);
  };
  const isPlain = visit(ast);
  if (!isPlain) {
    comparisons.length = 0;
    for (const node of nodesOf(ast)) comparisons.push(...[comparisonOf(node) ?? []].flat());
  }
  const paths = new Set<PolicyPath>();
  for (const node of nodesOf(ast)) {
    const path = pathOf(node);
    if (path !== undefined) paths.add(path);
  }
  return { comparisons, paths, isPlain };
}

const quoted = (literal: Literal): string => JSON.stringify(literal);

/** What no contract allows: a comparison that is the same whatever the draft is, most often a slip of the pen. */
export function impossibleValues({ comparisons }: ReadCondition): readonly string[] {
  return comparisons.flatMap(({ path, op, literals }) => {
    const { values, between }: PolicyVariable = policyVariables[path];
    if (values !== undefined) {
      const unknown = literals.filter((literal) => !values.includes(String(literal)));
      return unknown.map((literal) => `${path} is never ${quoted(literal)}; there are ${values.join(', ')}`);
    }
    if (between === undefined) return [];
    const [least, most] = between;
    return literals.flatMap((literal) => {
      if (typeof literal !== 'number' || isTold(op, literal, between)) return [];
      return `${path} is from ${least} to ${most}, so that ${path} ${op} ${literal} is the same for every draft`;
    });
  });
}

/** Whether a comparison can come out one way and the other. */
function isTold(op: Comparison['op'], literal: number, [least, most]: readonly [number, number]): boolean {
  if (op === '>' || op === '<=') return literal >= least && literal < most;
  if (op === '>=' || op === '<') return literal > least && literal <= most;
  return literal >= least && literal <= most;
}
