import { z } from 'zod';
import { privacyOf } from './privacy.js';

/**
 * The value without what people wrote: every field that its schema calls `content` is left out where it may be, else
 * emptied. Fields that the schema does not know are left out, as nobody can say what they hold.
 */
export function withoutContent<Value>(schema: z.ZodType, value: Value): Value {
  return erased(schema, value) as Value;
}

function erased(schema: z.ZodType, value: unknown): unknown {
  if (value === undefined || value === null) return value;
  if (privacyOf(schema) === 'content') return empty(schema, value);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return erased(schema.unwrap() as z.ZodType, value);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((element) => erased(schema.element as z.ZodType, element));
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const option = schema.options.find((candidate) => isOf(candidate as z.ZodType, schema.def.discriminator, value));
    return option === undefined ? undefined : erased(option as z.ZodType, value);
  }
  if (schema instanceof z.ZodObject && typeof value === 'object') return fields(schema.shape, value);
  return value;
}

function fields(shape: z.ZodRawShape, value: object): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const schema = Object.hasOwn(shape, name) ? (shape[name] as z.ZodType) : undefined;
    const left = schema === undefined ? undefined : erased(schema, member);
    if (left !== undefined) kept[name] = left;
  }
  return kept;
}

function empty(schema: z.ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional) return undefined;
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return [];
  return typeof value === 'object' ? {} : null;
}

const isOf = (option: z.ZodType, discriminator: string, value: unknown): boolean =>
  option instanceof z.ZodObject &&
  (option.shape[discriminator] as z.ZodType | undefined)?.safeParse((value as Record<string, unknown>)[discriminator])
    .success === true;
