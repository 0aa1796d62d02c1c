import type { Conversation, ConversationMessage, RecommendationView } from '@deskrail/contracts';

/** The message that a recommendation answers, of those that are here. */
export function askedMessage(
  conversation: Conversation | undefined,
  { fact }: RecommendationView['about'],
): ConversationMessage | undefined {
  if (fact === undefined) return undefined;
  return conversation?.messages.find(({ fact: own, otherFacts = [] }) => [own, ...otherFacts].includes(fact));
}
