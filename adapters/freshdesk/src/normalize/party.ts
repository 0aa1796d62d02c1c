import { type Connection, formatActor, type Party } from '@deskrail/contracts';
import { actorOf, identifier, type JsonObject, known, text } from '@deskrail/webhooks';
import type { FreshdeskConnection } from './connection.js';
import { type Fields, fieldId, fieldText } from './fields.js';

const same = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && one.trim().toLowerCase() === other?.trim().toLowerCase();

export const requesterOf = (fields: Fields): Party =>
  known({
    kind: 'customer' as const,
    id: fieldId(fields, 'requester_id'),
    name: fieldText(fields, 'requester_name', 1024),
    address: fieldText(fields, 'requester_email', 1024) ?? fieldText(fields, 'requester_phone', 1024),
  });

/** `null`: nobody. `undefined`: not said. */
export function assigneeOf(fields: Fields): Party | null | undefined {
  if (!fields.has('agent_name') && !fields.has('agent_id')) return undefined;
  const agent = {
    id: fieldId(fields, 'agent_id'),
    name: fieldText(fields, 'agent_name', 1024),
    address: fieldText(fields, 'agent_email', 1024),
  };
  return agent.id === undefined && agent.name === undefined ? null : known({ kind: 'agent' as const, ...agent });
}

/**
 * Who wrote a comment that says only a name: the requester's is the customer's, the assignee's the agent's, and only agents
 * write private notes. Anybody else is an agent or a customer in copy; nobody can tell.
 */
export function authorOf(
  name: string | undefined,
  visibility: 'public' | 'private',
  fields: Fields,
  { botNames = [] }: FreshdeskConnection,
): Party {
  if (name !== undefined && botNames.some((bot) => same(bot, name))) return { kind: 'bot', name };
  const requester = requesterOf(fields);
  const assignee = assigneeOf(fields);
  const isRequester = same(name, requester.name);
  const isAssignee = assignee !== null && same(name, assignee?.name);
  if (isRequester && !isAssignee && visibility === 'public') return requester;
  if (isAssignee && !isRequester) return assignee as Party;
  return known({ kind: visibility === 'private' ? ('agent' as const) : ('unknown' as const), name });
}

/** A user of an app's event or of the API, whose hand is known otherwise. */
export function userOf(kind: 'agent' | 'customer', user: JsonObject, connection: Connection): Party {
  const id = identifier(user.id);
  const isBot = id !== undefined && connection.botIds?.includes(id) === true;
  return known({
    kind: isBot ? ('bot' as const) : kind,
    id,
    name: text(user.name, 1024),
    address: text(user.email, 1024) ?? text(user.phone, 1024) ?? text(user.mobile, 1024),
  });
}

export const agentOrNobody = (value: unknown): Party | null => {
  const id = identifier(value);
  return id === undefined ? null : { kind: 'agent', id };
};

export const groupOrNobody = (value: unknown, name?: string | undefined): { id: string; name?: string } | null => {
  const id = identifier(value);
  return id === undefined ? null : known({ id, name });
};

/** Where the desk says only a name, the kind of actor is what is known. */
export const actorFor = (party: Party): string =>
  party.id === undefined ? formatActor(party.kind === 'unknown' ? 'agent' : party.kind) : actorOf(party);
