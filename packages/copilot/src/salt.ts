/** Of the digests that stand for texts in proofs: 16 random bytes, in hex. */
export const newSalt = (): string =>
  Array.from(globalThis.crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
