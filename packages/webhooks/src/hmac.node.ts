import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export { equalBytes } from './equal-bytes.js';
export { equalText } from './equal-text.js';

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

function digest(algorithm: 'sha256' | 'sha1', key: Uint8Array, messages: readonly Message[]): Uint8Array {
  const hmac = createHmac(algorithm, keyObjectOf(key));
  for (const message of messages) hmac.update(message);
  // By way of a text: memory for bytes that Node allots itself costs more than both conversions.
  return Buffer.from(hmac.digest('binary'), 'binary');
}

/** Bytes, or a text for its UTF-8. */
type Message = Uint8Array | string;

/**
 * HMAC-SHA256 over the messages, one after the other. Pass the same key object each time,
 * unchanged: it is prepared once.
 */
export function hmacSha256(key: Uint8Array, ...messages: readonly Message[]): Uint8Array | Promise<Uint8Array> {
  return digest('sha256', key, messages);
}

/** HMAC-SHA1, as {@link hmacSha256}: for vendors that sign with nothing newer. */
export function hmacSha1(key: Uint8Array, ...messages: readonly Message[]): Uint8Array | Promise<Uint8Array> {
  return digest('sha1', key, messages);
}

/** SHA-256 of the bytes, without a key. */
export function sha256(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> {
  return hash('sha256', bytes, 'buffer');
}

/** SHA-256 of a text's UTF-8, in lower-case hex. */
export function sha256Hex(text: string): string | Promise<string> {
  return hash('sha256', text);
}
