import { type ActionApproved, type Envelope, isApproving, type VerdictGiven } from '@deskrail/contracts';
import type { AuditFindingKind } from './audit-report.js';
import { createDigestTable } from './digest-table.js';
import { sha256 } from './mac.js';

type Traced = Envelope & { readonly data: { readonly actionId: string } };

export type Trace = 'traced' | 'no-approval' | 'no-verdict' | Extract<AuditFindingKind, 'action-of-another-decision'>;

/** Which verdicts let actions be, and which actions they let be. */
export interface ActionTrace {
  verdict(event: VerdictGiven): void;
  approved(event: ActionApproved): Trace;
  /** Started, carried out or ended. */
  carriedOut(event: Traced): Trace;
}

const digestOf = (...parts: readonly string[]): string => sha256(parts.join('\n')).slice('sha256:'.length);

export function createActionTrace(): ActionTrace {
  const verdicts = createDigestTable();
  const approvals = createDigestTable();
  /** By place in a verdict's list; what a person said to try again has one of its own. */
  const places = createDigestTable();
  return {
    verdict(event) {
      const { verdictId, recommendationId, finalHash } = event.data;
      if (!isApproving(event) || finalHash === undefined) return;
      verdicts.add(`${event.tenant}\n${verdictId}`, digestOf(recommendationId, finalHash, event.subject));
    },
    approved({ tenant, data }) {
      const { actionId, verdictId, recommendationId, proposalDigest, conversation, index, retryOf = '' } = data;
      approvals.add(`${tenant}\n${actionId}`, '');
      const row = verdicts.find(`${tenant}\n${verdictId}`);
      if (row === undefined) return 'no-verdict';
      const place = places.add(`${tenant}\n${verdictId}\n${index}\n${retryOf}`, digestOf(actionId));
      const isItsOwn = place.isNew || places.has(place.row, digestOf(actionId));
      const isDecided = verdicts.has(row, digestOf(recommendationId, proposalDigest, conversation));
      return isItsOwn && isDecided ? 'traced' : 'action-of-another-decision';
    },
    carriedOut: ({ tenant, data }) =>
      approvals.find(`${tenant}\n${data.actionId}`) === undefined ? 'no-approval' : 'traced',
  };
}
