import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

export { equalBytes } from './equal-bytes.js';

// Making the key costs more than the MAC of a webhook: once per key, and forgotten with it.
const made = new WeakMap<Uint8Array, KeyObject>();

function keyObjectOf(key: Uint8Array): KeyObject {
  let object = made.get(key);
  if (object === undefined) {
    object = createSecretKey(key);
    made.set(key, object);
  }
  return object;
}

/**
 * HMAC-SHA256 over the messages, one after the other; no copy of them is made. Pass the same key object each time,
 * unchanged: it is prepared once.
 */
export function hmacSha256(key: Uint8Array, ...messages: readonly Uint8Array[]): Uint8Array | Promise<Uint8Array> {
  const hmac = createHmac('sha256', keyObjectOf(key));
  for (const message of messages) hmac.update(message);
  return hmac.digest();
}
