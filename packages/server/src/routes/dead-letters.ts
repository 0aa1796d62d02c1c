import { deadLetterRecorded } from '@deskrail/contracts';
import { z } from 'zod';
import { letterView } from '../dead-letters/dead-letters.js';
import { schemas } from '../schemas.js';
import { idText, pageQuery, route } from './route.js';

const list = route({
  method: 'get',
  path: '/v1/dead-letters',
  operationId: 'listDeadLetters',
  summary: 'What could not be read or handled, oldest first',
  description: 'Bodies are left out. An event that was redriven and failed again may be here twice, under one id.',
  access: ['admin'],
  query: pageQuery.extend({
    reason: deadLetterRecorded.data.shape.reason.optional(),
    group: idText.optional().describe('The consumer group that failed.'),
    connection: idText.optional(),
    since: z.iso.datetime({ offset: true }).optional().describe('By when they were appended. Not beside a cursor.'),
  }),
  answers: { 200: { description: 'A page of dead letters.', schema: schemas.DeadLetterPage } },
  async handle({ deadLetters }, { credential, query, signal }) {
    const { cursor, limit = 50, since, ...filter } = query;
    const from = cursor ? { after: cursor } : since ? { time: since } : undefined;
    const items = [];
    let next: string | undefined;
    for await (const stored of deadLetters.all({ ...filter, tenant: credential.tenant }, { from, signal })) {
      if (items.length === limit) return { status: 200, json: { items, next } };
      const { body, bodyEncoding, ...summary } = letterView(stored);
      items.push(summary);
      next = stored.cursor;
    }
    return { status: 200, json: { items } };
  },
});

const get = route({
  method: 'get',
  path: '/v1/dead-letters/{id}',
  operationId: 'getDeadLetter',
  summary: 'One dead letter, with the body as it came',
  access: ['admin'],
  answers: { 200: { description: 'The dead letter.', schema: schemas.DeadLetter } },
  problems: ['not-found'],
  async handle({ deadLetters }, { credential, params, signal }) {
    const { tenant } = credential;
    return { status: 200, json: letterView(await deadLetters.find(params.id ?? '', { tenant, signal })) };
  },
});

const redrive = route({
  method: 'post',
  path: '/v1/dead-letters/{id}/redrive',
  operationId: 'redriveDeadLetter',
  summary: 'Give it another chance: an event goes to the group that failed, a webhook through the receiver',
  description: 'Late as it is: it updates context and starts no recommendation. Asked twice, it is redriven twice.',
  access: ['admin'],
  answers: { 200: { description: 'Where it went; that is durable now.', schema: schemas.RedrivenLetter } },
  problems: ['not-found', 'conflict', 'payload-unreadable', 'event-invalid', 'connection-unknown'],
  async handle({ deadLetters, logger }, { credential, params, signal }) {
    const { event } = await deadLetters.find(params.id ?? '', { tenant: credential.tenant, signal });
    const redriven = await deadLetters.redrive(event, { signal });
    logger.info({ deadLetter: event.id, to: redriven.to, by: credential.name }, 'a dead letter was redriven');
    return { status: 200, json: redriven };
  },
});

export const deadLetterRoutes = [list, get, redrive];
