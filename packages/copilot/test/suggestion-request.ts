import type { Conversation, ConversationMessage, Evidence, SuggestionRequest } from '@deskrail/contracts';

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

export const messageOf = (id: number, text: string, more: Partial<ConversationMessage> = {}): ConversationMessage => ({
  id: `${id}`,
  fact: `acme/zendesk/message/${id}`,
  direction: 'received',
  author: { kind: 'customer', id: '77' },
  visibility: 'public',
  text,
  at: `2026-01-31T10:${`${id}`.padStart(2, '0')}:00Z`,
  arrival: id,
  appendedAt: '2026-01-31T10:00:00Z',
  ...more,
});

export const conversationOf = (
  messages: readonly ConversationMessage[],
  more: Partial<Conversation> = {},
): Conversation => ({
  id: 'conversation:zendesk:5158',
  tenant: 'acme',
  connection: 'zendesk',
  deskId: '5158',
  status: 'open',
  priority: null,
  tags: [],
  updatedAt: '2026-01-31T10:00:00Z',
  messages: [...messages],
  facts: messages.map(({ fact }) => fact),
  ...more,
});

/** What a model is asked, about a bare question unless a conversation is given. */
export const suggestionRequest = (
  question: string,
  {
    context,
    ...more
  }: Partial<Omit<SuggestionRequest, 'context'>> & { context?: Partial<SuggestionRequest['context']> } = {},
): SuggestionRequest => ({
  context: { tenant: 'acme', question, earlier: [], openCases: [], incidents: [], suggested: [], seen: [], ...context },
  features: {
    about: 'acme/zendesk/message/1',
    pipeline: 'test/1',
    language: 'en',
    sentiment: 0,
    urgency: 0,
    intents: [],
    outOfScope: false,
    entities: [],
  },
  evidence: [],
  kinds: ['reply'],
  tools: [],
  ...more,
});
