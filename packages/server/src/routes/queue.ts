import { personActor, proposalKinds, riskTiers } from '@deskrail/contracts';
import { z } from 'zod';
import { personOf } from '../auth/roles.js';
import { schemas } from '../schemas.js';
import { queueOf } from './review-queue.js';
import { idText, pageQuery, route } from './route.js';

const yesOrNo = z
  .enum(['true', 'false'])
  .transform((said) => said === 'true')
  .optional();

const list = route({
  method: 'get',
  path: '/v1/queue',
  operationId: 'listQueue',
  summary: 'Open recommendations, as they should be decided: by when they are due, then risk, then age',
  description: 'Of a credential for some queues alone, those of its queues.',
  access: ['reader'],
  query: pageQuery.extend({
    queue: idText.optional(),
    assignee: idText.optional().describe('A person’s name; `me`; or `none`, for what is nobody’s.'),
    kind: z.enum(proposalKinds).optional(),
    risk: z.enum(riskTiers).optional(),
    intent: idText.optional(),
    language: idText.optional(),
    channel: idText.optional(),
    overdue: yesOrNo,
    claimed: yesOrNo.describe('Whether somebody holds it.'),
  }),
  answers: { 200: { description: 'A page of recommendations.', schema: schemas.RecommendationPage } },
  async handle({ store }, { credential, query: { assignee: named, ...query } }) {
    const { actor, rights } = personOf(credential);
    const assignee = named === 'me' ? actor : named === 'none' ? null : named && personActor(named);
    const queues = rights?.queues;
    const asked = { ...query, ...(assignee !== undefined && { assignee }), ...(queues && { queues }) };
    return { status: 200, json: await store.queue(credential.tenant, asked) };
  },
});

const summary = route({
  method: 'get',
  path: '/v1/queues',
  operationId: 'listQueues',
  summary: 'What waits in each queue',
  access: ['reader'],
  answers: { 200: { description: 'The queues in which something waits.', schema: schemas.QueueSummaries } },
  async handle({ store }, { credential }) {
    const items = await store.queues(credential.tenant);
    const { queues } = credential;
    return {
      status: 200,
      json: { items: items.filter(({ queue }) => queues === undefined || queues.includes(queue)) },
    };
  },
});

const next = route({
  method: 'post',
  path: '/v1/queue/next',
  operationId: 'claimNext',
  summary: 'Claim what you should decide next',
  description:
    'What is meant for you first, then what is meant for nobody, in the queue’s order, of what you may decide. Two who ask at ' +
    'once never get the same.',
  access: ['agent'],
  body: schemas.NextInput,
  answers: { 200: { description: 'It, claimed; null where nothing waits for you.', schema: schemas.NextItem } },
  problems: ['forbidden'],
  async handle(services, { credential, body }) {
    const claimed = await queueOf(services).next({ ...personOf(credential), ...body });
    return { status: 200, json: { next: claimed ?? null } };
  },
});

const automate = route({
  method: 'post',
  path: '/v1/conversations/{id}/automation',
  operationId: 'switchAutomation',
  summary: 'Take a conversation over from the bot, or hand it back',
  description: 'While it is held, what a rule would have let go waits for people. Handed back, limits count anew.',
  access: ['agent'],
  body: schemas.AutomationInput,
  answers: { 200: { description: 'Who has it now.', schema: schemas.AutomationInput } },
  problems: ['not-found', 'forbidden'],
  async handle(services, { credential, params, body: { automation } }) {
    await queueOf(services).automate({ ...personOf(credential), conversation: params.id ?? '', automation });
    return { status: 200, json: { automation } };
  },
});

const automation = route({
  method: 'get',
  path: '/v1/conversations/{id}/automation',
  operationId: 'getAutomation',
  summary: 'Who has a conversation: people, or the bot wherever a rule lets it',
  access: ['reader'],
  answers: { 200: { description: 'Who has it now.', schema: schemas.AutomationInput } },
  problems: ['not-found'],
  async handle(services, { credential: { tenant }, params }) {
    const automation = await queueOf(services).automationOf({ tenant, conversation: params.id ?? '' });
    return { status: 200, json: { automation } };
  },
});

export const queueRoutes = [list, summary, next, automation, automate];
