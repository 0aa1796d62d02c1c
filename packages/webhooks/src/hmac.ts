import { sha256Hex as hexByWebCrypto } from '@deskrail/contracts';

export { equalBytes } from './equal-bytes.js';
export { equalText } from './equal-text.js';

type Hash = 'SHA-256' | 'SHA-1';

// Keys are objects that live as long as their connection: imported once each, and forgotten with it.
const imported = {
  'SHA-256': new WeakMap<Uint8Array, Promise<CryptoKey>>(),
  'SHA-1': new WeakMap<Uint8Array, Promise<CryptoKey>>(),
};

function importKey(hash: Hash, key: Uint8Array): Promise<CryptoKey> {
  const known = imported[hash].get(key);
  if (known !== undefined) return known;
  const algorithm = { name: 'HMAC', hash };
  const made = globalThis.crypto.subtle.importKey('raw', key as Uint8Array<ArrayBuffer>, algorithm, false, ['sign']);
  imported[hash].set(key, made);
  return made;
}

/** Bytes, or a text for its UTF-8. */
type Message = Uint8Array | string;

const encoder = new TextEncoder();

async function hmac(hash: Hash, key: Uint8Array, messages: readonly Message[]): Promise<Uint8Array> {
  const parts = messages.map((message) => (typeof message === 'string' ? encoder.encode(message) : message));
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return new Uint8Array(await globalThis.crypto.subtle.sign('HMAC', await importKey(hash, key), joined));
}

/**
 * HMAC-SHA256 over the messages, one after the other, by WebCrypto. Under Node the same name is synchronous. Pass the
 * same key object each time, unchanged: it is imported once.
 */
export async function hmacSha256(key: Uint8Array, ...messages: readonly Message[]): Promise<Uint8Array> {
  return hmac('SHA-256', key, messages);
}

/** HMAC-SHA1, as {@link hmacSha256}: for vendors that sign with nothing newer. */
export async function hmacSha1(key: Uint8Array, ...messages: readonly Message[]): Promise<Uint8Array> {
  return hmac('SHA-1', key, messages);
}

/** SHA-256 of the bytes, without a key, by WebCrypto. Under Node the same name is synchronous. */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
}

/** SHA-256 of a text's UTF-8, in lower-case hex, by WebCrypto. Under Node the same name is synchronous. */
export const sha256Hex: (text: string) => string | Promise<string> = hexByWebCrypto;
