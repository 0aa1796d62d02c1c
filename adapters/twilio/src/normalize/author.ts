import type { Party } from '@deskrail/contracts';
import { isObject, known, readJson, text } from '@deskrail/webhooks';
import { actionParameter } from '../payload.js';
import type { TwilioConnection } from '../verify/connection.js';
import { addressOf } from './address.js';
import { type Fields, word } from './fields.js';

/** Sources of Conversations messages that are no channel to a customer's own device. */
const ownSources: ReadonlySet<string> = new Set(['SDK', 'API', 'CHAT']);

export interface Authorship {
  readonly author: Party;
  /** Of a customer's message: an agent answers on whatever channel it is. */
  readonly channel: string | undefined;
}

/**
 * Who wrote a Conversations message: bots and agents by the connection's lists, our own by its marker, then whoever came
 * by a messaging channel or takes part by an SDK is a customer. Who posts by the API is anybody.
 */
export function authorOf(fields: Fields, connection: TwilioConnection): Authorship {
  const name = word(fields, 'Author') ?? '';
  const address = addressOf(name);
  const source = word(fields, 'Source')?.toUpperCase();
  const isNumber = address !== undefined && (address.channel !== 'sms' || /^\+\d{4,15}$/.test(address.address));
  const kind = kindOf({ name, source, isNumber, fields }, connection);
  const id = text(isNumber ? address.address : name, 400);
  const author = known({ kind, id, address: isNumber ? address.address.slice(0, 1024) : undefined }) as Party;
  if (kind !== 'customer') return { author, channel: undefined };
  if (source !== undefined && !ownSources.has(source)) return { author, channel: source.toLowerCase().slice(0, 128) };
  return { author, channel: isNumber ? address.channel : 'webchat' };
}

interface Signs {
  readonly name: string;
  readonly source: string | undefined;
  readonly isNumber: boolean;
  readonly fields: Fields;
}

function kindOf({ name, source, isNumber, fields }: Signs, connection: TwilioConnection): Party['kind'] {
  if (name !== '' && connection.botIds?.includes(name)) return 'bot';
  if (name === 'system') return 'system';
  if (ownActionIn(fields, connection) !== undefined || isAgent(name, connection)) return 'agent';
  if (source !== undefined && !ownSources.has(source)) return 'customer';
  if (source === 'API' || name === '') return 'unknown';
  // A web chat's customer is a participant that writes by an SDK; a message list says only the participant.
  const takesPart = word(fields, 'ClientIdentity', 'ParticipantSid') !== undefined;
  return isNumber || takesPart ? 'customer' : 'unknown';
}

function isAgent(name: string, { agentIds }: TwilioConnection): boolean {
  return typeof agentIds === 'function' ? agentIds(name) : (agentIds?.includes(name) ?? false);
}

/** `Author` of our own replies in Conversations. */
export const ownAuthor = ({ send }: TwilioConnection): string => send?.author ?? 'deskrail';

/**
 * The action of ours that sent a message. A participant can write into `Attributes` as well, and is not believed: by the
 * API nobody writes but those who hold the account's keys. Lists and Event Streams do not say the source; there the
 * author must be ours.
 */
export function ownActionIn(fields: Fields, connection: TwilioConnection): string | undefined {
  const source = word(fields, 'Source')?.toUpperCase();
  const takesPart = word(fields, 'ClientIdentity', 'ParticipantSid') !== undefined;
  const isOwn =
    source === undefined ? !takesPart && word(fields, 'Author') === ownAuthor(connection) : source === 'API';
  return isOwn ? markerIn(fields) : undefined;
}

/** The action that a message's `Attributes` name, whoever wrote them. */
export function markerIn(fields: Fields): string | undefined {
  const attributes = fields.get('Attributes');
  if (typeof attributes === 'string' && !attributes.includes(actionParameter)) return undefined;
  const json = typeof attributes === 'string' ? readJson(new TextEncoder().encode(attributes)) : undefined;
  const value = json === undefined ? attributes : json.readable ? json.value : undefined;
  const action = isObject(value) ? value[actionParameter] : undefined;
  return typeof action === 'string' && /^[\w-]{1,128}$/.test(action) ? action : undefined;
}
