import { z } from 'zod';

/**
 * What a field may reveal, least first. Redaction, log filters and retention are driven by this class and by nothing else.
 *
 * - `operational`: statuses, counts, times, hashes of what is not personal.
 * - `pseudonymous`: ids that lead to a person only for who can read the desk.
 * - `personal`: names, addresses, numbers of a person.
 * - `content`: what people wrote, quotes of it, drafts, vendors' raw payloads.
 * - `secret`: grants access by itself, such as an attachment's URL with its token.
 */
export const privacyClasses = ['operational', 'pseudonymous', 'personal', 'content', 'secret'] as const;

export type PrivacyClass = (typeof privacyClasses)[number];

/** Give a schema its privacy class and a description; both survive into JSON Schema as `privacy` and `description`. */
export function field<Schema extends z.ZodType>(privacy: PrivacyClass, schema: Schema, description?: string): Schema {
  return schema.meta(description === undefined ? { privacy } : { privacy, description }) as Schema;
}

/** The class a schema was given with {@link field}; `undefined` where it only groups fields that have their own. */
export function privacyOf(schema: z.ZodType): PrivacyClass | undefined {
  const known = classes.get(schema);
  if (known !== undefined) return known ?? undefined;
  const privacy = z.globalRegistry.get(schema)?.privacy;
  const found = privacyClasses.find((one) => one === privacy);
  classes.set(schema, found ?? null);
  return found;
}

/** The registry gathers anew what it holds at each question, and every decision is sealed in the transaction that makes it. */
const classes = new WeakMap<z.ZodType, PrivacyClass | null>();

export const operational = <Schema extends z.ZodType>(schema: Schema, description?: string) =>
  field('operational', schema, description);
export const pseudonymous = <Schema extends z.ZodType>(schema: Schema, description?: string) =>
  field('pseudonymous', schema, description);
export const personal = <Schema extends z.ZodType>(schema: Schema, description?: string) =>
  field('personal', schema, description);
export const content = <Schema extends z.ZodType>(schema: Schema, description?: string) =>
  field('content', schema, description);
export const secret = <Schema extends z.ZodType>(schema: Schema, description?: string) =>
  field('secret', schema, description);
