import { z } from 'zod';

/** What is wrong with one field of a request: never what it holds. */
export const fieldProblem = z.looseObject({
  path: z.string().describe('From the body’s root, such as proposal.arguments.amount; empty for the body itself.'),
  message: z.string().describe('In a person’s words, to stand after the field’s name: `must be at most 500`.'),
  code: z
    .string()
    .optional()
    .describe('As zod calls it, such as too_big; custom where the schema has words of its own.'),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusive: z.boolean().optional().describe('The limit itself is not allowed either.'),
  divisor: z.number().optional().describe('What it must be a multiple of.'),
  values: z
    .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
    .optional()
    .describe('All that it may be.'),
});

export type FieldProblem = z.output<typeof fieldProblem>;

type Issue = z.core.$ZodIssue;
type Bound = Extract<Issue, { code: 'too_big' | 'too_small' }>;

const fieldsAtMost = 20;
const valuesAtMost = 20;

/** Fields of zod’s issues, with what each must be. `within`: where in the body stands what was parsed. */
export function fieldProblems(issues: readonly Issue[], within: readonly string[] = []): FieldProblem[] {
  return issues.slice(0, fieldsAtMost).map((issue) => {
    const path = [...within, ...issue.path].map(String).join('.');
    if (hasOwnWords(issue)) return { path, message: issue.message, code: 'custom' };
    return { path, message: wordsFor(issue), code: issue.code, ...limitsOf(issue) };
  });
}

/** A schema’s own message says more than its rule does; zod’s own all begin in one of these ways. */
const hasOwnWords = ({ code, message }: Issue): boolean =>
  !/^(Invalid|Too (big|small)|Unrecognized)\b/.test(message) && !(code === 'custom' && message === '');

function wordsFor(issue: Issue): string {
  switch (issue.code) {
    case 'too_big':
      return boundWords(issue, issue.maximum, issue.inclusive === false ? 'less than' : 'at most');
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) === 1) return 'must not be empty';
      return boundWords(issue, issue.minimum, issue.inclusive === false ? 'more than' : 'at least');
    case 'not_multiple_of':
      return multipleWords(issue.divisor);
    case 'invalid_type':
      if (/received undefined$/.test(issue.message)) return 'is missing';
      return typeInWords(issue.expected);
    case 'invalid_value': {
      const values = issue.values.slice(0, valuesAtMost).map(String);
      return values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`;
    }
    case 'invalid_format':
      return formatWords[issue.format] ?? 'is not in the form that it must have';
    case 'unrecognized_keys':
      return `must not have ${issue.keys.join(', ')}`;
    default:
      return 'is not right';
  }
}

function boundWords({ origin }: Bound, limit: number | bigint, than: string): string {
  if (origin === 'date') return `must be ${than} ${new Date(Number(limit)).toISOString()}`;
  const what = origin === 'string' ? 'character' : ['array', 'set', 'map', 'object'].includes(origin) ? 'entry' : '';
  if (what === '') return `must be ${than} ${limit}`;
  return `must have ${than} ${limit} ${Number(limit) === 1 ? what : what === 'entry' ? 'entries' : `${what}s`}`;
}

function multipleWords(divisor: number | bigint): string {
  const decimals = Math.round(-Math.log10(Number(divisor)));
  if (decimals === 0 && Number(divisor) === 1) return typeInWords('int');
  if (decimals > 0 && Number(divisor) === Number(`1e-${decimals}`))
    return `must have at most ${decimals} ${decimals === 1 ? 'decimal' : 'decimals'}`;
  return `must be a multiple of ${divisor}`;
}

const typeWords: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  date: 'a date',
};

const typeInWords = (type: string): string => `must be ${typeWords[type] ?? type}`;

const formatWords: Readonly<Record<string, string>> = {
  email: 'must be an e-mail address',
  url: 'must be a web address',
  date: 'must be a date, such as 2026-01-31',
  datetime: 'must be a date and time, such as 2026-01-31T09:00:00Z',
  time: 'must be a time, such as 09:00:00',
  uuid: 'must be a UUID',
};

function limitsOf(issue: Issue): Partial<FieldProblem> {
  if (issue.code === 'too_big' && typeof issue.maximum === 'number')
    return { maximum: issue.maximum, ...(issue.inclusive === false && { exclusive: true }) };
  if (issue.code === 'too_small' && typeof issue.minimum === 'number')
    return { minimum: issue.minimum, ...(issue.inclusive === false && { exclusive: true }) };
  if (issue.code === 'not_multiple_of' && typeof issue.divisor === 'number') return { divisor: issue.divisor };
  if (issue.code === 'invalid_value')
    return { values: issue.values.slice(0, valuesAtMost).flatMap((one) => (isPlain(one) ? [one] : [])) };
  return {};
}

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);
