import { isDeskrailError, type PolicyRules, policyRules } from '@deskrail/contracts';
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
  const { problems } = compileRules(parsed.data);
  return { errors: problems, warnings: [] };
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
