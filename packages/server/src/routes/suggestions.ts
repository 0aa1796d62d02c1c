import { actorOf } from '../auth/roles.js';
import { schemas } from '../schemas.js';
import { route } from './route.js';

const ask = route({
  method: 'post',
  path: '/v1/suggestions',
  operationId: 'askForSuggestion',
  summary: 'Ask for a suggestion now, for a text or a conversation',
  description:
    'The outcome says what policy allows: `show` it, wait for its `review`, or nothing (`withheld`, and why). A chatbot ' +
    'holds a key with the roles reader and writer: writer to ask, reader to see the recommendation and its verdict.',
  access: ['writer', 'reviewer'],
  limit: 'suggestion',
  body: schemas.SuggestionInput,
  answers: { 200: { description: 'What may be shown, and the recommendation.', schema: schemas.SuggestionAnswer } },
  problems: ['not-found'],
  async handle({ copilot }, { credential, body, signal }) {
    const asked = { ...body, tenant: credential.tenant, actor: actorOf(credential) };
    return { status: 200, json: await copilot.suggest(asked, { signal }) };
  },
});

export const suggestionRoutes = [ask];
