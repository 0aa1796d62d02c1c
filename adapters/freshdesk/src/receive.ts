import type { Adapter } from '@deskrail/contracts';
import type { FreshdeskConnection } from './normalize/connection.js';
import { createFreshdeskMemory } from './normalize/memory.js';
import { normalize } from './normalize.js';
import { type FreshdeskPayload, readPayload } from './payload.js';
import { actionKinds } from './receive/action-kinds.js';
import { checkConnection, verify } from './verify.js';

export type { FreshdeskConnection } from './normalize/connection.js';
export { createFreshdeskMemory, type FreshdeskMemory } from './normalize/memory.js';
export { freshdeskTemplate } from './normalize/template.js';

/** Reads Freshdesk's automation webhooks, whatever their content, and events that a Freshworks app passes on. */
export const freshdeskAdapter: Adapter<FreshdeskPayload> = {
  desk: 'freshdesk',
  verify,
  read: readPayload,
  normalize,
  // Freshdesk tries again after anything that is no 2xx: in 5, 30 and 60 minutes.
  retry: { status: 503 },
  checkConnection,
};

export type FreshdeskReceiveOptions = Omit<
  FreshdeskConnection,
  'desk' | 'adapter' | 'openExecutor' | 'openReconciler' | 'enrich'
>;

/** A connection that only receives. Throws `secret-empty` or `config-invalid` at once. */
export function freshdeskReceive(options: FreshdeskReceiveOptions): FreshdeskConnection {
  const connection: FreshdeskConnection = {
    actionKinds,
    ...options,
    desk: 'freshdesk',
    adapter: freshdeskAdapter as Adapter,
    memory: options.memory ?? createFreshdeskMemory(),
  };
  checkConnection(connection);
  return connection;
}
