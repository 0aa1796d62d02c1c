import type {
  ActionView,
  Conversation,
  ConversationSummary,
  EventByType,
  RecommendationView,
  VerdictView,
} from '@deskrail/contracts';

const at = '2026-01-31T09:30:00Z';
export const hash = `sha256:${'0'.repeat(64)}`;

export const conversationOf = (tenant: string, id = 'conversation:zendesk:5158'): Conversation => ({
  id,
  tenant,
  connection: 'zendesk',
  deskId: '5158',
  status: 'open',
  priority: null,
  tags: [],
  updatedAt: at,
  messages: [
    {
      id: '1',
      fact: `${tenant}/zendesk/message/1`,
      direction: 'received',
      author: { kind: 'customer', id: '7' },
      visibility: 'public',
      text: `A secret of ${tenant}`,
      at,
      arrival: 1,
      appendedAt: at,
    },
  ],
  facts: [`${tenant}/zendesk/message/1`],
});

export function summaryOf({ messages, facts, fields, ...conversation }: Conversation): ConversationSummary {
  return { ...conversation, messageCount: messages.length, openRecommendations: 1 };
}

export const recommendationOf = (tenant: string, id = 'rec_1'): RecommendationView => ({
  recommendationId: id,
  about: { conversation: 'conversation:zendesk:5158' },
  hash,
  seen: [],
  evidence: [],
  confidence: 0.8,
  flags: [],
  pipeline: 'embedded/1',
  model: { name: 'embedded', version: '1' },
  tenant,
  kind: 'reply',
  status: 'open',
  outcome: 'review',
  proposal: { kind: 'reply', visibility: 'public', text: `A secret of ${tenant}`, sentences: [] },
  createdAt: at,
  updatedAt: at,
  verdicts: [],
  actions: [],
});

export const actionOf = (tenant: string, id = 'act_1'): ActionView => ({
  id,
  tenant,
  connection: 'zendesk',
  conversation: 'conversation:zendesk:5158',
  recommendationId: 'rec_1',
  verdictId: 'ver_1',
  parameters: { kind: 'post-reply' },
  status: 'uncertain',
  index: 0,
  of: 1,
  automatic: false,
  attempts: 1,
  approvedAt: at,
  updatedAt: at,
});

export const verdictOf = (reviewer: string, recommendationId = 'rec_1'): VerdictView => ({
  verdictId: 'ver_1',
  recommendationId,
  hash,
  kind: 'approve',
  reviewer,
  decides: true,
  at,
});

export const messageFact = (tenant: string, id: string): EventByType<'message.received.v1'> => ({
  specversion: '1.0',
  id: `${tenant}/zendesk/message/${id}`,
  source: '/connections/zendesk',
  type: 'message.received.v1',
  subject: 'conversation:zendesk:5158',
  time: at,
  datacontenttype: 'application/json',
  tenant,
  connection: 'zendesk',
  correlationid: 'conversation:zendesk:5158',
  actor: 'customer/7',
  authenticity: 'signed',
  identity: 'exact',
  data: {
    messageId: id,
    author: { kind: 'customer', id: '7' },
    visibility: 'public',
    text: `A secret of ${tenant}`,
    origin: { vendor: 'zendesk', by: 'event', raw: '{"raw":true}' },
  },
});
