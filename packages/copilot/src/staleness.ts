import type { Conversation, ConversationMessage, RecommendationView } from '@deskrail/contracts';

/** All facts that brought one message: who saw one of them saw the message. */
export const factsOfMessage = ({ fact, otherFacts = [] }: ConversationMessage): readonly string[] => [
  fact,
  ...otherFacts,
];

/** A message that the customer wrote, or that somebody let the customer see. Private notes are neither. */
const countsForReplies = (message: ConversationMessage): boolean =>
  message.direction === 'received' || message.visibility === 'public';

/**
 * The first message that a reply made from `seen` knows nothing of: the customer's, or somebody else's reply. What our
 * own executed actions sent does not count. Arrival decides, by being there or not; clocks have no say.
 */
export function unseenMessage(conversation: Conversation, seen: readonly string[]): ConversationMessage | undefined {
  const known = new Set(seen);
  return conversation.messages.find(
    (message) =>
      message.actionId === undefined &&
      countsForReplies(message) &&
      !factsOfMessage(message).some((fact) => known.has(fact)),
  );
}

/** Whether nobody waits for an answer here any more. */
export const isOver = (conversation: Pick<Conversation, 'status' | 'deleted' | 'mergedInto'>): boolean =>
  conversation.status === 'solved' ||
  conversation.status === 'closed' ||
  conversation.deleted !== undefined ||
  conversation.mergedInto !== undefined;

/** Why a recommendation no longer fits its conversation. */
export interface Superseding {
  readonly reason: 'newer-message' | 'answered' | 'case-closed' | 'opted-out' | 'erased';
  readonly by?: string;
}

/** Of what is put before people because of what an earlier action came to. */
export const afterActionFlags: ReadonlySet<string> = new Set(['action-failed', 'action-uncertain']);

/** A solved case hides no reply that never arrived; and of a closed one there is something to know, if nothing to do. */
function isOverFor({ kind, flags }: Pick<RecommendationView, 'kind' | 'flags'>, conversation: Conversation): boolean {
  if (!flags?.some((flag) => afterActionFlags.has(flag))) return isOver(conversation);
  const { status, deleted, mergedInto } = conversation;
  return deleted !== undefined || mergedInto !== undefined || (status === 'closed' && kind !== 'escalation');
}

/** What happened since that makes a recommendation stale; `undefined` where it still stands. */
export function supersedingOf(
  recommendation: Pick<RecommendationView, 'kind' | 'seen' | 'flags'>,
  conversation: Conversation,
): Superseding | undefined {
  if (isOverFor(recommendation, conversation)) return { reason: 'case-closed' };
  if (recommendation.kind !== 'reply') return undefined;
  const unseen = unseenMessage(conversation, recommendation.seen);
  if (unseen === undefined) return undefined;
  return { reason: unseen.direction === 'received' ? 'newer-message' : 'answered', by: unseen.fact };
}
