import {
  type Connection,
  type Delivery,
  DeskrailError,
  type ErrorCode,
  isTimestamp,
  type Verification,
} from '@deskrail/contracts';
import { checkPathSecret, decodeBase64 } from '@deskrail/webhooks';
import { equalBytes, hmacSha256 } from '@deskrail/webhooks/hmac';
import { accountIdOf, readPayload } from './payload.js';
import { explainMismatch, publicTestSecret } from './verify/explain.js';

const signatureLength = 44;
const defaultFreshnessSeconds = 300;

const encoder = new TextEncoder();
const encodedSecrets = new WeakMap<Connection, readonly Uint8Array[]>();

/** Throws `secret-empty`, `secret-public` or `config-invalid` for a connection that could not verify anything safely. */
export function checkConnection(connection: Connection): void {
  const where = `Zendesk connection ${JSON.stringify(connection.id)}`;
  if (connection.secrets.length === 0 || connection.secrets.some((secret) => secret.trim() === '')) {
    throw new DeskrailError(
      'secret-empty',
      `${where} has no signing secret, or an empty one. Copy it from Admin Center → Apps and integrations → Webhooks → Reveal secret.`,
    );
  }
  if (connection.secrets.some((secret) => secret !== secret.trim())) {
    throw new DeskrailError('config-invalid', `${where}: a signing secret has white space around it. Remove it.`);
  }
  if (connection.allowTestSecret !== true && connection.secrets.includes(publicTestSecret)) {
    throw new DeskrailError(
      'secret-public',
      `${where} uses the test secret that Zendesk publishes. Use the webhook’s own secret, or set allowTestSecret while testing.`,
    );
  }
  if (connection.pathSecrets?.some((secret) => secret === '')) {
    throw new DeskrailError('secret-empty', `${where}: a path secret is empty. Remove it or give it a value.`);
  }
  const { freshnessSeconds } = connection;
  if (freshnessSeconds !== undefined && !(freshnessSeconds > 0)) {
    throw new DeskrailError('config-invalid', `${where}: freshnessSeconds must be above 0.`);
  }
}

const refuse = (code: ErrorCode, cause: string): Verification => ({ authentic: false, code, cause });

/**
 * Headers, then the MAC over timestamp and raw bytes, then the time, then the account. `cause` says which of the usual
 * mistakes it was; only the log should hear it.
 */
export async function verify(delivery: Delivery, connection: Connection): Promise<Verification> {
  const signature = delivery.headers.get('x-zendesk-webhook-signature');
  const timestamp = delivery.headers.get('x-zendesk-webhook-signature-timestamp');
  if (signature === null || signature === '' || timestamp === null || timestamp === '') {
    const missing = [!signature && 'signature', !timestamp && 'timestamp'].filter(Boolean).join(' and ');
    const browser = delivery.method === 'GET' ? ' A browser that opens the URL sends none.' : '';
    return refuse(
      'signature-missing',
      `No ${missing} header. A proxy may drop it, or the sender is not Zendesk.${browser}`,
    );
  }
  if (timestamp.includes(',')) return refuse('signature-malformed', 'The timestamp header came more than once.');
  const mac = decodeSignature(signature);
  if (typeof mac === 'string') return refuse('signature-malformed', mac);

  let matches = false;
  // Every secret is tried, so that the time does not tell which one matched.
  for (const key of keysOf(connection)) {
    const expected = hmacSha256(key, timestamp, delivery.body);
    matches = equalBytes(expected instanceof Uint8Array ? expected : await expected, mac) || matches;
  }
  if (!matches) {
    return refuse('signature-invalid', await explainMismatch(delivery, connection, mac));
  }
  if (!checkPathSecret(delivery, connection)) {
    return refuse('signature-invalid', 'The signature is right, but not the secret part of the URL.');
  }
  return checkTime(timestamp, delivery, connection) ?? checkAccount(delivery, connection) ?? authentic;
}

const authentic: Verification = { authentic: true, authenticity: 'signed' };

function keysOf(connection: Connection): readonly Uint8Array[] {
  let keys = encodedSecrets.get(connection);
  if (keys === undefined) {
    // As text: the secret looks like base64 but is not to be decoded. An empty one never verifies anything.
    keys = connection.secrets.filter((secret) => secret.trim() !== '').map((secret) => encoder.encode(secret));
    encodedSecrets.set(connection, keys);
  }
  return keys;
}

/** The MAC's bytes, or what is wrong with the header. */
function decodeSignature(signature: string): Uint8Array | string {
  if (signature.includes(',')) return 'The signature header came more than once.';
  if (/^[\da-f]{64}$/i.test(signature)) return 'The signature is hexadecimal; Zendesk sends base64.';
  if (signature.length < signatureLength) {
    return `The signature is cut short: ${signature.length} characters, not ${signatureLength}.`;
  }
  if (signature.length > signatureLength)
    return `The signature has ${signature.length} characters, not ${signatureLength}.`;
  return decodeBase64(signature) ?? 'The signature is not padded base64 in the standard alphabet.';
}

function checkTime(timestamp: string, delivery: Delivery, connection: Connection): Verification | undefined {
  const signedAtMs = isTimestamp(timestamp) ? Date.parse(timestamp) : Number.NaN;
  const freshnessSeconds = connection.freshnessSeconds ?? defaultFreshnessSeconds;
  const off = Math.round((delivery.receivedAtMs - signedAtMs) / 1000);
  if (Math.abs(delivery.receivedAtMs - signedAtMs) <= freshnessSeconds * 1000) return undefined;
  const cause = Number.isNaN(signedAtMs)
    ? 'The signature is right, but its timestamp is no ISO 8601 time.'
    : `The signature is right, but its time is ${Math.abs(off)} s ${off > 0 ? 'behind' : 'ahead of'} this clock (limit ${freshnessSeconds} s): a late retry, a replay, or a clock off by ${off} seconds.`;
  return { authentic: false, code: 'signature-stale', cause, stale: true };
}

/** The header is not under the MAC, the body is: each is held against the connection and against the other. */
function checkAccount(delivery: Delivery, connection: Connection): Verification | undefined {
  const header = delivery.headers.get('x-zendesk-account-id') ?? undefined;
  if (header === undefined && connection.accountId === undefined) return undefined;
  const body = accountIdOf(readPayload(delivery));
  const known = [connection.accountId, header, body].filter((id) => id !== undefined);
  if (known.every((id) => id === known[0])) return undefined;
  return refuse('signature-invalid', 'The signature is right, but the delivery is of another Zendesk account.');
}
