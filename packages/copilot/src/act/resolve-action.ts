import {
  type Action,
  actionIdOf,
  DeskrailError,
  isApproving,
  type LedgerEntry,
  type ResolveAction,
  type UseCounts,
} from '@deskrail/contracts';
import { envelopeOf } from '../emitted.js';
import { cancelLater } from './ledger.js';

export interface ResolveCommand {
  readonly outcome: ResolveAction['outcome'];
  readonly actor: string;
  /** The id of the action that a retry makes. */
  readonly retryId: string;
  /** What a retry counts toward. */
  readonly counts?: UseCounts | undefined;
  /** Of the policy that was asked about a retry. Default: that of the first approval. */
  readonly policyVersion?: string | undefined;
}

/** A retry's id follows from what it tries again: saying so twice cannot make two. */
export const retryIdOf = (actionId: string, index: number): Promise<string> =>
  actionIdOf({ verdictId: `retry-of/${actionId}`, index });

/** A person's say on an action that nobody else is sure of. Throws `not-found`, `conflict`. */
export function decideResolution(
  {
    now,
    entry,
    siblings,
  }: { readonly now: string; readonly entry: LedgerEntry | undefined; readonly siblings: readonly LedgerEntry[] },
  { outcome, actor, retryId, counts = [], policyVersion }: ResolveCommand,
): readonly Action[] {
  if (entry === undefined) throw new DeskrailError('not-found', 'No action has this id.');
  const { view, event, verdict } = entry;
  if (view.status !== 'uncertain') {
    throw new DeskrailError(
      'conflict',
      `Only an uncertain action is resolved by a person; this one is ${view.status}.`,
      {
        details: { status: view.status },
      },
    );
  }
  const place = { ...event, conversation: event.correlationid, policyVersion: event.policyversion };
  const envelope = (id: string) => envelopeOf(place, { id, at: now, actor, step: 'review', causedBy: view.id });
  if (outcome === 'executed') {
    return [
      {
        ...envelope(`${view.id}/executed`),
        type: 'action.executed.v1',
        data: { actionId: view.id, found: 'person' },
      },
    ];
  }
  const cancelled: Action = {
    ...envelope(`${view.id}/cancelled`),
    type: 'action.cancelled.v1',
    data: { actionId: view.id, why: 'person', by: actor },
  };
  if (outcome === 'cancel') return [cancelled, ...cancelLater(entry, siblings, now)];
  if (verdict === undefined || !isApproving(verdict)) {
    throw new DeskrailError('conflict', 'What was approved has been erased, so it cannot be tried again; cancel it.');
  }
  // What an earlier one counted, it counts.
  const { counts: _, ...same } = event.data;
  const counted = counts.length > 0 && { counts };
  return [
    cancelled,
    {
      ...envelope(retryId),
      ...(policyVersion !== undefined && { policyversion: policyVersion }),
      type: 'action.approved.v1',
      data: { ...same, actionId: retryId, automatic: false, retryOf: view.id, ...counted },
    },
  ];
}
