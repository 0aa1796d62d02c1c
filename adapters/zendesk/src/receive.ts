import type { Adapter, Connection } from '@deskrail/contracts';
import { normalize } from './normalize.js';
import { readPayload, type ZendeskPayload } from './payload.js';
import { actionKinds } from './receive/action-kinds.js';
import { checkConnection, verify } from './verify.js';

export { zendeskTemplate } from './normalize/template.js';

/** Reads Zendesk's webhooks: event subscriptions, and triggers that send {@link zendeskTemplate}. */
export const zendeskAdapter: Adapter<ZendeskPayload> = {
  desk: 'zendesk',
  // A trigger's webhook may be told to use any of these; without a body it is kept as unreadable.
  methods: ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'],
  verify,
  read: readPayload,
  normalize,
  // Zendesk sends again after 409; after other failures it mostly does not.
  retry: { status: 409 },
  checkConnection,
};

export type ZendeskReceiveOptions = Omit<Connection, 'desk' | 'adapter' | 'openExecutor' | 'openReconciler' | 'enrich'>;

/** A connection that only receives. Throws `secret-empty`, `secret-public` or `config-invalid` at once. */
export function zendeskReceive(options: ZendeskReceiveOptions): Connection {
  const connection: Connection = { actionKinds, ...options, desk: 'zendesk', adapter: zendeskAdapter as Adapter };
  checkConnection(connection);
  return connection;
}
