import { type TwilioConnection, type TwilioOptions, twilioReceive } from '../receive.js';

/**
 * A Twilio account: receives its webhooks and, where `rest` is given, sends approved replies and reads its message list
 * back. What does so, and the HTTP client it uses, are loaded when first asked for.
 */
export function twilio(options: TwilioOptions): TwilioConnection {
  const receiving = twilioReceive(options);
  if (options.rest === undefined) return receiving;
  const act = () => import('../act.js');
  const connection: TwilioConnection = {
    ...receiving,
    openExecutor: async (executorOptions) => (await act()).openTwilioExecutor(connection, executorOptions),
    openReconciler: async (reading) => (await act()).openTwilioReconciler(connection, reading),
  };
  return connection;
}
