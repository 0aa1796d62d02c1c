import type { Connection, Delivery } from '@deskrail/contracts';
import { equalBytes } from './equal-bytes.js';

const encoder = new TextEncoder();

/** Whether the URL's secret part is one the connection names. True where the connection names none. Every one is compared. */
export function checkPathSecret(delivery: Delivery, connection: Connection): boolean {
  if (connection.pathSecrets === undefined || connection.pathSecrets.length === 0) return true;
  const given = encoder.encode(delivery.pathSecret ?? '');
  let right = false;
  for (const secret of connection.pathSecrets) {
    const same = equalBytes(given, encoder.encode(secret));
    right = (same && secret.length > 0) || right;
  }
  return right;
}
