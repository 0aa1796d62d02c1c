import { type Conversation, type ConversationMessage, type Fact, isReadBack, type Party } from '@deskrail/contracts';
import { factsOfMessage, isOver } from '../staleness.js';
import { isConsentWord } from './consent-words.js';

/** Tells a bot of the embedder's own from a customer. */
export type IsOwnBot = (author: Party, connection: string | undefined) => boolean;

/** What a customer's message brings: a recommendation, a reason why none, or nothing at all. */
export type Eligibility =
  | { readonly start: true; readonly message: ConversationMessage }
  | { readonly start: false; readonly withhold: 'too-old' | 'already-answered' }
  | { readonly start: false; readonly withhold?: undefined };

const nothing: Eligibility = { start: false };

/** Who wrote the words of a fact to the desk; `undefined` where the fact holds none that a customer may have written. */
function authorOf(fact: Fact): Party | undefined {
  if (fact.type === 'message.received.v1') return fact.data.author;
  if (fact.type !== 'case.opened.v1' || fact.data.description === undefined || fact.data.visibility !== 'public') {
    return undefined;
  }
  const { requester, submitter } = fact.data;
  if (submitter === undefined || (submitter.id !== undefined && submitter.id === requester.id)) return requester;
  return submitter.kind === 'unknown' ? undefined : submitter;
}

/** Whether a fact is a customer's own words to the desk; bots', agents' and systems' never are. */
export function isCustomersMessage(fact: Fact, isOwnBot: IsOwnBot = () => false): boolean {
  const author = authorOf(fact);
  if (author === undefined || isOwnBot(author, fact.connection)) return false;
  return (author.kind === 'customer' || author.kind === 'unknown') && !/^(bot|model|rule)\//.test(fact.actor);
}

const isLater = (one: ConversationMessage, other: ConversationMessage): boolean => {
  const apartMs = Date.parse(one.at) - Date.parse(other.at);
  return apartMs === 0 ? one.arrival > other.arrival : apartMs > 0;
};

/**
 * Whether a fact starts a recommendation: a customer's message, on an open case, that nobody has answered since, with no
 * newer one of the customer's (which starts its own), younger than the limit by the vendor's time. What was found by
 * reading the desk back starts none.
 */
export function eligibilityOf(
  fact: Fact,
  conversation: Conversation | undefined,
  options: {
    readonly nowMs: number;
    readonly maxAgeHours: number;
    readonly isOwnBot?: IsOwnBot | undefined;
    /** Whether one of our own replies was made knowing of the message; the desk shows it either way. */
    readonly answeredBy?: ((reply: ConversationMessage) => boolean) | undefined;
  },
): Eligibility {
  const { nowMs, maxAgeHours, isOwnBot, answeredBy = () => true } = options;
  if (isReadBack(fact) || isConsentWord(fact) || !isCustomersMessage(fact, isOwnBot)) return nothing;
  if (conversation === undefined || isOver(conversation)) return nothing;
  const message = conversation.messages.find((candidate) => factsOfMessage(candidate).includes(fact.id));
  // Erasure took the words, or an agent hid them.
  if (message === undefined || message.redacted || message.visibility !== 'public') return nothing;
  // The webhook may still come for what reconciliation had found: the first fact of the two stands.
  if (message.readBack === true) return nothing;
  if (nowMs - Date.parse(message.at) > maxAgeHours * 3_600_000) return { start: false, withhold: 'too-old' };
  const answered = conversation.messages.some(
    (other) =>
      other.direction === 'sent' &&
      other.visibility === 'public' &&
      (other.actionId === undefined ? isLater(other, message) : answeredBy(other)),
  );
  if (answered) return { start: false, withhold: 'already-answered' };
  const newer = conversation.messages.some(
    (other) => other.direction === 'received' && !other.redacted && other.arrival > message.arrival,
  );
  return newer ? nothing : { start: true, message };
}
