import { recommendationView } from '@deskrail/contracts';
import { z } from 'zod';
import { personOf } from '../auth/roles.js';
import { schemas } from '../schemas.js';
import { found } from './found.js';
import { idText, pageQuery, route } from './route.js';

const list = route({
  method: 'get',
  path: '/v1/recommendations',
  operationId: 'listRecommendations',
  summary: 'Recommendations, newest first; in the order in which they should be decided: /v1/queue',
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
    'the same answer. A 409 says what is now: `winner`, the current `recommendation`, what it was superseded `by`, the ' +
    '`holder` of a claim, or the `evidence` that changed, with the `confirmation` that lets it pass. A 403 says which `role` ' +
    'and `queue` it takes. One of several who must agree gets a verdict that does not decide.',
  access: ['agent'],
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
  problems: [
    ...(['not-found', 'forbidden', 'limit-reached', 'stale-hash', 'already-decided', 'superseded', 'expired'] as const),
    ...(['claimed', 'claim-lost', 'evidence-changed', 'idempotency-mismatch', 'conflict'] as const),
  ],
  async handle({ reviewDesk }, { credential, params, headers, body }) {
    const given = await reviewDesk.give({
      ...personOf(credential),
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
