import type { PolicyQuestion } from '@deskrail/contracts';
import type { Comparison, Literal } from './condition-literals.js';
import { type PolicyPath, type PolicyVariable, policyVariables } from './variables.js';

type Value = Literal | readonly string[] | undefined;

/** Names that no rule has. */
const other = 'some-other';

/** Below, at, between and above the numbers that conditions compare with. */
function numbersAround(literals: readonly number[], between: readonly [number, number] | undefined): readonly number[] {
  const [least, most] = between ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const sorted = [...new Set(literals)].sort((one, next) => one - next);
  const gaps = sorted.map((one, index) => (one + (sorted[index + 1] ?? one + 2)) / 2);
  const around = [(sorted[0] ?? 1) - 1, ...sorted, ...gaps];
  const all = around.map((one) => Math.min(most, Math.max(least, one)));
  return [...new Set(all)].sort((one, next) => one - next);
}

/** Each alone, none and all of them. */
const listsOf = (literals: readonly string[]): readonly (readonly string[])[] =>
  literals.length < 2 ? [[], ...literals.map((one) => [one])] : [[], ...literals.map((one) => [one]), literals];

function valuesOf(path: PolicyPath, literals: readonly Literal[]): readonly Value[] {
  const { type, values, between, optional }: PolicyVariable = policyVariables[path];
  const unknown: readonly Value[] = optional ? [undefined] : [];
  const texts = [...new Set(literals.map(String))];
  if (type === 'double') {
    const numbers = literals.filter((one) => typeof one === 'number');
    return [...unknown, ...numbersAround(numbers, between)];
  }
  if (type === 'list<string>') return [...unknown, ...listsOf(texts)];
  return [...unknown, ...(values ?? [...texts, other])];
}

export interface TriedQuestions {
  readonly questions: readonly PolicyQuestion[];
  /** Every combination of the values around what conditions compare with. */
  readonly isExhaustive: boolean;
}

/** Pseudo-random and always the same, so that a check says the same of the same file. */
function* numbersFrom(seed: number): Generator<number> {
  for (let state = seed >>> 0; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

type Row = Partial<Record<PolicyPath, Value>>;

/** What can be: only calls have a tool, and chatbots are given replies. */
const canBe = (row: Row): boolean => {
  const isCall = row['draft.kind'] === 'tool-call';
  if (!isCall && (row['draft.tool'] !== undefined || row['draft.amount'] !== undefined)) return false;
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
  }) as PolicyQuestion;

/** Questions that tell conditions apart: all combinations of the values around their literals, or so many of them. */
export function questionsFor(
  paths: ReadonlySet<PolicyPath>,
  comparisons: readonly Comparison[],
  { most }: { readonly most: number },
): TriedQuestions {
  const domains = [...paths].map((path) => {
    const literals = comparisons.filter((one) => one.path === path).flatMap((one) => one.literals);
    return { path, values: valuesOf(path, literals) };
  });
  const combinations = domains.reduce((product, { values }) => product * values.length, 1);
  const isExhaustive = combinations <= most;
  const random = numbersFrom(7);
  const rowAt = (index: number): Row => {
    let rest = index;
    const row: Row = {};
    for (const { path, values } of domains) {
      const at = isExhaustive ? rest % values.length : Math.floor((random.next().value ?? 0) * values.length);
      row[path] = values[at];
      rest = Math.floor(rest / values.length);
    }
    return row;
  };
  const rows = Array.from({ length: Math.min(combinations, most) }, (_, index) => rowAt(index));
  return { questions: rows.filter(canBe).map(questionOf), isExhaustive };
}
