import {
  checkEvent,
  DeskrailError,
  type Fact,
  type FactInput,
  formatActor,
  formatSubject,
  parseActor,
  parseSubject,
} from '@deskrail/contracts';
import type { Credential } from '../auth/roles.js';

export interface BuildFactOptions {
  readonly credential: Credential;
  /** RFC 3339. */
  readonly now: string;
  /** Place in the request, for the error; absent where there is only one. */
  readonly index?: number | undefined;
}

const actorsOfFacts = ['customer', 'agent', 'bot', 'system'];
const ownTypes = ['conversation.snapshotted.v1', 'customer.snapshotted.v1'];

/**
 * A fact of the embedder's own systems: tenant, authenticity and the id's prefix come from the key. Throws
 * `event-invalid` with `fields`, and with `index` where there were several.
 */
export function buildFact(input: FactInput, { credential, now, index }: BuildFactOptions): Fact {
  const { name, tenant } = credential;
  const subject = parseSubject(input.subject);
  const at = index === undefined ? {} : { index };
  const refuse = (path: string, message: string) => {
    const where = index === undefined ? '' : `Fact ${index}: `;
    return new DeskrailError('event-invalid', `${where}${path}: ${message}`, {
      details: { fields: [{ path, message }], ...at },
    });
  };
  if (ownTypes.includes(input.type)) throw refuse('type', 'snapshots are written by Deskrail alone.');
  if (subject === undefined || formatSubject(subject) !== input.subject) {
    throw refuse(
      'subject',
      'write kind:connection:id with each part percent-encoded, such as conversation:zendesk:5158.',
    );
  }
  const actor = input.actor ?? formatActor('system', name);
  if (!actorsOfFacts.includes(parseActor(actor)?.kind ?? '')) {
    throw refuse(
      'actor',
      'facts are made by customer/…, agent/…, bot/… or system/…; verdicts have a route of their own.',
    );
  }
  if (input.time !== undefined && Number.isNaN(Date.parse(input.time.toUpperCase()))) {
    throw refuse('time', 'there is no such time.');
  }
  const { origin = {}, ...data } = input.data;
  // A message that counts as our own action's never makes a suggestion stale.
  if ('actionId' in data)
    throw refuse('data.actionId', 'Deskrail alone knows its own actions’ messages; leave it out.');
  if (typeof origin !== 'object' || origin === null || Array.isArray(origin))
    throw refuse('data.origin', 'write an object.');
  if ((origin.by ?? 'api') !== 'api') throw refuse('data.origin.by', 'what comes through the API is by api.');

  const fact = {
    specversion: '1.0',
    id: [tenant, 'api', name, input.id].map(encodeURIComponent).join('/'),
    source: `/api/${encodeURIComponent(name)}`,
    type: input.type,
    subject: input.subject,
    time: input.time ?? now,
    datacontenttype: 'application/json',
    tenant,
    connection: subject.connection,
    ...(subject.kind === 'conversation' ? { correlationid: input.subject } : {}),
    actor,
    authenticity: 'api-key',
    identity: 'exact',
    data: { ...data, origin: { vendor: 'api', ...origin, by: 'api' } },
  };
  try {
    return checkEvent('facts', fact);
  } catch (error) {
    if (!(error instanceof DeskrailError) || index === undefined) throw error;
    throw new DeskrailError(error.code, `Fact ${index}: ${error.message}`, { details: { ...error.details, ...at } });
  }
}
