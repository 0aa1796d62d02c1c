/** Something wrong, or odd, in a policy. */
export interface PolicyProblem {
  /** Of the field, from the document’s root. */
  readonly path: readonly (string | number)[];
  /** The id of the rule it is in, where it is in one. */
  readonly rule?: string | undefined;
  readonly message: string;
  /** In the file, from 1. */
  readonly line?: number | undefined;
}

/** One problem in a line: `policy.yaml:12: rules.3.when (big-refunds): …`. */
export function tellProblem({ path, rule, message, line }: PolicyProblem, file?: string): string {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  const field = path.map(String).join('.');
  return `${place}${field}${rule === undefined ? '' : `${field === '' ? '' : ' '}(${rule})`}${field === '' && rule === undefined ? '' : ': '}${message}`;
}

/** All that is wrong, for an error’s message. */
export function tellProblems(problems: readonly PolicyProblem[], file?: string): string {
  const [only] = problems;
  if (problems.length === 1 && only !== undefined) return `The policy’s ${tellProblem(only, file)}`;
  return `The policy cannot be used:\n${problems.map((one) => `- ${tellProblem(one, file)}`).join('\n')}`;
}
