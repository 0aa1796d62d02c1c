export { equalBytes } from './equal-bytes.js';

// Keys are objects that live as long as their connection: imported once each, and forgotten with it.
const imported = new WeakMap<Uint8Array, Promise<CryptoKey>>();

function importKey(key: Uint8Array): Promise<CryptoKey> {
  const known = imported.get(key);
  if (known !== undefined) return known;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const made = globalThis.crypto.subtle.importKey('raw', key as Uint8Array<ArrayBuffer>, algorithm, false, ['sign']);
  imported.set(key, made);
  return made;
}

/**
 * HMAC-SHA256 over the messages, one after the other, by WebCrypto. Under Node the same name is synchronous. Pass the
 * same key object each time, unchanged: it is imported once.
 */
export async function hmacSha256(key: Uint8Array, ...messages: readonly Uint8Array[]): Promise<Uint8Array> {
  const joined = new Uint8Array(messages.reduce((length, message) => length + message.length, 0));
  let offset = 0;
  for (const message of messages) {
    joined.set(message, offset);
    offset += message.length;
  }
  return new Uint8Array(await globalThis.crypto.subtle.sign('HMAC', await importKey(key), joined));
}
