const saltBytes = 16;

/** Drawn for many salts at once: asking takes longer than the bytes do. */
let drawn = new Uint8Array();
let used = 0;

/** Of the digests that stand for texts in proofs: 16 random bytes, in hex. */
export function newSalt(): string {
  if (used + saltBytes > drawn.length) {
    drawn = globalThis.crypto.getRandomValues(new Uint8Array(64 * saltBytes));
    used = 0;
  }
  const own = drawn.subarray(used, used + saltBytes);
  used += saltBytes;
  return Array.from(own, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
