import { isDeskrailError, type PolicyRules, policyRules } from '@deskrail/contracts';
import { idleLimits, noBotLoop, oddQueues } from './check-limits.js';
import { unreachableRules } from './check-reach.js';
import { compileRules } from './compile-rules.js';
import { definePolicy } from './define-policy.js';
import { type PolicyProblem, problemsOfShape } from './problems.js';
import { parsePolicyText, type ReadPolicyOptions } from './read-policy.js';

export interface PolicyCheck {
  /** With any, the policy cannot be used. */
  readonly errors: readonly PolicyProblem[];
  /** What can never apply, or does nothing. */
  readonly warnings: readonly PolicyProblem[];
}

/** All that is wrong with a policy, and what in it can never apply. */
export function checkPolicy(document: unknown): PolicyCheck {
  const parsed = policyRules.safeParse(Array.isArray(document) ? { rules: document } : document);
  if (!parsed.success) return { errors: problemsOfShape(parsed.error), warnings: [] };
  const { rules, problems: errors } = compileRules(parsed.data);
  const odd = [...noBotLoop(parsed.data), ...idleLimits(parsed.data), ...oddQueues(parsed.data)];
  // Of rules that cannot be read nobody can say what they leave to others.
  return { errors, warnings: errors.length > 0 ? odd : [...unreachableRules(rules), ...odd] };
}

/** The same of a file’s text, each with its line. */
export async function checkPolicyText(
  text: string,
  options: ReadPolicyOptions = {},
): Promise<PolicyCheck & { readonly rules: number; readonly version: string | undefined }> {
  try {
    const { document, withLines } = parsePolicyText(text, options);
    const { errors, warnings } = checkPolicy(document);
    const policy = errors.length === 0 ? await definePolicy(document as PolicyRules) : undefined;
    const told = { errors: withLines(errors), warnings: withLines(warnings) };
    return { ...told, rules: policy?.rules ?? 0, version: policy?.version };
  } catch (error) {
    if (!isDeskrailError(error, 'config-invalid') || !Array.isArray(error.details.problems)) throw error;
    return { errors: error.details.problems as PolicyProblem[], warnings: [], rules: 0, version: undefined };
  }
}
