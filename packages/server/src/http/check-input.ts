import { DeskrailError, type ErrorCode, fieldProblems } from '@deskrail/contracts';
import type { z } from 'zod';

/** What the caller sent, as its schema says, or an error that names the fields and never their values. */
export function checkInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  { what, code = 'request-invalid' }: { readonly what: string; readonly code?: ErrorCode },
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fields = fieldProblems(result.error.issues.flatMap(flatten));
  const named = fields.slice(0, 5).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  throw new DeskrailError(code, `The ${what} is not valid: ${named.join('; ')}. See /openapi.json.`, {
    details: { fields },
  });
}

/** A union's own issue says nothing; those of the alternative that came furthest do. */
function flatten(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(0, ...issues.map(({ path }) => path.length));
  const closest = issue.errors.toSorted((a, b) => depth(a) - depth(b)).at(-1) ?? [];
  if (closest.length === 0) return [issue];
  return closest.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
}
