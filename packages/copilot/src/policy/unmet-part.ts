import type { PolicyQuestion } from '@deskrail/contracts';
import type { ASTNode } from '@marcbachmann/cel-js';
import type { Condition } from './condition.js';
import { compileCondition, nodesOf, variablesFor } from './condition.js';
import { pathOf } from './condition-literals.js';
import { type PolicyPath, variablesOf } from './variables.js';

/** Of each path that is one value and no person's words: what it is, `undefined` where it is not known. */
const toldPaths = [
  ...['draft.kind', 'draft.confidence', 'draft.risk', 'draft.intent', 'draft.language', 'draft.length', 'draft.tool'],
  ...['draft.amount', 'conversation.channel', 'conversation.priority', 'conversation.status', 'customer.tier', 'asked'],
  'tenant',
] as const;

type Variables = Readonly<Record<string, unknown>>;

function valueAt(variables: Variables, path: string): string | number | undefined {
  const [name = path, field] = path.split('.');
  const object = variables[name] as Variables | string | undefined;
  const value = field === undefined || typeof object !== 'object' ? object : object[field];
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

/** What conditions were asked about, by path. What is not known is left out. */
export function askedAbout(question: PolicyQuestion): Readonly<Record<string, string | number>> {
  const variables = variablesOf(question);
  return Object.fromEntries(
    toldPaths.flatMap((path) => {
      const value = valueAt(variables, path);
      return value === undefined ? [] : [[path, value] as const];
    }),
  );
}

/** `draft.confidence is 0.795`, of each path that may be told. */
export function valuesOf(paths: Iterable<PolicyPath>, question: PolicyQuestion): string {
  const variables = variablesOf(question);
  return [...new Set(paths)]
    .filter((path) => toldPaths.some((told) => told === path))
    .map((path) => {
      const value = valueAt(variables, path);
      return value === undefined ? `${path} is not known` : `${path} is ${value}`;
    })
    .join(', ');
}

/** The parts that all have to hold. */
export function* partsOf(node: ASTNode): Generator<ASTNode> {
  if (node.op !== '&&') yield node;
  else for (const part of node.args as readonly ASTNode[]) yield* partsOf(part);
}

/** A part on its own. Where a node ends before its own closing bracket, so many more are taken in. */
function alone(text: string, { start, end }: ASTNode): Condition | undefined {
  for (let more = 0; more <= 3; more += 1) {
    const compiled = compileCondition(text.slice(start, end + more).trim());
    if (!('problem' in compiled)) return compiled;
  }
  return undefined;
}

const textAtMost = 200;

/** Of a condition that does not hold: its first part that certainly does not, with what it looks at, in the condition's own words. */
export function unmetPart({ text, ast }: Condition, question: PolicyQuestion): string {
  const variables = variablesFor(question);
  const parts = [...partsOf(ast)].map((node) => alone(text, node));
  const first = parts.find((part) => part !== undefined && part.ask(variables) === false);
  const { text: piece, ast: node } = first ?? { text, ast };
  const paths = [...nodesOf(node)].flatMap((one) => pathOf(one) ?? []);
  const values = valuesOf(paths, question);
  const words = piece.replace(/\s+/gu, ' ');
  const short = words.length > textAtMost ? `${words.slice(0, textAtMost)}…` : words;
  return values === '' ? short : `${short}: ${values}`;
}
