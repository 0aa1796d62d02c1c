import { createHmac } from 'node:crypto';

export { equalBytes } from './equal-bytes.js';

/** HMAC-SHA256 over the messages, one after the other; no copy of them is made. */
export function hmacSha256(key: Uint8Array, ...messages: readonly Uint8Array[]): Uint8Array | Promise<Uint8Array> {
  const hmac = createHmac('sha256', key);
  for (const message of messages) hmac.update(message);
  return hmac.digest();
}
