import {
  type LedgerEntry,
  type OutboxEvent,
  type Proposal,
  proposalHash,
  recommendationIdOf,
  type Suggestion,
  type VerdictGiven,
  verdictIdOf,
} from '@deskrail/contracts';
import type { SignVerdict } from '../audit/sign-verdict.js';
import type { Place } from '../emitted.js';
import { suggestedEvent } from '../recommendation-events.js';
import { type PreparedVerdict, prepareVerdict, verdictEvents } from '../review/approval.js';

/** An undoing with its ids and its hash: all that is done before the transaction that decides it. */
export interface PreparedUndo {
  readonly recommendationId: string;
  readonly hash: string;
  readonly proposal: Proposal;
  readonly verdict: PreparedVerdict;
}

/** Once more where an earlier undoing came to nothing; the same again has the same ids. */
export async function prepareUndo(
  { view: { id, tenant, conversation, connection, undoneBy = '' } }: LedgerEntry,
  proposal: Proposal,
  { actor, given }: { readonly actor: string; readonly given: Partial<VerdictGiven['data']> },
): Promise<PreparedUndo> {
  const about = `undo/${id}/${undoneBy}`;
  const pipelineVersion = 'undo/1';
  const recommendationId = await recommendationIdOf({ tenant, about, kind: proposal.kind, pipelineVersion });
  const hash = await proposalHash(proposal, []);
  const verdictId = await verdictIdOf({ recommendationId, actor, kind: 'approve', hash, content: null });
  const data: VerdictGiven['data'] = {
    ...{ verdictId, recommendationId, hash, kind: 'approve', reviewer: actor, decides: true },
    ...given,
    ...{ final: proposal, finalHash: hash },
  };
  const recommendation = { about: { conversation }, connection };
  return { recommendationId, hash, proposal, verdict: await prepareVerdict({ recommendation, data, actor }) };
}

/**
 * What a person asked for, their verdict on it, and the action. Shown to them as they ask and decided at once, so that it
 * takes no other recommendation's place.
 */
export function undoEvents(
  { recommendationId, hash, proposal, verdict }: PreparedUndo,
  {
    entry,
    place,
    now,
    salt,
    sign,
  }: {
    readonly entry: LedgerEntry;
    readonly place: Place;
    readonly now: string;
    readonly salt: string;
    readonly sign: SignVerdict | undefined;
  },
): readonly OutboxEvent[] {
  const data = {
    ...{ recommendationId, hash, salt, proposal },
    about: { conversation: entry.view.conversation },
    ...{ seen: [], evidence: [], confidence: 1, flags: [], outcome: 'show', requestedBy: verdict.actor },
    pipeline: 'undo/1',
    model: { name: 'undo', version: '1' },
  } as Suggestion['data'];
  return [
    suggestedEvent(place, data, { at: now, by: 'model/undo' }),
    ...verdictEvents(verdict, place, now, sign).map((event) =>
      event.type === 'action.approved.v1' ? { ...event, data: { ...event.data, undoes: entry.view.id } } : event,
    ),
  ];
}
