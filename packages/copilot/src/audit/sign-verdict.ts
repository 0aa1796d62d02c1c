import { DeskrailError, type Signature, sealEvent, signature, type VerdictGiven } from '@deskrail/contracts';
import { isSameMac, macKey, macOf, sha256 } from './mac.js';

/** A secret of 32 bytes or more, and the name that signatures call it by. */
export interface SigningKey {
  readonly keyId: string;
  readonly secret: Uint8Array;
}

/** Signs a verdict as it stands; a signature that it has already does not count. */
export type SignVerdict = (event: VerdictGiven) => Signature;

/**
 * `unknown-key`: signed with a key that is not among those given. `invalid`: signed with one that is, and the verdict, or the
 * signature, is not what it was.
 */
export type SignatureState = 'valid' | 'invalid' | 'unknown-key' | 'unsigned';

export type VerifyVerdict = (event: VerdictGiven) => SignatureState;

const leastBytes = 32;

/** What a signature is over: who decided what, when and about which hash; texts by their salted digests. */
export const signedText = (event: VerdictGiven): string =>
  `deskrail/verdict/v1\n${sealEvent(event, sha256, { omit: ['signature'] })}`;

function checkedKey({ keyId, secret }: SigningKey) {
  if (!signature.shape.keyId.safeParse(keyId).success) {
    throw new DeskrailError('config-invalid', 'A signing key has an id of 1 to 128 characters, such as 2026-01.');
  }
  if (secret.byteLength < leastBytes) {
    throw new DeskrailError(
      'config-invalid',
      `The signing key ${keyId} has ${secret.byteLength} bytes; it needs ${leastBytes} or more. Make one with: openssl rand -base64 32`,
    );
  }
  return { keyId, key: macKey(secret) };
}

/** Throws `config-invalid` for an id or a secret that is too short. */
export function createSigner(signing: SigningKey): SignVerdict {
  const { keyId, key } = checkedKey(signing);
  return (event) => ({ keyId, mac: macOf(key, signedText(event)) });
}

/** Of the keys that signed until now: the one in use, and those before it. Throws `config-invalid` as {@link createSigner} does, and for an id given twice. */
export function createVerifier(keys: readonly SigningKey[]): VerifyVerdict {
  const known = new Map(keys.map(checkedKey).map(({ keyId, key }) => [keyId, key]));
  if (known.size < keys.length) throw new DeskrailError('config-invalid', 'Two signing keys have the same id.');
  return (event) => {
    const signed = event.data.signature;
    if (signed === undefined) return 'unsigned';
    const key = known.get(signed.keyId);
    if (key === undefined) return 'unknown-key';
    return isSameMac(macOf(key, signedText(event)), signed.mac) ? 'valid' : 'invalid';
  };
}
