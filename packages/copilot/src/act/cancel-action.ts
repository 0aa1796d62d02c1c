import { type Action, DeskrailError, type LedgerEntry } from '@deskrail/contracts';
import { envelopeOf } from '../emitted.js';
import { cancelLater } from './ledger.js';
import { lifeRefusals, refusalOf } from './life.js';

/**
 * A person takes back what has not started, and what was to follow it. Saying so again is no fault. Throws `conflict` with
 * the status once it has started or ended.
 */
export function decideCancel(
  {
    now,
    entry,
    siblings,
  }: { readonly now: string; readonly entry: LedgerEntry; readonly siblings: readonly LedgerEntry[] },
  { actor }: { readonly actor: string },
): readonly Action[] {
  const { view, event } = entry;
  if (view.status === 'cancelled' && view.code === 'person') return [];
  const refused = refusalOf(entry, { type: 'cancel' });
  if (refused !== undefined) {
    throw new DeskrailError('conflict', `The action cannot be cancelled. ${lifeRefusals[refused]}`, {
      details: { status: view.status },
    });
  }
  const place = { ...event, conversation: event.correlationid, policyVersion: event.policyversion };
  return [
    {
      ...envelopeOf(place, { id: `${view.id}/cancelled`, at: now, actor, step: 'review', causedBy: view.id }),
      type: 'action.cancelled.v1',
      data: { actionId: view.id, why: 'person', by: actor },
    },
    ...cancelLater(entry, siblings, now),
  ];
}
