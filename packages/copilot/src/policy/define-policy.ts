import {
  DeskrailError,
  digestOf,
  type Policy,
  type PolicyAnswer,
  type PolicyLimit,
  type PolicyQuestion,
  type PolicyRules,
  policyRules,
  type ReviewTermsInForce,
} from '@deskrail/contracts';
import { allProblems } from './all-problems.js';
import { compileRules, type RuleInForce } from './compile-rules.js';
import { variablesFor } from './condition.js';
import { type PolicyProblem, tellProblems } from './problems.js';
import { strictest, termsBeyond, termsInForce } from './terms.js';

/** Two bots that answer each other stop here. */
export const botLoopLimit = {
  id: 'bot-loop',
  counts: 'replies',
  per: 'conversation',
  most: 5,
  withinMinutes: 60,
} as const;

export interface DefinePolicyOptions {
  /** How problems are told, such as the file they are in. Default: by field. */
  readonly tell?: ((problems: readonly PolicyProblem[]) => string) | undefined;
}

/**
 * Policy as data: the first rule that matches decides; with no match, or where a condition cannot be told, a person
 * reviews. Its version is the digest of its content. Throws `config-invalid` with all that is wrong.
 */
export async function definePolicy(
  rules: PolicyRules | PolicyRules['rules'],
  { tell = tellProblems }: DefinePolicyOptions = {},
): Promise<Policy> {
  const parsed = policyRules.safeParse(Array.isArray(rules) ? { rules } : rules);
  const refuse = (problems: readonly PolicyProblem[]): never => {
    throw new DeskrailError('config-invalid', tell(problems), { details: { problems } });
  };
  if (!parsed.success) return refuse(allProblems(rules, parsed.error));
  const document = parsed.data;
  const { rules: list, problems } = compileRules(document);
  if (problems.length > 0) return refuse(problems);
  const { version: _format, ...content } = document;
  return {
    version: await digestOf(content),
    rules: list.length,
    decide: (question) => decideBy(list, document, question),
    limits: limitsOf(document),
    queues: document.queues ?? {},
    document,
  };
}

const limitsOf = ({ limits = [botLoopLimit], otherwise }: PolicyRules): readonly PolicyLimit[] =>
  limits.map(({ id, counts, per, tenant, most, withinMinutes, beyond }) => ({
    ...{ id, counts, per, most, withinSeconds: withinMinutes * 60 },
    ...(tenant !== undefined && { tenant }),
    beyond: termsBeyond(beyond, otherwise),
  }));

const termsOf = ({ rule }: RuleInForce, { otherwise }: PolicyRules, { risk }: PolicyQuestion): ReviewTermsInForce =>
  termsInForce(rule.review, otherwise, { risk, fourEyes: rule.outcome === 'four-eyes' });

/** The first rule that matches. A condition that cannot be told ends it: nothing goes by itself from there on. */
function decideBy(list: readonly RuleInForce[], document: PolicyRules, question: PolicyQuestion): PolicyAnswer {
  const variables = variablesFor(question);
  for (const [at, rule] of list.entries()) {
    const told = rule.ask(question, variables);
    if (told === true) {
      return { outcome: rule.rule.outcome, rule: rule.rule.id, review: termsOf(rule, document, question) };
    }
    if (told !== false) {
      const error = `${rule.rule.id}: ${told.error}`.slice(0, 512);
      return { outcome: 'review', error, review: termsOfAnyFrom(list.slice(at), document, question, variables) };
    }
  }
  return { outcome: 'review', review: termsInForce(undefined, document.otherwise, { risk: question.risk }) };
}

/** What any rule would ask of people that may have been the first, up to one that matches for certain; else `otherwise`. */
function termsOfAnyFrom(
  list: readonly RuleInForce[],
  document: PolicyRules,
  question: PolicyQuestion,
  variables: Readonly<Record<string, unknown>>,
): ReviewTermsInForce {
  const possible: ReviewTermsInForce[] = [];
  const otherwise = termsInForce(undefined, document.otherwise, { risk: question.risk });
  for (const rule of list) {
    const told = rule.ask(question, variables);
    if (told !== false) possible.push(termsOf(rule, document, question));
    if (told === true) {
      const [first = otherwise, ...more] = possible;
      return strictest([first, ...more]);
    }
  }
  return strictest([otherwise, ...possible]);
}
