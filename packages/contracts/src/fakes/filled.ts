import { z } from 'zod';
import { privacyOf } from '../privacy.js';

/** A value with every field that a schema knows; each text of class `content` or `secret` says which field it is. */
export function filled(schema: z.ZodType, path = 'data'): readonly unknown[] {
  const text = ['content', 'secret'].includes(privacyOf(schema) ?? '') ? `TEXT(${path})` : undefined;
  if (text !== undefined) return [said(schema, text)];
  if (privacyOf(schema) !== undefined) return [plain(schema)];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return filled(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    return schema.options.flatMap((option, index) => filled(option as z.ZodType, `${path}|${index}`));
  }
  if (schema instanceof z.ZodArray) {
    const elements = filled(schema.element as z.ZodType, `${path}[]`);
    return [elements];
  }
  if (schema instanceof z.ZodObject) {
    const members = Object.entries(schema.shape).map(
      ([name, member]) => [name, filled(member as z.ZodType, `${path}.${name}`)] as const,
    );
    const most = Math.max(1, ...members.map(([, values]) => values.length));
    return Array.from({ length: most }, (_, index) =>
      Object.fromEntries(members.map(([name, values]) => [name, values[Math.min(index, values.length - 1)]])),
    );
  }
  return [plain(schema)];
}

function said(schema: z.ZodType, text: string): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return said(schema.unwrap() as z.ZodType, text);
  if (schema instanceof z.ZodRecord) return { said: text };
  return schema instanceof z.ZodArray ? [text] : text;
}

function plain(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return plain(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray) return [plain(schema.element as z.ZodType)];
  if (schema instanceof z.ZodObject) {
    return Object.fromEntries(Object.entries(schema.shape).map(([name, member]) => [name, plain(member as z.ZodType)]));
  }
  const own = schema instanceof z.ZodEnum ? schema.options : schema instanceof z.ZodLiteral ? [...schema.values] : [];
  const found = [...own, ...others].find((value) => schema.safeParse(value).success);
  if (found === undefined) throw new Error('No value is known for this schema.');
  return found;
}

const others = ['2026-01-31T09:30:00Z', 'x', 1, 0.5, true, [], {}, null, '+15550100142', 'https://a.example/'];
