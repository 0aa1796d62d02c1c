import { derivedFactId, digestOf, type FactIdentity } from '@deskrail/contracts';
import { sha256 } from '@deskrail/webhooks/hmac';

const encoder = new TextEncoder();
const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** SHA-256 of a text in lower-case hex, as `sha256Hex` of `@deskrail/contracts`: in Node without a wait. */
export function hashText(text: string): string | Promise<string> {
  const hash = sha256(encoder.encode(text));
  return hash instanceof Uint8Array ? toHex(hash) : hash.then(toHex);
}

function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += hexOf[byte];
  return hex;
}

/** `digestOf` of `@deskrail/contracts` by way of {@link hashText}: the same digest. */
export const digest = (value: unknown): Promise<string> => digestOf(value, hashText);

/** `derivedFactId` of `@deskrail/contracts` by way of {@link hashText}: the same id. */
export const derivedId = (
  place: { readonly tenant: string; readonly connection: string },
  type: string,
  change: unknown,
): Promise<FactIdentity> => derivedFactId(place, type, change, hashText);
