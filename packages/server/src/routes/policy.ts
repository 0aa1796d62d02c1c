import { DeskrailError, type PolicyDesk } from '@deskrail/contracts';
import { personOf } from '../auth/roles.js';
import { schemas } from '../schemas.js';
import { route } from './route.js';

/** Absent where whoever composed the server gave none. */
function deskOf({ policyDesk }: { readonly policyDesk: PolicyDesk | undefined }): PolicyDesk {
  if (policyDesk !== undefined) return policyDesk;
  throw new DeskrailError('not-found', 'This instance tells nothing of its policy.');
}

const state = route({
  method: 'get',
  path: '/v1/policy',
  operationId: 'getPolicy',
  summary: 'The policy in force, and whether all that is automatic is stopped',
  access: ['reader'],
  answers: { 200: { description: 'Its state.', schema: schemas.PolicyState } },
  problems: ['not-found'],
  handle: async (services, { credential }) => ({
    status: 200,
    json: await deskOf(services).state(credential.tenant),
  }),
});

const pause = route({
  method: 'post',
  path: '/v1/policy/pause',
  operationId: 'pausePolicy',
  summary: 'Stop all that is automatic in the tenant, what was approved and has not started too',
  description:
    'People go on as before. Paused again for another reason, that one stands from then on, with whose it is; who stopped it first is told still, and nothing ' +
    'starts in between. Paused again without a reason, or for the same, `repeated` says that nothing was changed or recorded.',
  access: ['admin'],
  body: schemas.PausePolicy,
  answers: { 200: { description: 'Its state by now.', schema: schemas.PolicyState } },
  problems: ['not-found'],
  async handle(services, { credential, body }) {
    const view = await deskOf(services).pause({ ...personOf(credential), reason: body.reason });
    if (view.repeated !== true) {
      const what = view.paused?.reasonSince === undefined ? 'are paused' : 'go on being paused, for another reason';
      services.logger.warn({ tenant: credential.tenant, by: credential.name }, `automatic actions ${what}`);
    }
    return { status: 200, json: view };
  },
});

const resume = route({
  method: 'post',
  path: '/v1/policy/resume',
  operationId: 'resumePolicy',
  summary: 'Let rules send again',
  description: 'What waited for people meanwhile goes on waiting for them.',
  access: ['admin'],
  answers: { 200: { description: 'Its state by now.', schema: schemas.PolicyState } },
  problems: ['not-found'],
  async handle(services, { credential }) {
    const view = await deskOf(services).resume(personOf(credential));
    services.logger.info({ tenant: credential.tenant, by: credential.name }, 'automatic actions go on');
    return { status: 200, json: view };
  },
});

const explain = route({
  method: 'get',
  path: '/v1/recommendations/{id}/policy',
  operationId: 'explainPolicy',
  summary: 'What policy said of a recommendation, and what the one in force says, rule by rule',
  access: ['reader'],
  answers: { 200: { description: 'The explanation.', schema: schemas.PolicyExplanation } },
  problems: ['not-found'],
  handle: async (services, { credential, params }) => ({
    status: 200,
    json: await deskOf(services).explain({ tenant: credential.tenant, recommendationId: params.id ?? '' }),
  }),
});

export const policyRoutes = [state, pause, resume, explain];
