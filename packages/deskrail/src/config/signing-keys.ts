import { z } from 'zod';

export interface WrittenKey {
  readonly keyId: string;
  /** Base64 of 32 bytes or more. */
  readonly secret: string;
}

export const leastSecretBytes = 32;

/** Ids go into a list with colons and commas. */
export const signingKeyId = z.string().regex(/^[\w.-]{1,128}$/, 'write letters, digits, dots, dashes');

export const signingSecret = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]+={0,2}$/, 'write base64')
  .refine(
    (text) => secretBytes(text).byteLength >= leastSecretBytes,
    'write 32 bytes or more: openssl rand -base64 32',
  );

export const secretBytes = (text: string): Uint8Array => Buffer.from(text, 'base64');

const written = z.strictObject({ keyId: signingKeyId, secret: signingSecret });

/** `id:base64`, several with a comma between; `undefined` for a text that is no such list, or names an id twice. */
export function readSigningKeys(text: string): readonly [WrittenKey, ...WrittenKey[]] | undefined {
  const parts = text.split(',').map((part) => {
    const [keyId, secret, ...rest] = part.trim().split(':');
    return rest.length > 0 ? undefined : written.safeParse({ keyId, secret }).data;
  });
  const keys = parts.filter((part) => part !== undefined);
  const [first, ...others] = keys;
  if (first === undefined || keys.length < parts.length) return undefined;
  return new Set(keys.map(({ keyId }) => keyId)).size < keys.length ? undefined : [first, ...others];
}
