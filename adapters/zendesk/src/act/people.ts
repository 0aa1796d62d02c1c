import type { Connection, Party } from '@deskrail/contracts';
import { identifier, isObject, type JsonObject, known, text } from '@deskrail/webhooks';
import { kindOf } from '../normalize/party.js';

/** Users that came along with an answer, by id. */
export type People = ReadonlyMap<string, JsonObject>;

export function peopleIn(body: JsonObject | undefined): People {
  const users = Array.isArray(body?.users) ? body.users.filter(isObject) : [];
  return new Map(users.flatMap((user) => (identifier(user.id) === undefined ? [] : [[String(user.id), user]])));
}

const staff: ReadonlyMap<unknown, boolean> = new Map([
  ['agent', true],
  ['admin', true],
  ['end-user', false],
]);

interface Place {
  readonly connection: Connection;
  readonly ticket: JsonObject;
  readonly people: People;
}

/** Somebody of a ticket, as the desk's own record of them says. A customer comes with their address. */
export function personOf(value: unknown, { connection, ticket, people }: Place): Party {
  const id = identifier(value);
  const user: JsonObject = (id === undefined ? undefined : people.get(id)) ?? {};
  const signs = { id, isStaff: staff.get(user.role), requesterId: ticket.requester_id, assigneeId: ticket.assignee_id };
  const kind = kindOf(signs, connection);
  const address = kind === 'customer' ? (text(user.email, 1024) ?? text(user.phone, 1024)) : undefined;
  return known({ kind, id, name: text(user.name, 1024), address });
}
