import { isDeskrailError, type PolicyRules, policyRules } from '@deskrail/contracts';
import { allProblems } from './all-problems.js';
import { starterLabels, unknownIntents } from './check-intents.js';
import { unknownLanguages } from './check-languages.js';
import { idleLimits, noBotLoop, oddQueues } from './check-limits.js';
import { unreachableRules } from './check-reach.js';
import { impossibleTimes } from './check-times.js';
import { compileRules, type RuleInForce } from './compile-rules.js';
import { definePolicy } from './define-policy.js';
import type { PolicyProblem } from './problems.js';
import { parsePolicyText, type ReadPolicyOptions } from './read-policy.js';

export interface PolicyCheck {
  /** With any, the policy cannot be used. */
  readonly errors: readonly PolicyProblem[];
  /** What can never apply, or does nothing. */
  readonly warnings: readonly PolicyProblem[];
}

export interface CheckPolicyOptions {
  /** The labels that `draft.intent` may have. Default: of a file’s text the starter’s, else any. */
  readonly intents?: readonly string[] | undefined;
}

/** By its place in the document, where some before it cannot be read. */
function inDocument(problem: PolicyProblem, rules: readonly RuleInForce[], document: PolicyRules): PolicyProblem {
  const [list, index] = problem.path;
  const found = typeof index === 'number' ? rules[index] : undefined;
  return found === undefined ? problem : { ...problem, path: [list ?? 'rules', document.rules.indexOf(found.rule)] };
}

/** All that is wrong with a policy, and what in it can never apply. */
export function checkPolicy(document: unknown, { intents }: CheckPolicyOptions = {}): PolicyCheck {
  const parsed = policyRules.safeParse(Array.isArray(document) ? { rules: document } : document);
  if (!parsed.success) return { errors: allProblems(document, parsed.error), warnings: [] };
  const { rules, problems: errors } = compileRules(parsed.data);
  const odd = [...noBotLoop(parsed.data), ...idleLimits(parsed.data), ...oddQueues(parsed.data)];
  // What rules that cannot be read would take can only leave the others less.
  const unreachable = unreachableRules(rules).map((problem) => inDocument(problem, rules, parsed.data));
  return {
    errors,
    warnings: [
      ...unreachable,
      ...impossibleTimes(parsed.data, rules),
      ...unknownLanguages(parsed.data, rules),
      ...(intents === undefined ? [] : unknownIntents(parsed.data, rules, intents)),
      ...odd,
    ],
  };
}

/** The same of a file’s text, each with its line. */
export async function checkPolicyText(
  text: string,
  options: ReadPolicyOptions & CheckPolicyOptions = {},
): Promise<PolicyCheck & { readonly rules: number; readonly version: string | undefined }> {
  try {
    const { document, withLines } = parsePolicyText(text, options);
    const { errors, warnings } = checkPolicy(document, { intents: starterLabels, ...options });
    const policy = errors.length === 0 ? await definePolicy(document as PolicyRules) : undefined;
    const told = { errors: withLines(errors), warnings: withLines(warnings) };
    return { ...told, rules: policy?.rules ?? 0, version: policy?.version };
  } catch (error) {
    if (!isDeskrailError(error, 'config-invalid') || !Array.isArray(error.details.problems)) throw error;
    return { errors: error.details.problems as PolicyProblem[], warnings: [], rules: 0, version: undefined };
  }
}
