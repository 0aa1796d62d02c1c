import type { Connection } from '@deskrail/contracts';
import { enrichLater } from '@deskrail/webhooks/act';
import { type ZendeskReceiveOptions, zendeskReceive } from '../receive.js';
import type { ZendeskEnrichOptions } from './enrich.js';

export interface ZendeskOptions extends ZendeskReceiveOptions {
  /**
   * With `rest`: ask Zendesk for what its events leave out, while a webhook waits: a messaging conversation's state, a
   * customer's name and e-mail address. Default: false.
   */
  readonly enrich?: boolean | ZendeskEnrichOptions;
}

/**
 * A Zendesk account: receives its webhooks and, where `rest` is given, carries out approved actions and reads back what
 * its webhooks missed. What acts and reads, and the HTTP client it uses, is loaded when first asked for.
 */
export function zendesk(options: ZendeskOptions): Connection {
  const { enrich = false, ...given } = options;
  const receiving = zendeskReceive(given);
  if (options.rest === undefined) return receiving;
  const act = () => import('../act.js');
  const enriching = enrich === true ? {} : enrich;
  const connection: Connection = {
    ...receiving,
    openExecutor: async (executorOptions) => (await act()).openZendeskExecutor(connection, executorOptions),
    openReconciler: async (reading) => (await act()).openZendeskReconciler(connection, reading),
    ...(enriching === false
      ? {}
      : { enrich: enrichLater(async () => (await act()).createZendeskEnrich(connection, enriching)) }),
  };
  return connection;
}
