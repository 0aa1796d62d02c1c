import { type CopilotContext, type Draft, type Evidence, evidence as evidenceSchema } from '@deskrail/contracts';

/** How evidence names one message of a conversation. */
export const messageSourceId = (conversation: string, message: string): string =>
  `${conversation}#${encodeURIComponent(message)}`;

/**
 * What a model cites beside what it was given: messages of the conversation, word for word, and for a public reply only
 * what the customer has seen. Anything else would be evidence that nobody looked up.
 */
export function ownEvidence(
  { proposal, evidence = [] }: Draft,
  { conversation }: CopilotContext,
  given: readonly Evidence[],
): readonly Evidence[] {
  if (conversation === undefined) return [];
  const taken = new Set(given.map(({ id }) => id));
  const isPublic = proposal.kind === 'reply' && proposal.visibility === 'public';
  const own: readonly Evidence[] = Array.isArray(evidence) ? evidence : [];
  return own.filter((piece) => {
    if (!evidenceSchema.safeParse(piece).success) return false;
    const { id, source, span, quote } = piece;
    if (source.kind !== 'conversation' || taken.has(id) || quote === '') return false;
    const message = conversation.messages.find((one) => messageSourceId(conversation.id, one.id) === source.id);
    if (message === undefined || message.redacted || (isPublic && message.visibility !== 'public')) return false;
    return message.text.slice(span.start, span.end) === quote;
  });
}
