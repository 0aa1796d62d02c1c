import { enrichLater } from '@deskrail/webhooks/act';
import { type FreshdeskConnection, type FreshdeskReceiveOptions, freshdeskReceive } from '../receive.js';
import type { FreshdeskEnrichOptions } from './enrich.js';

export interface FreshdeskOptions extends FreshdeskReceiveOptions {
  /**
   * With `rest`: ask Freshdesk for what a webhook lacks while it waits, and with `confirm` whether what it says is so.
   * Default: false.
   */
  readonly enrich?: boolean | FreshdeskEnrichOptions;
}

/**
 * A Freshdesk account: receives its webhooks and, where `rest` is given, carries out approved actions and reads back what
 * its webhooks missed. What acts and reads, and the HTTP client it uses, is loaded when first asked for.
 */
export function freshdesk(options: FreshdeskOptions): FreshdeskConnection {
  const { enrich = false, ...given } = options;
  const receiving = freshdeskReceive(given);
  if (options.rest === undefined) return receiving;
  const act = () => import('../act.js');
  const enriching = enrich === true ? {} : enrich;
  const connection: FreshdeskConnection = {
    ...receiving,
    openExecutor: async (executorOptions) => (await act()).openFreshdeskExecutor(connection, executorOptions),
    openReconciler: async (reading) => (await act()).openFreshdeskReconciler(connection, reading),
    ...(enriching === false
      ? {}
      : { enrich: enrichLater(async () => (await act()).createFreshdeskEnrich(connection, enriching)) }),
  };
  return connection;
}
