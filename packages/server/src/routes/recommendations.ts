import { recommendationView } from '@deskrail/contracts';
import { z } from 'zod';
import { actorOf } from '../auth/roles.js';
import { schemas } from '../schemas.js';
import { found } from './found.js';
import { idText, pageQuery, route } from './route.js';

const list = route({
  method: 'get',
  path: '/v1/recommendations',
  operationId: 'listRecommendations',
  summary: 'Recommendations, newest first: the review desk’s queue with status=open',
  access: ['reader'],
  query: pageQuery.extend({ status: recommendationView.shape.status.optional(), conversation: idText.optional() }),
  answers: { 200: { description: 'A page of recommendations.', schema: schemas.RecommendationPage } },
  async handle({ store }, { credential, query }) {
    return { status: 200, json: await store.recommendations(credential.tenant, query) };
  },
});

const get = route({
  method: 'get',
  path: '/v1/recommendations/{id}',
  operationId: 'getRecommendation',
  summary: 'One recommendation with its evidence, verdicts and actions',
  access: ['reader'],
  answers: { 200: { description: 'The recommendation.', schema: schemas.Recommendation } },
  problems: ['not-found'],
  async handle({ store }, { credential, params }) {
    const recommendation = await store.recommendation(credential.tenant, params.id ?? '');
    return { status: 200, json: found(recommendation, 'recommendation') };
  },
});

const giveVerdict = route({
  method: 'post',
  path: '/v1/recommendations/{id}/verdicts',
  operationId: 'giveVerdict',
  summary: 'Approve, edit, respond, reject, escalate or comment',
  description:
    'Names the hash that the reviewer saw. The same verdict again, or another call under the same Idempotency-Key, gets ' +
    'the same answer. A 409 says what is now: `winner`, the current `recommendation`, or what it was superseded `by`.',
  access: ['reviewer'],
  headers: z.object({
    'idempotency-key': z
      .string()
      .regex(/^[\x21-\x7e]{1,255}$/, 'write 1 to 255 visible ASCII characters')
      .optional()
      .describe('Remembered for 24 hours.'),
  }),
  body: schemas.SubmitVerdict,
  answers: {
    201: { description: 'The verdict was given.', schema: schemas.GivenVerdict },
    200: { description: 'It had been given before.', schema: schemas.GivenVerdict },
  },
  problems: ['not-found', 'stale-hash', 'already-decided', 'superseded', 'expired', 'idempotency-mismatch', 'conflict'],
  async handle({ reviewDesk }, { credential, params, headers, body }) {
    const given = await reviewDesk.give({
      tenant: credential.tenant,
      actor: actorOf(credential),
      recommendationId: params.id ?? '',
      request: body,
      idempotencyKey: headers.get('idempotency-key') ?? undefined,
    });
    const { verdict, recommendation, repeated } = given;
    return { status: repeated ? 200 : 201, json: { verdict, recommendation, repeated } };
  },
});

const checkEvidence = route({
  method: 'post',
  path: '/v1/recommendations/{id}/evidence-check',
  operationId: 'checkEvidence',
  summary: 'Look again at what a recommendation quotes',
  description: 'Says of each piece of evidence whether it still stands as it was quoted. Changes nothing.',
  access: ['reader'],
  limit: 'suggestion',
  answers: { 200: { description: 'The evidence, as it is now.', schema: schemas.EvidenceCheck } },
  problems: ['not-found'],
  async handle({ copilot }, { credential, params, signal }) {
    const asked = { tenant: credential.tenant, recommendationId: params.id ?? '' };
    return { status: 200, json: await copilot.checkEvidence(asked, { signal }) };
  },
});

export const recommendationRoutes = [list, get, giveVerdict, checkEvidence];
