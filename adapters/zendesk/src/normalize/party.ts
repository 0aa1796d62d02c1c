import type { Connection, Party } from '@deskrail/contracts';
import { identifier, known, text } from '@deskrail/webhooks';

/** The user that Zendesk itself acts as. */
const systemUser = '-1';

interface Signs {
  readonly id: string | undefined;
  /** Zendesk’s own word for it, where it says. */
  readonly isStaff?: unknown;
  readonly requesterId?: unknown;
  readonly assigneeId?: unknown;
}

/**
 * Whose hand it was: bots by the connection’s list, then what the vendor says, then whether it is the requester or the
 * assignee. The channel says nothing of it: it is the ticket’s, and an agent’s answer to a mail bears `mail` as well.
 */
export function kindOf({ id, isStaff, requesterId, assigneeId }: Signs, connection: Connection): Party['kind'] {
  if (id === undefined) return isStaff === true ? 'agent' : isStaff === false ? 'customer' : 'unknown';
  if (id === systemUser) return 'system';
  if (connection.botIds?.includes(id) || id.startsWith('zd:')) return 'bot';
  if (isStaff === true) return 'agent';
  if (isStaff === false || id === identifier(requesterId)) return 'customer';
  return id === identifier(assigneeId) ? 'agent' : 'unknown';
}

export const partyOf = (signs: Signs, connection: Connection, name?: unknown, address?: unknown): Party =>
  known({ kind: kindOf(signs, connection), id: signs.id, name: text(name, 1024), address: text(address, 1024) });

export const agentOrNobody = (value: unknown): Party | null => {
  const id = identifier(value);
  return id === undefined ? null : { kind: 'agent', id };
};
