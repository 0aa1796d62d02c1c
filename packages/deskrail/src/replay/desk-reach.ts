import type { ActionKind, Connection, Connections, Fact } from '@deskrail/contracts';
import { freshdeskReceive } from '@deskrail/freshdesk/receive';
import { twilioReceive } from '@deskrail/twilio/receive';
import { zendeskReceive } from '@deskrail/zendesk/receive';

type Reach = Pick<Connection, 'actionKinds' | 'replyAtMost'>;

/** What each desk can carry out, as its receiving half knows it: no credential is needed for that, and none is had. */
function reachOfDesks(): ReadonlyMap<string, Reach> {
  const place = { id: 'replay', tenant: 'replay', secrets: ['nothing is received by a replay'] };
  const made = [zendeskReceive(place), freshdeskReceive(place), twilioReceive(place)];
  return new Map(made.map(({ desk, actionKinds, replyAtMost }) => [desk, reach({ actionKinds, replyAtMost })]));
}

const reach = ({
  actionKinds,
  replyAtMost,
}: {
  actionKinds?: readonly ActionKind[] | undefined;
  replyAtMost?: number | undefined;
}): Reach => ({
  ...(actionKinds !== undefined && { actionKinds }),
  ...(replyAtMost !== undefined && { replyAtMost }),
});

/** Tells the recommender what the desk of a connection can carry out, by the facts that came from there. */
export interface DeskReaches {
  readonly connections: Connections;
  /** Before a fact is recommended for. */
  note(fact: Fact): void;
}

/**
 * A configured connection says so itself; of any other the vendor that its facts name does. A look-up function is never
 * called, as it would fetch secrets.
 */
export function deskReaches(configured: Connections | undefined): DeskReaches {
  const desks = reachOfDesks();
  const known = new Map<string, Connection>();
  const listed = Array.isArray(configured) ? (configured as readonly Connection[]) : [];
  const bare = (id: string, tenant: string, desk: string, can: Reach): Connection =>
    // Nothing verifies or sends by it.
    ({ id, tenant, desk, secrets: [], adapter: undefined as never, ...can });
  for (const { id, tenant, desk, actionKinds, replyAtMost } of listed) {
    known.set(id, bare(id, tenant, desk, reach({ actionKinds, replyAtMost })));
  }
  return {
    connections: async (id) => known.get(id),
    note({ connection, tenant, data }) {
      if (connection === undefined || known.has(connection)) return;
      const vendor = (data as { readonly origin?: { readonly vendor?: string } }).origin?.vendor ?? '';
      known.set(connection, bare(connection, tenant, vendor, desks.get(vendor) ?? {}));
    },
  };
}
