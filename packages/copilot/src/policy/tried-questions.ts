import type { PolicyQuestion } from '@deskrail/contracts';
import type { Literal, ReadCondition } from './condition-literals.js';
import { type PolicyPath, type PolicyVariable, policyVariables } from './variables.js';

type Value = Literal | readonly string[] | undefined;

/** A name that no rule has. */
const other = 'some-other';

/** A list of so many has a thousand choices. */
const textsAtMost = 10;

/** Below, at, between and above the numbers that conditions compare with. */
function numbersAround(literals: readonly number[], between: readonly [number, number] | undefined): readonly number[] {
  const [least, most] = between ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const sorted = [...new Set(literals)].sort((one, next) => one - next);
  const gaps = sorted.map((one, index) => (one + (sorted[index + 1] ?? one + 2)) / 2);
  const around = [(sorted[0] ?? 1) - 1, ...sorted, ...gaps];
  const all = around.map((one) => Math.min(most, Math.max(least, one)));
  return [...new Set(all)].sort((one, next) => one - next);
}

/** Every choice of them; `undefined` where these are too many to try. */
const listsOf = (texts: readonly string[]): readonly (readonly string[])[] | undefined =>
  texts.length > textsAtMost
    ? undefined
    : Array.from({ length: 2 ** texts.length }, (_, choice) => texts.filter((_, at) => (choice >> at) % 2 === 1));

/** All values of a field that can make a difference to whoever compares it with these. */
function valuesOf(path: PolicyPath, literals: Iterable<Literal>): readonly Value[] | undefined {
  const { type, values, between, optional }: PolicyVariable = policyVariables[path];
  const unknown: readonly Value[] = optional ? [undefined] : [];
  const known = [...literals];
  const texts = [...new Set(known.map(String))];
  if (type === 'double') {
    const numbers = known.filter((one) => typeof one === 'number');
    return [...unknown, ...numbersAround(numbers, between)];
  }
  if (type === 'list<string>') {
    const lists = listsOf(texts);
    return lists === undefined ? undefined : [...unknown, ...lists];
  }
  return [...unknown, ...(values ?? [...texts, other])];
}

type Row = Partial<Record<PolicyPath, Value>>;

/** What can be: only calls have a tool, and chatbots are given replies. */
const canBe = (row: Row): boolean => {
  const isCall = row['draft.kind'] === 'tool-call';
  if (!isCall && (row['draft.tool'] !== undefined || row['draft.amount'] !== undefined)) return false;
  if (row['draft.length'] !== undefined && (row['draft.kind'] ?? 'reply') !== 'reply') return false;
  return !(row.asked === 'suggest' && row['draft.kind'] !== undefined && row['draft.kind'] !== 'reply');
};

const questionOf = (row: Row): PolicyQuestion =>
  ({
    tenant: row.tenant ?? other,
    kind: row['draft.kind'] ?? (row['draft.tool'] === undefined ? 'reply' : 'tool-call'),
    confidence: row['draft.confidence'] ?? 0.5,
    flags: row['draft.flags'] ?? [],
    asked: row.asked ?? 'desk',
    risk: row['draft.risk'],
    intent: row['draft.intent'],
    language: row['draft.language'],
    channel: row['conversation.channel'],
    priority: row['conversation.priority'],
    status: row['conversation.status'],
    tags: row['conversation.tags'],
    customerTier: row['customer.tier'],
    tool: row['draft.tool'],
    amount: row['draft.amount'],
    length: row['draft.length'],
  }) as PolicyQuestion;

/** What conditions compare fields with, by field. */
export type ComparedWith = ReadonlyMap<PolicyPath, ReadonlySet<Literal>>;

/** What all of them compare fields with; of a field that they ask about otherwise, nothing. */
export function comparedBy(read: readonly Pick<ReadCondition, 'paths' | 'comparisons'>[]): ComparedWith {
  const compared = new Map<PolicyPath, Set<Literal>>();
  for (const { paths, comparisons } of read) {
    for (const path of paths) compared.set(path, compared.get(path) ?? new Set());
    for (const { path, literals } of comparisons) for (const one of literals) compared.get(path)?.add(one);
  }
  // A tool has a kind, and so has what has a length.
  const ofOneKind = (['draft.tool', 'draft.amount', 'draft.length'] as const).some((path) => compared.has(path));
  if (ofOneKind && !compared.has('draft.kind')) {
    compared.set('draft.kind', new Set());
  }
  return compared;
}

export interface AllQuestions {
  /** Combinations; infinite where a field has too many values. */
  readonly combinations: number;
  /** All questions that conditions which compare so could answer differently: between two of them none does. */
  [Symbol.iterator](): Iterator<PolicyQuestion>;
}

export function questionsFor(compared: ComparedWith): AllQuestions {
  const domains = [...compared].map(([path, literals]) => ({ path, values: valuesOf(path, literals) }));
  const combinations = domains.reduce(
    (product, { values }) => product * (values?.length ?? Number.POSITIVE_INFINITY),
    1,
  );
  const rowAt = (index: number): Row => {
    let rest = index;
    const row: Row = {};
    for (const { path, values = [] } of domains) {
      row[path] = values[rest % values.length];
      rest = Math.floor(rest / values.length);
    }
    return row;
  };
  return {
    combinations,
    *[Symbol.iterator]() {
      for (let index = 0; index < combinations; index += 1) {
        const row = rowAt(index);
        if (canBe(row)) yield questionOf(row);
      }
    },
  };
}
