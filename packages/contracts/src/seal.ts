import { z } from 'zod';
import { canonicalJson } from './canonical.js';
import type { Envelope } from './envelope.js';
import { type PrivacyClass, privacyOf } from './privacy.js';
import { definitionOf } from './vocabulary.js';

/** Of a text in UTF-8, as `sha256:<hex>`. */
export type Digest = (text: string) => string;

type Sealable = Envelope & { readonly data: unknown };

/**
 * An event in the form that digests and signatures are over: canonical JSON (RFC 8785) in which every field of class
 * `content` or `secret` stands as the digest of its salt (`data.salt`), a line feed and its own canonical JSON, so that a
 * proof outlives the text. The salt itself is left out. docs/how-to/audit.md has a worked example.
 *
 * Seal the event as it was written, before anything upcasts it. Fields that the contract does not know stand as they are: a
 * later version of this package adds texts only in a new version of a type, so both seal alike.
 *
 * Without a salt, texts are left out: nothing is said about them. What {@link eraseTexts} made seals as what it was made of.
 *
 * `omit`: members of `data` that are not part of it, such as a signature over the rest.
 */
export function sealEvent(
  event: Sealable,
  digest: Digest,
  { omit = [] }: { readonly omit?: readonly string[] } = {},
): string {
  const { salt, ...data } = event.data as Readonly<Record<string, unknown>>;
  const said = Object.fromEntries(Object.entries(data).filter(([name]) => !omit.includes(name)));
  const text = typeof salt === 'string' ? (value: unknown) => saltedDigest(salt, value, digest) : digestIn;
  return canonicalJson({ ...event, data: textsReplaced(event.type, said, text) });
}

/**
 * The event without its texts and its salt, of which {@link sealEvent} still makes the same: each text is replaced by its
 * salted digest (an object by `{ sealed: <digest> }`). Who kept a digest or a signature of the event can go on checking it;
 * without the salt nobody can try words against what is left. Texts of an event without a salt leave nothing.
 */
export function eraseTexts<Event extends Sealable>(event: Event, digest: Digest): Event {
  const { salt, ...data } = event.data as Readonly<Record<string, unknown>>;
  const left = (value: unknown): unknown => {
    const sealed = typeof salt === 'string' ? saltedDigest(salt, value, digest) : digestIn(value);
    if (Array.isArray(value)) return sealed === undefined ? [] : [sealed];
    if (typeof value === 'object') return sealed === undefined ? {} : { sealed };
    return sealed ?? '[erased]';
  };
  return { ...event, data: textsReplaced(event.type, data, left) };
}

const saltedDigest = (salt: string, value: unknown, digest: Digest): string =>
  digest(`${salt}\n${canonicalJson(value)}`);

const sealedForm = /^sha256:[0-9a-f]{64}$/;

/** The digest that erasure left in the place of a text. */
function digestIn(value: unknown): string | undefined {
  const [only, ...others] = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const isWrapped = only !== undefined && others.length === 0 && (only[0] === 'sealed' || Array.isArray(value));
  const left = isWrapped ? only[1] : value;
  return typeof left === 'string' && sealedForm.test(left) ? left : undefined;
}

type Replace = (value: unknown) => unknown;

function textsReplaced(type: string, data: Readonly<Record<string, unknown>>, replace: Replace): unknown {
  const schema = definitionOf(type)?.data;
  return schema === undefined ? data : replaced(schema, data, replace);
}

function replaced(schema: z.ZodType, value: unknown, replace: Replace, around?: PrivacyClass): unknown {
  if (value === undefined || value === null) return value;
  const privacy = privacyOf(schema) ?? around;
  if (privacy === 'content' || privacy === 'secret') return replace(value);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return replaced(schema.unwrap() as z.ZodType, value, replace, privacy);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((element) => replaced(schema.element as z.ZodType, element, replace, privacy) ?? null);
  }
  if (typeof value === 'object' && !Array.isArray(value)) {
    const option = schema instanceof z.ZodDiscriminatedUnion ? optionFor(schema, value) : schema;
    if (option instanceof z.ZodObject) return members(option.shape, value, replace, privacy);
  }
  // Without a class, nobody can say what it holds.
  return privacy === undefined ? replace(value) : value;
}

function members(shape: z.ZodRawShape, value: object, replace: Replace, around: PrivacyClass | undefined): unknown {
  const said = Object.entries(value).map(([name, member]): [string, unknown] => {
    const known = Object.hasOwn(shape, name) ? (shape[name] as z.ZodType) : undefined;
    return [name, known === undefined ? member : replaced(known, member, replace, around)];
  });
  return Object.fromEntries(said);
}

function optionFor(schema: z.ZodDiscriminatedUnion, value: object): z.ZodType | undefined {
  const discriminator = schema.def.discriminator;
  const said = (value as Readonly<Record<string, unknown>>)[discriminator];
  return schema.options.find(
    (option): option is z.ZodObject =>
      option instanceof z.ZodObject &&
      (option.shape[discriminator] as z.ZodType | undefined)?.safeParse(said).success === true,
  );
}
