import type { ActionApproved } from './actions.js';
import type { Proposal } from './decisions/proposal.js';
import type { ApprovingVerdict, VerdictGiven } from './decisions/verdict.js';
import { DeskrailError } from './errors.js';

declare const approved: unique symbol;

/**
 * What `act` takes. It cannot be written by hand: {@link approveAction} is the only maker, and it wants the verdict
 * that approved it.
 */
export interface ApprovedAction {
  readonly [approved]: true;
  readonly id: string;
  readonly tenant: string;
  readonly connection: string;
  readonly conversation: string;
  readonly parameters: ActionApproved['data']['parameters'];
  /** What was approved, free text included. */
  readonly proposal: Proposal;
  readonly verdict: ApprovingVerdict;
  readonly event: ActionApproved;
}

export const isApproving = (verdict: VerdictGiven): verdict is ApprovingVerdict =>
  verdict.data.decides &&
  (verdict.data.kind === 'approve' || verdict.data.kind === 'edit' || verdict.data.kind === 'respond');

/** Join an approved action's event with its verdict; throws `action-not-approved` unless they belong together. */
export function approveAction(event: ActionApproved, verdict: VerdictGiven): ApprovedAction {
  const { data } = event;
  const proposal = verdict.data.final;
  const connection = event.connection;
  if (
    !isApproving(verdict) ||
    proposal === undefined ||
    connection === undefined ||
    verdict.tenant !== event.tenant ||
    verdict.data.verdictId !== data.verdictId ||
    verdict.data.recommendationId !== data.recommendationId ||
    verdict.data.finalHash !== data.proposalDigest
  ) {
    throw new DeskrailError(
      'action-not-approved',
      `Action ${data.actionId} has no verdict that approves it. Nothing was sent.`,
    );
  }
  return {
    id: data.actionId,
    tenant: event.tenant,
    connection,
    conversation: data.conversation,
    parameters: data.parameters,
    proposal,
    verdict,
    event,
  } as ApprovedAction;
}
