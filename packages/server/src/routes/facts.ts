import { schemas } from '../schemas.js';
import { buildFact } from './build-fact.js';
import { route } from './route.js';

const append = route({
  method: 'post',
  path: '/v1/facts',
  operationId: 'appendFacts',
  summary: 'Append facts of your own systems: an incident, an account’s state, what a bot said',
  description:
    'All or none. Durable before the answer; the same id again, by the same key, changes nothing. Tenant and authenticity ' +
    'come from the key. Answered are the ids that the facts have in the stream, in the order of the request.',
  access: ['writer'],
  body: schemas.FactsInput,
  answers: {
    202: { description: 'In the log; the views follow.', schema: schemas.FactsAccepted },
    200: { description: 'All had been there before.', schema: schemas.FactsAccepted },
  },
  problems: ['event-invalid', 'overloaded'],
  async handle({ log, clock }, { credential, body, signal }) {
    const now = new Date(clock.now()).toISOString();
    const facts = Array.isArray(body)
      ? body.map((input, index) => buildFact(input, { credential, now, index }))
      : [buildFact(body, { credential, now })];
    const appended = await log.append('facts', facts, { signal });
    const accepted = appended.map(({ id, duplicate }) => ({ id, duplicate: duplicate ?? false }));
    return { status: accepted.every(({ duplicate }) => duplicate) ? 200 : 202, json: { accepted } };
  },
});

export const factRoutes = [append];
