import { hash } from 'node:crypto';

export { equalBytes } from './equal-bytes.js';

type Algorithm = 'sha256' | 'sha1';

/** Of both hashes. */
const blockBytes = 64;

/** The key as RFC 2104 puts it before the messages, and before their hash. */
interface Pads {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

// Once per key, and forgotten with it.
const made: Readonly<Record<Algorithm, WeakMap<Uint8Array, Pads>>> = { sha256: new WeakMap(), sha1: new WeakMap() };

function padsOf(algorithm: Algorithm, key: Uint8Array): Pads {
  const known = made[algorithm].get(key);
  if (known !== undefined) return known;
  const block = new Uint8Array(blockBytes);
  block.set(key.length > blockBytes ? hash(algorithm, key, 'buffer') : key);
  const pads = { inner: block.map((byte) => byte ^ 0x36), outer: block.map((byte) => byte ^ 0x5c) };
  made[algorithm].set(key, pads);
  return pads;
}

/** Two hashes in one call each: Node's own HMAC is an object that has to be collected, and costs a webhook more. */
function digest(algorithm: Algorithm, key: Uint8Array, messages: readonly Uint8Array[]): Uint8Array {
  const { inner, outer } = padsOf(algorithm, key);
  const first = hash(algorithm, Buffer.concat([inner, ...messages]), 'buffer');
  return hash(algorithm, Buffer.concat([outer, first]), 'buffer');
}

/**
 * HMAC-SHA256 over the messages, one after the other. Pass the same key object each time,
 * unchanged: it is prepared once.
 */
export function hmacSha256(key: Uint8Array, ...messages: readonly Uint8Array[]): Uint8Array | Promise<Uint8Array> {
  return digest('sha256', key, messages);
}

/** HMAC-SHA1, as {@link hmacSha256}: for vendors that sign with nothing newer. */
export function hmacSha1(key: Uint8Array, ...messages: readonly Uint8Array[]): Uint8Array | Promise<Uint8Array> {
  return digest('sha1', key, messages);
}

/** SHA-256 of the bytes, without a key. */
export function sha256(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> {
  return hash('sha256', bytes, 'buffer');
}
