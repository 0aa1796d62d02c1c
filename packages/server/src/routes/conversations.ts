import { caseStatuses } from '@deskrail/contracts';
import { z } from 'zod';
import { schemas } from '../schemas.js';
import { found } from './found.js';
import { pageQuery, route } from './route.js';

const list = route({
  method: 'get',
  path: '/v1/conversations',
  operationId: 'listConversations',
  summary: 'Conversations, the latest first, without their messages',
  access: ['reader'],
  query: pageQuery.extend({ status: z.enum(caseStatuses).optional() }),
  answers: { 200: { description: 'A page of conversations.', schema: schemas.ConversationPage } },
  async handle({ store }, { credential, query }) {
    return { status: 200, json: await store.conversations(credential.tenant, query) };
  },
});

const get = route({
  method: 'get',
  path: '/v1/conversations/{id}',
  operationId: 'getConversation',
  summary: 'One conversation with its messages',
  access: ['reader'],
  answers: { 200: { description: 'The conversation.', schema: schemas.Conversation } },
  problems: ['not-found'],
  async handle({ store }, { credential, params }) {
    const conversation = await store.conversation(credential.tenant, params.id ?? '');
    return { status: 200, json: found(conversation, 'conversation') };
  },
});

export const conversationRoutes = [list, get];
