import type { Policy, PolicyLimit, PolicyView } from '@deskrail/contracts';
import type { ASTNode } from '@marcbachmann/cel-js';
import { compileRules, type RuleInForce } from './compile-rules.js';
import { comparisonOf } from './condition-literals.js';
import { partsOf } from './unmet-part.js';

const limitOf = ({ id, counts, per, most, withinSeconds }: PolicyLimit) => ({ id, counts, per, most, withinSeconds });

/** Whether a part without which it does not hold asks for other tenants. */
const namesOthers = (ast: ASTNode, tenant: string): boolean =>
  [...partsOf(ast)].some((part) => {
    const { path, op, literals = [] } = comparisonOf(part) ?? {};
    return path === 'tenant' && (op === '==' || op === 'in') && !literals.includes(tenant);
  });

/** Those that can decide about a tenant's drafts, as far as conditions say so outright: of others not even the name is its business. */
export const rulesFor = (rules: readonly RuleInForce[], tenant: string): readonly RuleInForce[] =>
  rules.filter(({ rule: { when }, condition }) => {
    if (typeof when !== 'string') return when.tenant === undefined || when.tenant === tenant;
    return condition === undefined || !namesOthers(condition.ast, tenant);
  });

/** What a policy says, beside whether it is stopped; for a tenant, without what names others alone. */
export function policyView(
  policy: Policy,
  tenant: string | undefined,
  rules: readonly RuleInForce[] = compileRules(policy.document).rules,
): PolicyView {
  const told = tenant === undefined ? rules : rulesFor(rules, tenant);
  const limits = policy.limits.filter((limit) => tenant === undefined || (limit.tenant ?? tenant) === tenant);
  return {
    ...{ version: policy.version, rules: told.length },
    outcomes: told.map(({ rule: { id, outcome } }) => ({ rule: id, outcome })),
    limits: limits.map(limitOf),
  };
}
