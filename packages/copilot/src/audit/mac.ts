import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Digest } from '@deskrail/contracts';

/** SHA-256 of a text's UTF-8, as events and links are digested. */
export const sha256: Digest = (text) => `sha256:${hash('sha256', text)}`;

export const macKey = (secret: Uint8Array): KeyObject => createSecretKey(secret);

/** HMAC-SHA256 of a text's UTF-8, as `hmac-sha256:<hex>`. */
export const macOf = (key: KeyObject, text: string): string =>
  `hmac-sha256:${createHmac('sha256', key).update(text).digest('hex')}`;

/** In the same time for any two texts of one length. */
export function isSameMac(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
