import type { Conversation, ConversationMessage, Evidence, SuggestionRequest } from '@deskrail/contracts';
import { contextOf, featuresOf, message } from './drafts.js';

/** A passage as evidence, public and of an article unless said otherwise. */
export const passage = (id: string, quote: string, more: Partial<Evidence> = {}): Evidence => ({
  id,
  source: { id: `articles/${id}.md`, kind: 'article', title: 'Returns' },
  version: `sha256:${'1'.repeat(64)}`,
  span: { start: 0, end: quote.length },
  quote,
  score: 0.8,
  retrievedAt: '2026-01-31T10:00:00Z',
  scope: [],
  ...more,
});

export const messageOf = (id: number, text: string, more: Partial<ConversationMessage> = {}): ConversationMessage =>
  message(`${id}`, text, more);

export const conversationOf = (
  messages: readonly ConversationMessage[],
  conversation: Partial<Conversation> = {},
): Conversation => contextOf(messages, { conversation }).conversation as Conversation;

/** What a model is asked, about a bare question unless a conversation is given. */
export const suggestionRequest = (
  question: string,
  {
    context,
    ...more
  }: Partial<Omit<SuggestionRequest, 'context'>> & { context?: Partial<SuggestionRequest['context']> } = {},
): SuggestionRequest => ({
  context: { tenant: 'acme', question, earlier: [], openCases: [], incidents: [], suggested: [], seen: [], ...context },
  features: featuresOf({ about: 'acme/zendesk/message/1' }),
  evidence: [],
  kinds: ['reply'],
  tools: [],
  ...more,
});
