import { randomUUID } from 'node:crypto';
import { streamSuggestion } from '../events/stream-suggestion.js';
import { problemResponse } from '../http/problem.js';
import { schemas } from '../schemas.js';
import { askerOf } from './asker.js';
import { route } from './route.js';

const path = '/v1/suggestions';
const eventStream = 'text/event-stream';

/** Whether the caller would rather have events; one that takes anything gets JSON. */
const wantsEvents = (headers: Headers): boolean =>
  (headers.get('accept') ?? '').split(',').some((type) => type.trim().toLowerCase().startsWith(eventStream));

const ask = route({
  method: 'post',
  path,
  operationId: 'askForSuggestion',
  summary: 'Ask for a suggestion now, for a text or a conversation',
  description:
    'The outcome says what policy allows: `show` it, wait for its `review`, or nothing (`withheld`, and why). A chatbot ' +
    'holds a key with the roles reader and writer: writer to ask, reader to see the recommendation and its verdict. With ' +
    '`accept: text/event-stream` the answer comes as events: `progress` (SuggestionProgress) as sentences are written that ' +
    'policy would show, each time all so far; then `answer` (SuggestionAnswer), which stands in their place, or `problem` ' +
    '(Problem).',
  access: ['writer', 'agent'],
  limit: 'suggestion',
  body: schemas.SuggestionInput,
  answers: {
    200: {
      description: 'What may be shown, and the recommendation.',
      schema: schemas.SuggestionAnswer,
      alsoAs: eventStream,
    },
  },
  problems: ['not-found'],
  async handle({ copilot, logger }, { credential, body, headers, signal, lasting, limitMs }) {
    const asked = { ...body, tenant: credential.tenant, actor: askerOf(credential).actor };
    if (!wantsEvents(headers)) return { status: 200, json: await copilot.suggest(asked, { signal }) };
    return streamSuggestion({
      ...{ signal, lasting, limitMs },
      ask: (options) => copilot.suggest(asked, options),
      problem: (error) =>
        problemResponse(error, { logger, newErrorId: randomUUID, method: 'POST', route: path }).text(),
    });
  },
});

const evidence = route({
  method: 'post',
  path: '/v1/evidence',
  operationId: 'findEvidence',
  summary: 'Find what would answer a text, without a suggestion made of it',
  description: 'Passages of the knowledge that the key’s tenant may read, best first; for a retriever of your own.',
  access: ['reader', 'writer'],
  limit: 'suggestion',
  body: schemas.EvidenceInput,
  answers: { 200: { description: 'The passages.', schema: schemas.EvidenceAnswer } },
  problems: ['not-found'],
  async handle({ copilot }, { credential, body, signal }) {
    return { status: 200, json: await copilot.evidence({ ...body, tenant: credential.tenant }, { signal }) };
  },
});

export const suggestionRoutes = [ask, evidence];
