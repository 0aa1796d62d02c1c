import type { PolicyQuestion, SimpleConditions } from '@deskrail/contracts';
import { riskTiers } from '@deskrail/contracts';
import type { RuleInForce } from './compile-rules.js';
import { type Told, variablesFor } from './condition.js';
import { type Comparison, type ReadCondition, readCondition } from './condition-literals.js';
import type { PolicyProblem } from './problems.js';
import { pathsOfSimple } from './simple-conditions.js';
import { comparedBy, questionsFor } from './tried-questions.js';
import type { PolicyPath } from './variables.js';

/** Questions and conditions in one check at most: about a second. */
const stepsAtMost = 400_000;
const questionsAtMost = 50_000;
/** Rules that one is tried with, where not all can be. */
const neighboursAtMost = 32;

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

interface ReadRule {
  readonly rule: RuleInForce;
  readonly read: ReadCondition;
}

/** What became of one rule, of all questions that were tried. */
interface Tried {
  isTrue: boolean;
  isFirst: boolean;
  /** It was the first where its outcome can apply. */
  applies: boolean;
  /** Which rules came first where it would have matched. */
  readonly before: Set<string>;
  /** The one that could not be told each time, and why; `undefined` where another decided some. */
  untold: { readonly rule: RuleInForce; readonly error: string } | undefined | 'nobody yet';
  /** Those that would have ended the asking each time. */
  covering: readonly RuleInForce[];
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

const nothing = { paths: new Set<PolicyPath>(), comparisons: [] };

/** Its own, and those that its outcome looks at. */
function comparedByRule({ rule, read }: ReadRule): Pick<ReadCondition, 'paths' | 'comparisons'> {
  const { paths, comparisons } = read.isPlain ? read : nothing;
  const { outcome } = rule.rule;
  const goes = outcome === 'auto' || outcome === 'show';
  return { comparisons, paths: goes ? new Set<PolicyPath>([...paths, 'asked', 'draft.kind']) : paths };
}

/** Of the rules before one, those that share most with it, as many as all combinations can be tried of. */
function beforeIt(rule: ReadRule, earlier: readonly ReadRule[], most: number): readonly ReadRule[] {
  const own = comparedBy([comparedByRule(rule)]);
  const foreign = ({ read: { comparisons, paths } }: ReadRule): number =>
    [...paths].filter((path) => !own.has(path)).length * 4 +
    comparisons.filter(({ path, literals }) => literals.some((one) => own.get(path)?.has(one) !== true)).length;
  const nearest = earlier
    .filter(({ read }) => read.isPlain)
    .map((one) => ({ one, distance: foreign(one) }))
    .sort((left, right) => left.distance - right.distance)
    .slice(0, neighboursAtMost);
  const chosen = new Set<ReadRule>();
  for (const { one } of nearest) {
    const all = comparedBy([rule, ...chosen, one].map(comparedByRule));
    if (questionsFor(all).combinations <= most) chosen.add(one);
  }
  return earlier.filter((one) => chosen.has(one));
}

/**
 * Rules that can never apply, of all drafts that there can be. Every combination of the values that a rule and those
 * before it tell apart is tried; where these are too many, with fewer of those before it: what is said then holds all the
 * same, since further rules leave it no more, and of what cannot be tried nothing is said.
 */
export function unreachableRules(rules: readonly RuleInForce[]): readonly PolicyProblem[] {
  const list = rules.map((rule): ReadRule => ({ rule, read: readRule(rule) }));
  const all = questionsFor(comparedBy(list.map(comparedByRule)));
  const isSmall = all.combinations <= Math.min(questionsAtMost, stepsAtMost / Math.max(1, rules.length));
  let left = stepsAtMost;
  return list.flatMap((one, index) => {
    const earlier = list.slice(0, index);
    const share = Math.floor(left / (list.length - index));
    const asked = isSmall ? earlier : beforeIt(one, earlier, share);
    const { tried, steps } = tryRule(one, asked, { most: isSmall ? stepsAtMost : share });
    left -= steps;
    const ending = tried && endingAll(list, tried, one.rule.rule.id);
    if (ending !== undefined) return ending;
    const message = twinOf(one, earlier) ?? (tried && whyNever(one, tried));
    return message === undefined ? [] : { path: ['rules', index], rule: one.rule.rule.id, message };
  });
}

/** One rule after some of those before it, until it applies. Not `tried` where there is too much to try. */
function tryRule(
  { rule, read }: ReadRule,
  earlier: readonly ReadRule[],
  { most }: { readonly most: number },
): { readonly tried: Tried | undefined; readonly steps: number } {
  const plain = earlier.flatMap((one) => (one.read.isPlain ? one.rule : []));
  const tried: Tried = {
    isTrue: false,
    isFirst: false,
    applies: false,
    before: new Set(),
    untold: 'nobody yet',
    covering: plain,
  };
  const questions = questionsFor(comparedBy([...earlier, { rule, read }].map(comparedByRule)));
  if (questions.combinations > most) return { tried: undefined, steps: 0 };
  let steps = 0;
  for (const question of questions) {
    steps += 1;
    const variables = variablesFor(question);
    // Another than a plain one may match anywhere.
    if (read.isPlain && rule.ask(question, variables) !== true) continue;
    tried.isTrue = true;
    const stops = (one: RuleInForce): boolean => one.ask(question, variables) !== false;
    const first = plain.find(stops);
    tried.covering = tried.covering.filter(stops);
    steps += plain.length + tried.covering.length;
    if (first !== undefined) {
      tried.before.add(first.rule.id);
      tried.untold = stillUntold(tried.untold, first, first.ask(question, variables));
    } else {
      tried.isFirst = true;
      tried.applies ||= canApply(rule, question);
    }
    if (tried.applies) break;
  }
  return { tried, steps };
}

function stillUntold(sofar: Tried['untold'], rule: RuleInForce, told: Told): Tried['untold'] {
  if (typeof told === 'boolean' || sofar === undefined) return undefined;
  return sofar === 'nobody yet' || sofar.rule === rule ? { rule, error: told.error } : undefined;
}

/** The rule that all drafts of another end at, since it asks for what they never have. */
function endingAll(
  list: readonly ReadRule[],
  { isTrue, isFirst, untold }: Tried,
  victim: string,
): PolicyProblem | undefined {
  if (!isTrue || isFirst || untold === undefined || untold === 'nobody yet') return undefined;
  const index = list.findIndex(({ rule }) => rule === untold.rule);
  const { id } = untold.rule.rule;
  const path = untold.error.replace(/ is not known$/u, '');
  const kind = path === 'draft.length' ? 'reply' : 'tool-call';
  const isOfKind = path === 'draft.length' || /^draft\.(?:tool|amount|arguments)\b/u.test(path);
  const first = isOfKind ? `draft.kind == "${kind}"` : `has(${path})`;
  const message = `all that ${victim} would match ends here, for people: ${untold.error}; write ${first} && … first`;
  return { path: ['rules', index], rule: id, message };
}

function twinOf({ rule }: ReadRule, earlier: readonly ReadRule[]): string | undefined {
  const condition = JSON.stringify(rule.rule.when);
  const twin = earlier.find((one) => JSON.stringify(one.rule.rule.when) === condition);
  return twin && `it never applies: ${twin.rule.rule.id} before it has the same condition`;
}

function whyNever(
  { rule }: ReadRule,
  { isTrue, isFirst, applies, before, covering: [covering] }: Tried,
): string | undefined {
  const { outcome } = rule.rule;
  if (!isTrue) return 'it never applies: its condition is true of no draft';
  const names = covering === undefined ? [...before] : [covering.rule.id];
  if (!isFirst) return `it never applies: ${listed(names)} before it decides all that it would match`;
  if (applies) return undefined;
  return outcome === 'show'
    ? 'its outcome never applies: only unflagged replies that a chatbot asks for are shown, and it matches none'
    : 'its outcome never applies: what is flagged, or asked for by a chatbot, never goes by itself, and it matches nothing else';
}

const listed = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 4).join(', ')} and ${names.length - 4} more` : names.join(', ');
