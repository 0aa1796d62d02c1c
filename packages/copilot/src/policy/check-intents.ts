import type { PolicyRules } from '@deskrail/contracts';
import { starterTaxonomy } from '../intents/starter/taxonomy.js';
import type { RuleInForce } from './compile-rules.js';
import { readCondition } from './condition-literals.js';
import { nearestName } from './nearest-name.js';
import type { PolicyProblem } from './problems.js';

export const starterLabels = starterTaxonomy.map(({ name }) => name);

/** Intents that a rule asks for and nobody ever reads: most often a slip of the pen, and the rule matches nothing. */
export function unknownIntents(
  { rules: all }: PolicyRules,
  rules: readonly RuleInForce[],
  labels: readonly string[],
): readonly PolicyProblem[] {
  return rules.flatMap(({ rule, condition }) => {
    const names = new Set(condition === undefined ? simpleIntents(rule.when) : intentsIn(condition.ast));
    return [...names]
      .filter((name) => !labels.includes(name))
      .map((name) => {
        const nearest = nearestName(name, labels);
        const meant = nearest === undefined ? 'labels of your own are told by --intents' : `did you mean ${nearest}?`;
        const message = `no intent is called ${JSON.stringify(name)}, so it matches nothing; ${meant}`;
        return { path: ['rules', all.indexOf(rule), 'when'], rule: rule.id, message };
      });
  });
}

const simpleIntents = (when: PolicyRules['rules'][number]['when']): readonly string[] =>
  typeof when === 'string' || when.intent === undefined ? [] : [when.intent];

const intentsIn = (ast: Parameters<typeof readCondition>[0]): readonly string[] =>
  readCondition(ast)
    .comparisons.filter(({ path }) => path === 'draft.intent')
    .flatMap(({ literals }) => literals.filter((one) => typeof one === 'string'));
