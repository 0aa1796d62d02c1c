import { DeskrailError, type ReviewClaim } from '@deskrail/contracts';
import { isSamePerson } from './same-person.js';

export const claimLost = (): DeskrailError =>
  new DeskrailError('claim-lost', 'The claim has ended or was taken over; claim it again, or decide without one.');

export const claimedBy = ({ holder, expiresAt }: ReviewClaim): DeskrailError =>
  new DeskrailError('claimed', `${holder} is deciding this, until ${expiresAt} unless they go on.`, {
    details: { holder, expiresAt },
  });

/** What a live claim has against a verdict of this person's, or a token that is not its own. */
export function refusalByClaim(
  claim: ReviewClaim | undefined,
  { actor, token }: { readonly actor: string; readonly token?: number | undefined },
): DeskrailError | undefined {
  if (claim !== undefined && !isSamePerson(claim.holder, actor)) {
    return token === undefined ? claimedBy(claim) : claimLost();
  }
  return token !== undefined && claim?.token !== token ? claimLost() : undefined;
}
