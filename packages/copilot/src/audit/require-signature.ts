import { type ApprovedAction, DeskrailError } from '@deskrail/contracts';
import type { SignatureState, VerifyVerdict } from './sign-verdict.js';

/** Throws `action-not-approved` for an action that must not be started. Give it to executors as `verify`. */
export type RequireSignature = (action: Pick<ApprovedAction, 'id' | 'verdict'>) => void;

const because: Readonly<Record<Exclude<SignatureState, 'valid'>, string>> = {
  unsigned: 'has no signature',
  'unknown-key': 'is signed with a key that this instance does not have',
  invalid: 'does not match its signature',
};

/**
 * What an executor asks before an action is started: its verdict is signed with one of the keys. `unsignedUntil` (RFC 3339):
 * verdicts given before then may be unsigned, for actions that were approved before signing was on; a signature that is
 * there has to be right all the same.
 */
export function requireSignature(
  verify: VerifyVerdict,
  { unsignedUntil }: { readonly unsignedUntil?: string | undefined } = {},
): RequireSignature {
  const until = unsignedUntil === undefined ? Number.NEGATIVE_INFINITY : Date.parse(unsignedUntil);
  return ({ id, verdict }) => {
    const state = verify(verdict);
    if (state === 'valid') return;
    if (state === 'unsigned' && Date.parse(verdict.time) < until) return;
    throw new DeskrailError(
      'action-not-approved',
      `The verdict of action ${id} ${because[state]}. Nothing was sent. See deskrail audit verify.`,
    );
  };
}
