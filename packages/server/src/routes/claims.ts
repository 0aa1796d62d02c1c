import { personOf } from '../auth/roles.js';
import { schemas } from '../schemas.js';
import { askerOf } from './asker.js';
import { queueOf } from './review-queue.js';
import { route } from './route.js';

const whyNot = ['not-found', 'forbidden', 'already-decided', 'superseded', 'expired'] as const;

const claim = route({
  method: 'post',
  path: '/v1/recommendations/{id}/claim',
  operationId: 'claimRecommendation',
  summary: 'Have it for yourself for a while',
  description:
    'A lease with a fencing token. While it lasts nobody else decides. Somebody senior may take it over: the token before it ' +
    'says nothing any more. Claimed again it lasts longer, under the same token.',
  access: ['agent'],
  body: schemas.ClaimInput,
  answers: { 200: { description: 'The claim, and what it is on.', schema: schemas.Claimed } },
  problems: [...whyNot, 'claimed'],
  async handle(services, { credential, params, body }) {
    const claimed = await queueOf(services).claim({
      ...{ ...personOf(credential), recommendationId: params.id ?? '' },
      ...body,
    });
    return { status: 200, json: claimed };
  },
});

const heartbeat = route({
  method: 'post',
  path: '/v1/recommendations/{id}/claim/heartbeat',
  operationId: 'renewClaim',
  summary: 'Make a claim last as long again as it did at first',
  access: ['agent'],
  body: schemas.ClaimToken,
  answers: { 200: { description: 'The claim.', schema: schemas.ReviewClaim } },
  problems: ['not-found', 'claim-lost'],
  async handle(services, { credential, params, body: { token } }) {
    const recommendationId = params.id ?? '';
    return {
      status: 200,
      json: await queueOf(services).heartbeat({ ...personOf(credential), recommendationId, token }),
    };
  },
});

const release = route({
  method: 'post',
  path: '/v1/recommendations/{id}/claim/release',
  operationId: 'releaseClaim',
  summary: 'Give a claim back',
  description: 'Of a claim that is over, or not yours, nothing changes.',
  access: ['agent'],
  body: schemas.ClaimToken,
  answers: { 200: { description: 'It is not yours any more.', schema: schemas.ClaimToken } },
  problems: ['not-found'],
  async handle(services, { credential, params, body: { token } }) {
    await queueOf(services).release({ ...personOf(credential), recommendationId: params.id ?? '', token });
    return { status: 200, json: { token } };
  },
});

const look = route({
  method: 'post',
  path: '/v1/recommendations/{id}/look',
  operationId: 'lookAtRecommendation',
  summary: 'Say that you have it before your eyes for the next half minute; who else has',
  access: ['agent'],
  answers: { 200: { description: 'Who looks at it, and whose claim it is.', schema: schemas.LookingAt } },
  problems: ['not-found', 'forbidden'],
  async handle(services, { credential, params }) {
    const recommendationId = params.id ?? '';
    return { status: 200, json: await queueOf(services).look({ ...personOf(credential), recommendationId }) };
  },
});

const pass = route({
  method: 'post',
  path: '/v1/recommendations/{id}/route',
  operationId: 'routeRecommendation',
  summary: 'Pass it on to another queue or another person',
  description: 'What is yours or nobody’s takes the role reviewer; what is somebody else’s, senior.',
  access: ['agent'],
  body: schemas.RouteInput,
  answers: { 200: { description: 'As it is now.', schema: schemas.Recommendation } },
  problems: [...whyNot, 'claimed'],
  async handle(services, { credential, params, body: request }) {
    const input = { ...personOf(credential), recommendationId: params.id ?? '', request };
    return { status: 200, json: await queueOf(services).route(input) };
  },
});

const propose = route({
  method: 'post',
  path: '/v1/recommendations',
  operationId: 'propose',
  summary: 'Put a draft of your own before policy and people, such as an agent’s tool call before it runs',
  description:
    'The same id again is the same recommendation. `approved` at once where a rule lets it go: with `deliver: caller` you may ' +
    'run it now. `open`: wait for the verdict. `withheld`: the policy blocks it. For the desk, a conversation has one open ' +
    'proposal of a kind: another is a 409 with its id, unless it names that in `replaces`.',
  access: ['writer'],
  body: schemas.ProposalInput,
  answers: {
    201: { description: 'It was proposed.', schema: schemas.Proposed },
    200: { description: 'It had been proposed before.', schema: schemas.Proposed },
  },
  problems: ['not-found', 'idempotency-mismatch', 'conflict'],
  async handle(services, { credential, body }) {
    const { recommendation, repeated } = await queueOf(services).propose({ ...askerOf(credential), ...body });
    return { status: repeated ? 200 : 201, json: { recommendation, repeated } };
  },
});

export const claimRoutes = [claim, heartbeat, release, look, pass, propose];
