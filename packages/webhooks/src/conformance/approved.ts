import {
  type ActionApproved,
  type ActionParameters,
  type ApprovedAction,
  approveAction,
  type Connection,
  type Proposal,
  type VerdictGiven,
} from '@deskrail/contracts';

export interface ApprovedFixture {
  readonly connection: Pick<Connection, 'id' | 'tenant'>;
  /** The conversation's id at the desk. */
  readonly deskId: string;
  readonly parameters: ActionParameters;
  /** Default: a public reply, or a private one where a note is to be posted. */
  readonly proposal?: Proposal;
  /** Default: `act_1`. */
  readonly actionId?: string;
}

/** An action that a made-up reviewer approved, to hand to an executor under test. */
export function approvedFixture({
  connection,
  deskId,
  parameters,
  actionId,
  ...given
}: ApprovedFixture): ApprovedAction {
  const visibility = parameters.kind === 'post-note' ? 'private' : 'public';
  const proposal = given.proposal ?? { kind: 'reply', text: 'It left on Monday.', visibility, sentences: [] };
  const subject = `conversation:${encodeURIComponent(connection.id)}:${encodeURIComponent(deskId)}`;
  const envelope = {
    specversion: '1.0',
    source: '/review',
    subject,
    time: '2026-03-02T08:00:00Z',
    datacontenttype: 'application/json',
    tenant: connection.tenant,
    connection: connection.id,
    actor: 'reviewer/anna',
  };
  const ids = { verdictId: 'ver_1', recommendationId: 'rec_1' };
  const digest = `sha256:${'0'.repeat(64)}`;
  const about = { ...ids, actionId: actionId ?? 'act_1', conversation: subject, parameters, proposalDigest: digest };
  const data = { ...about, index: 0, of: 1, automatic: false };
  const verdict = { ...ids, kind: 'approve', decides: true, final: proposal, finalHash: digest };
  return approveAction(
    { ...envelope, id: 'e1', type: 'action.approved.v1', data } as ActionApproved,
    { ...envelope, id: 'v1', type: 'verdict.given.v1', data: verdict } as unknown as VerdictGiven,
  );
}
