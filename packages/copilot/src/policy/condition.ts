import type { PolicyQuestion } from '@deskrail/contracts';
import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { boundsProblem } from './condition-bounds.js';
import { nearestName } from './nearest-name.js';
import { callOwn, registerOwn } from './own-functions.js';
import { NotShown } from './partly-shown.js';
import { type PolicyVariable, policyVariables, variablesOf } from './variables.js';

/** What a condition came to. `error` names what could not be told in the condition’s own words, never in anybody else’s. */
export type Told = boolean | { readonly error: string };

export interface Condition {
  readonly text: string;
  readonly ast: ASTNode;
  /** Steps that it takes at most. */
  readonly cost: number;
  ask(variables: Readonly<Record<string, unknown>>): Told;
}

export const nodesAtMost = 256;

const environment = typedEnvironment();

function typedEnvironment(): Environment {
  const limits = {
    maxAstNodes: nodesAtMost,
    maxDepth: 32,
    maxListElements: 128,
    maxMapEntries: 0,
    maxCallArguments: 4,
  };
  const made = new Environment({ unlistedVariablesAreDyn: false, enableOptionalTypes: false, limits });
  const objects = new Map<string, Record<string, string>>();
  for (const [path, { type }] of Object.entries<PolicyVariable>(policyVariables)) {
    const [name = path, field] = path.split('.');
    if (field === undefined) made.registerVariable(name, type);
    else objects.set(name, { ...objects.get(name), [field]: type });
  }
  for (const [name, schema] of objects) made.registerVariable({ name, schema });
  registerOwn(made);
  return made;
}

/** Objects as conditions see them, made once for all conditions that are asked one question. */
const objectNames = [
  ...new Set(Object.keys(policyVariables).flatMap((path) => (path.includes('.') ? [path.split('.')[0] ?? ''] : []))),
];
const objects = objectNames.map((name) => [name, environment.parse(name)] as const);
for (const [, read] of objects) read.check();

/** What a question’s conditions are asked with. */
export function variablesFor(question: PolicyQuestion): Readonly<Record<string, unknown>> {
  const variables = variablesOf(question);
  const made = { ...variables };
  for (const [name, read] of objects) made[name] = read(variables);
  return made;
}

export interface ConditionProblem {
  readonly problem: string;
}

function summaryOf(error: unknown): string {
  if (!(error instanceof Error && 'summary' in error)) return 'it cannot be read';
  const summary = String(error.summary);
  return /Unexpected token: EOF/u.test(summary) ? 'it ends where more was to come' : summary;
}

const isNode = (value: unknown): value is ASTNode => typeof value === 'object' && value !== null && 'op' in value;

/** All nodes below one, itself first. */
export function* nodesOf(node: ASTNode): Generator<ASTNode> {
  yield node;
  const parts: readonly unknown[] = [node.args].flat(2);
  for (const part of parts) if (isNode(part)) yield* nodesOf(part);
}

/** Where a position is within a condition, as people count. */
function at(text: string, start: number): string {
  const before = text.slice(0, start);
  const line = before.split('\n').length;
  const column = start - before.lastIndexOf('\n');
  return line === 1 ? `column ${column}` : `line ${line}, column ${column}`;
}

/** Names that are no field or variable here, with what there is. */
function unknownName(text: string, error: unknown): string {
  const { range, summary = '' } = error as { range?: { start: number; end: number }; summary?: string };
  const place = range === undefined ? '' : ` (${at(text, range.start)})`;
  if (!/^(?:No such key|Unknown variable)/u.test(summary)) return `${summaryOf(error)}${place}`;
  const [, name = ''] = /: *(\S+)$/u.exec(summary) ?? [];
  const paths = Object.keys(policyVariables);
  const nearest = nearestName(
    name,
    paths.map((path) => path.split('.').at(-1) ?? path),
  );
  const meant = paths.filter((path) => path === nearest || path.endsWith(`.${nearest}`));
  if (meant.length > 0) return `${summary}${place}; did you mean ${meant.join(' or ')}?`;
  return `${summary}${place}; there are ${paths.join(', ')}`;
}

/** A condition that can be asked, or what is wrong with it: its syntax, its types, or that it could take too long. */
export function compileCondition(text: string): Condition | ConditionProblem {
  try {
    const bounds = boundsProblem(environment.parse(text).ast);
    if ('problem' in bounds) return bounds;
    const parsed = environment.parse(text);
    const { ast } = parsed;
    callOwn(nodesOf(ast));
    // Before it is checked, which rewrites macros.
    const checked = parsed.check();
    if (!checked.valid) return { problem: unknownName(text, checked.error) };
    if (checked.type !== 'bool') return { problem: `it is a ${checked.type}, and a condition is true or false` };
    return {
      text,
      ast: environment.parse(text).ast,
      cost: bounds.cost,
      ask: (variables) => told(text, ast, parsed, variables),
    };
  } catch (error) {
    return { problem: unknownName(text, error) };
  }
}

function told(
  text: string,
  ast: ASTNode,
  ask: (variables: Record<string, unknown>) => unknown,
  variables: Readonly<Record<string, unknown>>,
): Told {
  try {
    const answer = ask(variables);
    return typeof answer === 'boolean' ? answer : { error: 'it is neither true nor false' };
  } catch (error) {
    return { error: wentWrong(text, ast, error) };
  }
}

const excerptAtMost = 80;

/**
 * The library’s own messages may quote values, and values may be a person’s words: so only its code, and the piece of the
 * condition where it stopped.
 */
function wentWrong(text: string, ast: ASTNode, error: unknown): string {
  if (error instanceof NotShown) return 'an argument is too large to be looked at';
  const { code, range } = error as { code?: unknown; range?: { start: number; end: number } };
  const where = range === undefined ? undefined : pieceAt(text, ast, range);
  if (code === 'no_such_key' || code === 'unknown_variable') return `${where ?? 'a field'} is not known`;
  const what = typeof code === 'string' ? code.replaceAll('_', ' ') : 'it failed';
  return where === undefined ? what : `${what} at ${where}`;
}

function pieceAt(text: string, ast: ASTNode, { start, end }: { readonly start: number; readonly end: number }): string {
  let from = start;
  for (const node of nodesOf(ast)) {
    if ((node.op === '.' || node.op === '[]') && node.end === end) from = Math.min(from, node.start);
  }
  const piece = text.slice(from, end).replace(/\s+/gu, ' ');
  return piece.length > excerptAtMost ? `${piece.slice(0, excerptAtMost)}…` : piece;
}
