import { type Clock, DeskrailError, systemClock } from '@deskrail/contracts';
import { type ActionOfVerdict, isOfItsVerdict } from './of-its-verdict.js';
import type { SignatureState, VerifyVerdict } from './sign-verdict.js';

/** Throws `action-not-approved` for an action that must not be started. Give it to executors as `verify`. */
export type RequireSignature = (action: ActionOfVerdict) => void;

const because: Readonly<Record<Exclude<SignatureState, 'valid'>, string>> = {
  unsigned: 'has no signature',
  'unknown-key': 'is signed with a key that this instance does not have',
  invalid: 'does not match its signature',
};

const graceMs = 7 * 86_400_000;

/**
 * What an executor asks before an action is started: its verdict is signed with one of the keys, and the action is one that
 * it brings. `unsignedUntil` (RFC 3339): verdicts given before then may be unsigned, for actions that were approved before
 * signing was on; only for seven days after it, as who can write to the database can write such a verdict. A signature that
 * is there has to be right all the same.
 */
export function requireSignature(
  verify: VerifyVerdict,
  {
    unsignedUntil,
    clock = systemClock,
  }: { readonly unsignedUntil?: string | undefined; readonly clock?: Clock | undefined } = {},
): RequireSignature {
  const until = unsignedUntil === undefined ? Number.NEGATIVE_INFINITY : Date.parse(unsignedUntil);
  const mayBeUnsigned = ({ time }: { readonly time: string }) =>
    Date.parse(time) < until && clock.now() < until + graceMs;
  return (action) => {
    const { id, verdict } = action;
    const refuse = (message: string): never => {
      throw new DeskrailError('action-not-approved', `${message} Nothing was sent. See deskrail audit verify.`);
    };
    const state = verify(verdict);
    if (state !== 'valid' && !(state === 'unsigned' && mayBeUnsigned(verdict))) {
      return refuse(`The verdict of action ${id} ${because[state]}.`);
    }
    if (!isOfItsVerdict(action)) refuse(`Action ${id} is not what its verdict brings.`);
  };
}
