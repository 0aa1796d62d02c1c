import type { PolicyQuestion, PolicyRule, PolicyRules } from '@deskrail/contracts';
import { type Condition, compileCondition, type Told } from './condition.js';
import { impossibleValues, readCondition } from './condition-literals.js';
import type { PolicyProblem } from './problems.js';
import { tellSimple } from './simple-conditions.js';

export interface RuleInForce {
  readonly rule: PolicyRule;
  /** Of one in CEL. */
  readonly condition: Condition | undefined;
  ask(question: PolicyQuestion, variables: Readonly<Record<string, unknown>>): Told;
}

/** Steps of all conditions together: what a question takes at most. */
export const policyCostAtMost = 200_000;

function compileRule(rule: PolicyRule): RuleInForce | { readonly problem: string } {
  const { when } = rule;
  if (typeof when !== 'string') {
    return { rule, condition: undefined, ask: (question) => tellSimple(when, question) };
  }
  const condition = compileCondition(when);
  if ('problem' in condition) return condition;
  const [impossible] = impossibleValues(readCondition(condition.ast));
  if (impossible !== undefined) return { problem: impossible };
  return { rule, condition, ask: (_, variables) => condition.ask(variables) };
}

/** Rules that can be asked, and what is wrong with the others. */
export function compileRules({ rules, limits = [], queues = {} }: PolicyRules): {
  readonly rules: readonly RuleInForce[];
  readonly problems: readonly PolicyProblem[];
} {
  const problems: PolicyProblem[] = [];
  const made = rules.flatMap((rule, index) => {
    const compiled = compileRule(rule);
    if (!('problem' in compiled)) return compiled;
    problems.push({ path: ['rules', index, 'when'], rule: rule.id, message: `${compiled.problem}` });
    return [];
  });
  const cost = made.reduce((sum, { condition }) => sum + (condition?.cost ?? 8), 0);
  if (cost > policyCostAtMost) {
    const message = `all conditions together could take ${cost} steps, and ${policyCostAtMost} is the most`;
    problems.push({ path: ['rules'], message });
  }
  problems.push(...doubled('rules', rules), ...doubled('limits', limits));
  for (const [name, { escalateAfterMinutes, escalateTo }] of Object.entries(queues)) {
    if ((escalateAfterMinutes === undefined) === (escalateTo === undefined)) continue;
    const message = 'escalateAfterMinutes and escalateTo go together';
    problems.push({ path: ['queues', name], message });
  }
  return { rules: made, problems };
}

const doubled = (name: 'rules' | 'limits', list: readonly { readonly id: string }[]): readonly PolicyProblem[] =>
  list.flatMap(({ id }, index) =>
    list.findIndex((other) => other.id === id) === index
      ? []
      : { path: [name, index, 'id'], message: `another is called ${id} already; name them apart` },
  );
