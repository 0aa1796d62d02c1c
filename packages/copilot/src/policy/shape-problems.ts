import { policyRules, reviewTerms, simpleConditions } from '@deskrail/contracts';
import type { z } from 'zod';
import { nearestName, orNames } from './nearest-name.js';
import type { PolicyProblem } from './problems.js';

const { rules, limits, queues } = policyRules.shape;

/** The fields of a list’s or a record’s members, by its name. */
const members: Readonly<Record<string, readonly string[]>> = {
  rules: Object.keys(rules.element.shape),
  limits: Object.keys(limits.unwrap().element.shape),
  queues: Object.keys(queues.unwrap().valueType.shape),
};
const terms = Object.keys(reviewTerms.shape);
const within: Readonly<Record<string, readonly string[]>> = {
  when: Object.keys(simpleConditions.shape),
  ...{ review: terms, beyond: terms, otherwise: terms },
};

function fieldsAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(policyRules.shape);
  if (path.length === 2) return members[String(path[0])] ?? [];
  return within[String(path.at(-1))] ?? [];
}

const plain = (path: readonly PropertyKey[]): (string | number)[] =>
  path.map((part) => (typeof part === 'symbol' ? String(part) : part));

const valueAt = (document: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | null | undefined)?.[part], document);

const words: Readonly<Record<string, string>> = {
  ...{
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    object: 'fields',
    record: 'fields',
    array: 'a list',
  },
  ...{ boolean: 'true or false', null: 'nothing' },
};

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return words[value === null ? 'null' : typeof value] ?? typeof value;
}

/** A union’s own message tells nothing; what is wrong with the branch that was meant does. */
function* leavesOf(
  issue: z.core.$ZodIssue,
  path: readonly PropertyKey[],
): Generator<[z.core.$ZodIssue, PropertyKey[]]> {
  const here = [...path, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) {
    yield [issue, here];
    return;
  }
  const meant = issue.errors.find((branch) =>
    branch.some((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
  );
  for (const one of meant ?? issue.errors[0] ?? []) yield* leavesOf(one, here);
}

function tellIssue(issue: z.core.$ZodIssue, path: readonly PropertyKey[], document: unknown): string {
  const value = valueAt(document, path);
  if (path.length === 0 && (value === null || value === undefined)) {
    return 'it is empty; the least is `rules: []`, with which people decide all';
  }
  if (value === undefined) return 'it is missing';
  if (issue.code === 'invalid_type')
    return `it wants ${words[issue.expected] ?? issue.expected}, and has ${nameOf(value)}`;
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    return `there is no ${JSON.stringify(value)}${orNames(value, issue.values.map(String))}`;
  }
  return issue.message;
}

/** What its shape has wrong, in words: a misspelt field is told once, not as one too many and one too few. */
export function problemsOfShape(error: z.ZodError, document: unknown): readonly PolicyProblem[] {
  const leaves = error.issues.flatMap((issue) => [...leavesOf(issue, [])]);
  const meant = new Set(
    leaves.flatMap(([issue, path]) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => JSON.stringify(plain([...path, nearestName(key, fieldsAt(path)) ?? ''])))
        : [],
    ),
  );
  return leaves.flatMap(([issue, path]) => {
    const isMeant = valueAt(document, path) === undefined && meant.has(JSON.stringify(plain(path)));
    if (isMeant) return [];
    const id = path.length >= 2 ? valueAt(document, [...path.slice(0, 2), 'id']) : undefined;
    const rule = typeof id === 'string' && id.length <= 128 ? { rule: id } : {};
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        ...{ path: plain([...path, key]), ...rule },
        message: `there is no such field${orNames(key, fieldsAt(path))}`,
      }));
    }
    return { path: plain(path), ...rule, message: tellIssue(issue, path, document) };
  });
}
