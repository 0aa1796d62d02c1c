import type { Connection, FactIdentity } from '@deskrail/contracts';
import { derivedId } from '@deskrail/webhooks';

/** A case opens once: every way that tells of it gives the same id. */
export async function openingIdentity(about: {
  readonly connection: Connection;
  readonly ticketId: string;
}): Promise<FactIdentity> {
  return { ...(await changeIdentity(about.connection, 'case.opened.v1', about.ticketId)), identity: 'exact' };
}

/** An id made of the change, whatever it is made of. */
export const changeIdentity = (
  connection: Connection,
  type: string,
  change: unknown,
): FactIdentity | Promise<FactIdentity> =>
  derivedId({ tenant: connection.tenant, connection: connection.id }, type, change);
