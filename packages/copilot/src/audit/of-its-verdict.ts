import { type ActionParameters, type ApprovedAction, canonicalJson } from '@deskrail/contracts';
import { actionsOf } from '../review/actions-of.js';
import { sha256 } from './mac.js';

/** An action and its verdict, as the ledger has them. */
export type ActionOfVerdict = Pick<ApprovedAction, 'id' | 'connection' | 'conversation' | 'parameters' | 'verdict'> & {
  readonly event: Pick<ApprovedAction['event'], 'subject' | 'data'>;
};

/** So often may people have said to try one again. */
const retriesAtMost = 100;

/** As `actionIdOf` makes it, at once. */
const idOf = (verdictId: string, index: number): string =>
  `act_${sha256(canonicalJson({ verdictId, index })).slice(7, 39)}`;

/** The action of that place in the verdict's list, or one that tries it again: another id would be another effect. */
function isNamedByVerdict({ id, verdict, event: { data } }: ActionOfVerdict): boolean {
  let known = idOf(verdict.data.verdictId, data.index);
  if (known === id) return data.automatic === verdict.data.reviewer.startsWith('rule/');
  for (let retries = 0; retries < retriesAtMost; retries += 1) {
    const next = idOf(`retry-of/${known}`, data.index);
    if (next === id) return data.retryOf === known && !data.automatic;
    known = next;
  }
  return false;
}

/** A group's id may be the desk's name for a queue, which only its configuration knows. */
function isSame(made: ActionParameters | undefined, given: ActionParameters, isEscalation: boolean): boolean {
  if (made === undefined) return isEscalation && given.kind === 'assign' && given.assignee === undefined;
  return canonicalJson(made) === canonicalJson(given);
}

/**
 * Whether an action is what its verdict brings: at the verdict's own conversation and connection, as its proposal says, and
 * named by it. A signature is over the verdict alone: without this a signed one could be put behind anything else.
 */
export function isOfItsVerdict(action: ActionOfVerdict): boolean {
  const { connection, conversation, parameters, verdict, event } = action;
  const { final } = verdict.data;
  if (final === undefined) return false;
  if (conversation !== verdict.subject || event.subject !== verdict.subject) return false;
  if (connection !== verdict.connection) return false;
  const made = actionsOf(final)[event.data.index];
  return isSame(made, parameters, final.kind === 'escalation') && isNamedByVerdict(action);
}
