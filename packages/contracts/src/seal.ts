import { z } from 'zod';
import { canonicalJson } from './canonical.js';
import type { Envelope } from './envelope.js';
import { privacyOf } from './privacy.js';
import { definitionOf } from './vocabulary.js';

/** Of a text in UTF-8, as `sha256:<hex>`. */
export type Digest = (text: string) => string;

type Sealable = Envelope & { readonly data: unknown };

/**
 * An event in the form that digests and signatures are over: canonical JSON (RFC 8785) in which every field of class
 * `content` or `secret` stands as the digest of its salted canonical form, so that a proof outlives the text. The salt itself
 * is left out; without one (`data.salt`) such fields are left out too. Fields that the contract does not know stay.
 *
 * `omit`: members of `data` that are not part of it, such as a signature over the rest.
 */
export function sealEvent(
  event: Sealable,
  digest: Digest,
  { omit = [] }: { readonly omit?: readonly string[] } = {},
): string {
  const schema = definitionOf(event.type)?.data;
  const { salt, ...data } = event.data as Record<string, unknown>;
  for (const name of omit) delete data[name];
  const hide = (value: unknown): unknown =>
    typeof salt === 'string' ? digest(`${salt}\n${canonicalJson(value)}`) : undefined;
  return canonicalJson({ ...event, data: schema === undefined ? data : sealed(schema, data, hide) });
}

function sealed(schema: z.ZodType, value: unknown, hide: (value: unknown) => unknown): unknown {
  if (value === undefined || value === null) return value;
  const privacy = privacyOf(schema);
  if (privacy === 'content' || privacy === 'secret') return hide(value);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return sealed(schema.unwrap() as z.ZodType, value, hide);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((element) => sealed(schema.element as z.ZodType, element, hide) ?? null);
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const option = optionFor(schema, value);
    return option === undefined ? hide(value) : sealed(option, value, hide);
  }
  if (schema instanceof z.ZodObject && typeof value === 'object') {
    const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => {
        const known = Object.hasOwn(shape, name) ? shape[name] : undefined;
        return [name, known === undefined ? member : sealed(known, member, hide)];
      }),
    );
  }
  return value;
}

function optionFor(schema: z.ZodDiscriminatedUnion, value: unknown): z.ZodType | undefined {
  const discriminator = schema.def.discriminator;
  const said = (value as Readonly<Record<string, unknown>>)[discriminator];
  return schema.options.find(
    (option): option is z.ZodObject =>
      option instanceof z.ZodObject &&
      (option.shape[discriminator] as z.ZodType | undefined)?.safeParse(said).success === true,
  );
}
