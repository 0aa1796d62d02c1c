/** 16 random bytes in hex, so that nobody guesses a text from its digest. */
export const newSalt = (): string =>
  Array.from(globalThis.crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
