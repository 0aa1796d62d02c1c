import type { Clock, Logger } from '@deskrail/contracts';
import {
  createSigner,
  createVerifier,
  type RequireSignature,
  requireSignature,
  type SigningKey,
  type SignVerdict,
} from '@deskrail/copilot';
import { keptSigningKeys, readKeptSigningKeys } from './config/kept-signing-key.js';
import { secretBytes } from './config/signing-keys.js';
import type { DeskrailOptions, SigningKeyOption } from './options.js';

export interface Signing {
  readonly sign: SignVerdict;
  /** For executors. */
  readonly verify: RequireSignature;
}

type Asked = Pick<DeskrailOptions, 'signing' | 'data' | 'postgres'>;

const keyOf = ({ keyId, secret }: SigningKeyOption): SigningKey => ({
  keyId,
  secret: typeof secret === 'string' ? secretBytes(secret) : secret,
});

/**
 * What signs verdicts here; `undefined` where nothing does. Without the option a key is made in the data directory; not
 * beside PostgreSQL, where each instance would make its own and refuse what the others' people approved.
 */
export async function openSigning(
  options: Asked,
  { logger, clock }: { readonly logger: Logger; readonly clock: Clock },
): Promise<Signing | undefined> {
  const given = await signingOf(options, (data) => keptSigningKeys(data, clock));
  if (given === undefined) {
    if (options.signing === undefined) logger.warn({}, unsigned);
    return undefined;
  }
  const { keys, unsignedUntil } = given;
  return {
    sign: createSigner(keys[0]),
    verify: requireSignature(createVerifier(keys), { unsignedUntil, clock }),
  };
}

const unsigned =
  'Verdicts are not signed: with PostgreSQL, all instances need the same key. Set DESKRAIL_SIGNING_KEY, or signing: false to do without.';

/** The keys that verdicts are verified with from beside an instance; none is made. */
export async function signingKeys(options: Asked): Promise<readonly SigningKey[]> {
  return (await signingOf(options, readKeptSigningKeys))?.keys ?? [];
}

type Kept = Awaited<ReturnType<typeof readKeptSigningKeys>>;

async function signingOf(
  { signing, data, postgres }: Asked,
  kept: (directory: string) => Promise<Kept>,
): Promise<
  { readonly keys: readonly [SigningKey, ...SigningKey[]]; readonly unsignedUntil?: string | undefined } | undefined
> {
  if (signing === false) return undefined;
  if (signing !== undefined) {
    const { previous = [], unsignedUntil } = signing;
    return { keys: [keyOf(signing), ...previous.map(keyOf)], unsignedUntil };
  }
  const found = data === undefined || postgres !== undefined ? undefined : await kept(data);
  if (found === undefined) return undefined;
  const [first, ...others] = found.keys;
  return { keys: [keyOf(first), ...others.map(keyOf)], unsignedUntil: found.unsignedUntil };
}
