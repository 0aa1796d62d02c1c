import type { Connection } from '@deskrail/contracts';
import { type ZendeskOptions, zendeskReceive } from '../receive.js';

/**
 * A Zendesk account: receives its webhooks and, where `rest` is given, carries out approved actions and reads back what
 * its webhooks missed. What acts and reads, and the HTTP client it uses, is loaded when first asked for.
 */
export function zendesk(options: ZendeskOptions): Connection {
  const receiving = zendeskReceive(options);
  if (options.rest === undefined) return receiving;
  const connection: Connection = {
    ...receiving,
    openExecutor: async (executorOptions) => {
      const { openZendeskExecutor } = await import('../act.js');
      return openZendeskExecutor(connection, executorOptions);
    },
    openReconciler: async (executorOptions) => {
      const { openZendeskReconciler } = await import('../act.js');
      return openZendeskReconciler(connection, executorOptions);
    },
  };
  return connection;
}
