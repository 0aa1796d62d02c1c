import { canonicalJson, type FactIdentity, hashedFactId, hashedFactText } from '@deskrail/contracts';
import { sha256Hex } from '@deskrail/webhooks/hmac';

/** `digestOf` of `@deskrail/contracts`, the same digest: in Node without a wait. */
export function digest(value: unknown): string | Promise<string> {
  const hex = sha256Hex(canonicalJson(value));
  return typeof hex === 'string' ? `sha256:${hex}` : hex.then((made) => `sha256:${made}`);
}

/** `derivedFactId` of `@deskrail/contracts`, the same id: in Node without a wait. */
export function derivedId(
  place: { readonly tenant: string; readonly connection: string },
  type: string,
  change: unknown,
): FactIdentity | Promise<FactIdentity> {
  const hex = sha256Hex(hashedFactText(place, type, change));
  return typeof hex === 'string' ? hashedFactId(place, hex) : hex.then((made) => hashedFactId(place, made));
}
