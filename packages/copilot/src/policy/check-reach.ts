import type { PolicyQuestion, SimpleConditions } from '@deskrail/contracts';
import { riskTiers } from '@deskrail/contracts';
import type { RuleInForce } from './compile-rules.js';
import { variablesFor } from './condition.js';
import { type Comparison, type ReadCondition, readCondition } from './condition-literals.js';
import type { PolicyProblem } from './problems.js';
import { pathsOfSimple } from './simple-conditions.js';
import { questionsFor } from './tried-questions.js';
import type { PolicyPath } from './variables.js';

/** Conditions asked in one check at most: about a second. */
const asksAtMost = 400_000;
const questionsAtMost = 50_000;

/** Simple conditions compare, and no more. */
function readSimple(when: SimpleConditions): ReadCondition {
  const comparisons = Object.entries(when).flatMap(([name, value]): Comparison[] => {
    if (value === undefined) return [];
    const path = pathsOfSimple[name as keyof SimpleConditions];
    if (name === 'maxRisk') return [{ path, op: 'in', literals: riskTiers }];
    return [{ path, op: name === 'minConfidence' ? '>=' : '==', literals: [value] }];
  });
  return { comparisons, paths: new Set(comparisons.map(({ path }) => path)), isPlain: true };
}

interface Tried {
  readonly rule: RuleInForce;
  readonly read: ReadCondition;
  isTrue: boolean;
  isFirst: boolean;
  /** It was the first where its outcome can apply. */
  applies: boolean;
  /** Which rules came first where it would have matched. */
  readonly before: Set<string>;
}

const readRule = ({ rule: { when }, condition }: RuleInForce): ReadCondition =>
  typeof when === 'string' || condition !== undefined
    ? readCondition((condition as NonNullable<typeof condition>).ast)
    : readSimple(when);

/** What `auto` and `show` come to, whatever the rule says. */
function canApply({ rule: { outcome } }: RuleInForce, { asked, flags }: PolicyQuestion): boolean {
  if (outcome === 'auto') return asked !== 'suggest' && flags.length === 0;
  return outcome !== 'show' || (asked === 'suggest' && flags.length === 0);
}

/** Ask every rule that is plain; another may match anywhere, and stops nothing for certain. */
function tryOne(list: readonly Tried[], question: PolicyQuestion): void {
  const variables = variablesFor(question);
  let stopped: string | undefined;
  for (const tried of list) {
    const { rule, read } = tried;
    const told = read.isPlain ? rule.ask(question, variables) : undefined;
    const matches = told === true || told === undefined;
    if (matches) {
      tried.isTrue = true;
      if (stopped === undefined) {
        tried.isFirst = true;
        tried.applies ||= canApply(rule, question);
      } else tried.before.add(stopped);
    }
    if (told !== undefined && told !== false) stopped ??= rule.rule.id;
  }
}

/** Rules that can never apply: of all drafts that there can be, or in as many samples. */
export function unreachableRules(rules: readonly RuleInForce[]): readonly PolicyProblem[] {
  const list = rules.map(
    (rule): Tried => ({ rule, read: readRule(rule), isTrue: false, isFirst: false, applies: false, before: new Set() }),
  );
  const plain = list.filter(({ read }) => read.isPlain);
  const paths = new Set<PolicyPath>(plain.flatMap(({ read }) => [...read.paths]));
  if (paths.has('draft.tool') || paths.has('draft.amount')) paths.add('draft.kind');
  if (rules.some(({ rule: { outcome } }) => outcome === 'auto' || outcome === 'show'))
    paths.add('asked').add('draft.kind');
  const comparisons = plain.flatMap(({ read }) => read.comparisons);
  const most = Math.min(questionsAtMost, Math.floor(asksAtMost / Math.max(1, rules.length)));
  const { questions, isExhaustive } = questionsFor(paths, comparisons, { most });
  for (const question of questions) tryOne(list, question);
  const sure = isExhaustive ? '' : ` (in ${questions.length} samples; there are too many combinations to try all)`;
  return list.flatMap((tried, index) => {
    const message = whyNever(tried, list.slice(0, index));
    const { id } = tried.rule.rule;
    return message === undefined ? [] : { path: ['rules', index], rule: id, message: `${message}${sure}` };
  });
}

function whyNever({ rule, isTrue, isFirst, applies, before }: Tried, earlier: readonly Tried[]): string | undefined {
  const { when, outcome } = rule.rule;
  const twin = earlier.find((one) => JSON.stringify(one.rule.rule.when) === JSON.stringify(when));
  if (twin !== undefined) return `it never applies: ${twin.rule.rule.id} before it has the same condition`;
  if (!isTrue) return 'it never applies: its condition is true of no draft';
  if (!isFirst) return `it never applies: ${listed([...before])} before it decides all that it would match`;
  if (applies) return undefined;
  return outcome === 'show'
    ? 'its outcome never applies: only unflagged replies that a chatbot asks for are shown, and it matches none'
    : 'its outcome never applies: what is flagged, or asked for by a chatbot, never goes by itself, and it matches nothing else';
}

const listed = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
