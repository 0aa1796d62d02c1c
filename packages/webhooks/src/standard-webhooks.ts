import { type Connection, type Delivery, DeskrailError, type ErrorCode, type Verification } from '@deskrail/contracts';
import { equalBytes, hmacSha256 } from '@deskrail/webhooks/hmac';
import { decodeBase64 } from './base64.js';
import { checkPathSecret } from './path-secret.js';

const encoder = new TextEncoder();
const defaultFreshnessSeconds = 300;
/** One for each secret in use is sent; nobody rotates this many. */
const maxSignatures = 16;
const prefix = 'whsec_';
const keysOfConnections = new WeakMap<Connection, readonly Uint8Array[]>();

const refuse = (code: ErrorCode, cause: string, stale = false): Verification =>
  stale ? { authentic: false, code, cause, stale } : { authentic: false, code, cause };

/**
 * Webhooks signed as the Standard Webhooks specification says (standardwebhooks.com): `webhook-id`, `webhook-timestamp`
 * in seconds, and `webhook-signature` with one `v1,<base64>` for each secret. Other versions of a signature are passed over.
 */
export async function verifyStandardWebhooks(delivery: Delivery, connection: Connection): Promise<Verification> {
  const [id, timestamp, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    delivery.headers.get(name),
  );
  if (!id || !timestamp || !given) {
    return refuse('signature-missing', 'webhook-id, webhook-timestamp or webhook-signature is not there.');
  }
  if (!/^\d{1,12}$/.test(timestamp)) {
    return refuse('signature-malformed', 'webhook-timestamp is no time in whole seconds, or came more than once.');
  }
  if (given.includes(', ')) return refuse('signature-malformed', 'webhook-signature came more than once.');
  const signatures = given.split(' ', maxSignatures).filter((signature) => signature.startsWith('v1,'));
  const macs = signatures.map((signature) => decodeBase64(signature.slice(3))).filter((mac) => mac !== undefined);
  if (macs.length === 0) {
    return refuse('signature-malformed', 'webhook-signature holds no v1 signature in padded base64.');
  }
  const signed = encoder.encode(`${id}.${timestamp}.`);
  let matches = false;
  // Every secret is tried, so that the time does not tell which one matched.
  for (const key of keysOf(connection)) {
    const expected = await hmacSha256(key, signed, delivery.body);
    for (const mac of macs) matches = equalBytes(expected, mac) || matches;
  }
  if (!matches) {
    return refuse('signature-invalid', 'No secret gives this signature: another endpoint’s secret, or a changed body.');
  }
  if (!checkPathSecret(delivery, connection)) {
    return refuse('signature-invalid', 'The signature is right, but not the secret part of the URL.');
  }
  const off = Math.round(delivery.receivedAtMs / 1000) - Number(timestamp);
  const limit = connection.freshnessSeconds ?? defaultFreshnessSeconds;
  if (Math.abs(off) <= limit) return { authentic: true, authenticity: 'signed' };
  const side = off > 0 ? 'behind' : 'ahead of';
  const cause = `The signature is right, but its time is ${Math.abs(off)} s ${side} this clock (limit ${limit} s): a late retry, a replay, or a clock that is off.`;
  return refuse('signature-stale', cause, true);
}

/** Throws `config-invalid` for a secret that is not `whsec_` and base64, or is shorter than 24 bytes. */
export function checkStandardSecrets(connection: Connection): void {
  if (connection.secrets.every((secret) => (keyOf(secret)?.length ?? 0) >= 24)) return;
  throw new DeskrailError(
    'config-invalid',
    `${connection.desk} connection ${JSON.stringify(connection.id)}: a secret is not whsec_ and the base64 of 24 bytes or more. Copy it whole.`,
  );
}

function keysOf(connection: Connection): readonly Uint8Array[] {
  let keys = keysOfConnections.get(connection);
  if (keys === undefined) {
    // An empty secret never verifies anything.
    keys = connection.secrets.map(keyOf).filter((key) => key !== undefined && key.length > 0) as Uint8Array[];
    keysOfConnections.set(connection, keys);
  }
  return keys;
}

const keyOf = (secret: string): Uint8Array | undefined =>
  decodeBase64(secret.startsWith(prefix) ? secret.slice(prefix.length) : secret);
