import type { z } from 'zod';
import { compileRules } from './compile-rules.js';
import { looseRules } from './loose-rules.js';
import type { PolicyProblem } from './problems.js';
import { problemsOfShape } from './shape-problems.js';

/** All that is wrong with a document of the wrong shape: that, and what its conditions and names have wrong. */
export function allProblems(document: unknown, error: z.ZodError): readonly PolicyProblem[] {
  const whole = Array.isArray(document) ? { rules: document } : document;
  const problems = [...problemsOfShape(error, whole), ...compileRules(looseRules(whole)).problems];
  const place = ({ path: [list, index] }: PolicyProblem): number =>
    list === 'rules' && typeof index === 'number' ? index : Number.POSITIVE_INFINITY;
  return problems.toSorted((one, other) => (place(one) < place(other) ? -1 : Number(place(one) > place(other))));
}
