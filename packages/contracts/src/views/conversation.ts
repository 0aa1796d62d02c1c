import { z } from 'zod';
import { timestamp } from '../envelope.js';
import { attachment } from '../facts/message.js';
import { casePriorities, caseStatuses, party } from '../party.js';
import { content, operational, pseudonymous } from '../privacy.js';

/** One message as the copilot and the reviewer see it. */
export const conversationMessage = z.strictObject({
  id: pseudonymous(z.string(), 'The desk’s message id; opening for a case’s description that has no id yet.'),
  fact: pseudonymous(z.string(), 'Id of the fact that brought it.'),
  otherFacts: pseudonymous(
    z.array(z.string()).max(20).optional(),
    'Other facts of the same message, such as the opening of the case: who saw one of them saw this message.',
  ),
  direction: operational(z.enum(['received', 'sent'])),
  author: party,
  visibility: operational(z.enum(['public', 'private'])),
  text: content(z.string(), 'Empty once redacted.'),
  attachments: z.array(attachment).max(500).optional(),
  at: operational(timestamp, 'By the desk’s clock.'),
  arrival: operational(z.number().int(), 'Order of arrival within the conversation; decides what is stale.'),
  appendedAt: operational(timestamp, 'When the fact that holds its text entered the log; retention counts from here.'),
  redacted: operational(z.boolean().optional()),
  delivery: operational(z.string().max(32).optional()),
  actionId: operational(z.string().max(128).optional(), 'The action of ours that sent it.'),
  readBack: operational(z.boolean().optional(), 'Found by reading the desk, not told by it: starts no recommendation.'),
});

export type ConversationMessage = z.output<typeof conversationMessage>;

/** A case's state and its messages. The id is the subject of its facts. */
export const conversation = z.strictObject({
  id: pseudonymous(z.string()),
  tenant: operational(z.string()),
  connection: operational(z.string()),
  deskId: pseudonymous(z.string(), 'The desk’s own id of the ticket or conversation.'),
  subject: content(z.string().optional()),
  status: operational(z.enum(caseStatuses)),
  priority: operational(z.enum(casePriorities).nullable()),
  kind: operational(z.string().max(64).optional()),
  tags: operational(z.array(z.string()).max(2000)),
  channel: operational(z.string().max(128).optional()),
  requester: party.optional(),
  assignee: party.nullable().optional(),
  group: z
    .strictObject({ id: operational(z.string()), name: operational(z.string().optional()) })
    .nullable()
    .optional(),
  organizationId: pseudonymous(z.string().nullable().optional()),
  fields: content(z.record(z.string(), z.json()).optional(), 'Other fields of the case by id.'),
  nextBreachAt: operational(z.string().nullable().optional()),
  csat: operational(z.string().optional()),
  mergedInto: pseudonymous(z.string().optional()),
  deleted: operational(z.enum(['soft', 'permanent', 'spam']).optional()),
  openedAt: operational(timestamp.optional()),
  updatedAt: operational(timestamp, 'Latest time of a fact by the desk’s clock.'),
  messages: z.array(conversationMessage),
  facts: pseudonymous(
    z.array(z.string()),
    'Ids of the messages’ facts, in order of arrival: what a recommendation lists as seen.',
  ),
});

export type Conversation = z.output<typeof conversation>;

/** A conversation in a list: no messages, but what tells whether to open it. */
export const conversationSummary = conversation.omit({ messages: true, facts: true, fields: true }).extend({
  messageCount: operational(z.number().int()),
  lastMessageAt: operational(timestamp.optional()),
  openRecommendations: operational(z.number().int()),
});

export type ConversationSummary = z.output<typeof conversationSummary>;
