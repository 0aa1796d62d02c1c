import { decodeBase64 } from '@deskrail/webhooks';
import { hmacSha1, hmacSha256 } from '@deskrail/webhooks/hmac';

/** A way to sign; told by how long its MAC is. What is signed is the same. */
interface Scheme {
  readonly name: string;
  readonly macBytes: number;
  readonly mac: typeof hmacSha1;
}

/** SHA-1 with an auth token is Twilio's default; SHA-256 can be chosen with a shared key (in public beta in 2026). */
const schemes: readonly Scheme[] = [
  { name: 'HMAC-SHA1', macBytes: 20, mac: hmacSha1 },
  { name: 'HMAC-SHA256', macBytes: 32, mac: hmacSha256 },
];

export interface Signature {
  readonly scheme: Scheme;
  readonly mac: Uint8Array;
}

/** The scheme and the MAC's bytes, or what is wrong with the header. */
export function readSignature(header: string): Signature | string {
  const mac = decodeBase64(header);
  const scheme = schemes.find(({ macBytes }) => macBytes === mac?.length);
  return mac !== undefined && scheme !== undefined ? { scheme, mac } : mistakeIn(header);
}

function mistakeIn(header: string): string {
  const named = /^([\w-]{1,32})(?:=[^=]|[:,;] ?\S)/.exec(header)?.[1];
  if (named !== undefined && !/^[A-Za-z\d+/]{24,}/.test(named)) {
    return `The signature is of the scheme ${JSON.stringify(named)}, which this version does not know.`;
  }
  if (header.includes(',')) return 'The signature header came more than once.';
  if (/^[\da-f]{40}$|^[\da-f]{64}$/i.test(header)) return 'The signature is hexadecimal; Twilio sends base64.';
  if (header.length !== 28 && header.length !== 44) {
    const cut = header.length < 28 ? 'cut short: ' : '';
    return `The signature is ${cut}${header.length} characters; Twilio's has 28 (SHA-1) or 44 (SHA-256).`;
  }
  return 'The signature is not padded base64 in the standard alphabet.';
}
