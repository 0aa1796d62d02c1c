import type { Delivery, Verification } from '@deskrail/contracts';
import { decodeBase64 } from '@deskrail/webhooks';
import { equalBytes } from '@deskrail/webhooks/hmac';
import type { TwilioConnection } from './connection.js';
import { isJson } from './form.js';

const encoder = new TextEncoder();
const encoded = new WeakMap<TwilioConnection, Map<string, readonly Uint8Array[]>>();

/**
 * The keys to try. The account is what the delivery says of itself: it only picks the keys, and is believed once one of
 * them fits. A subaccount's token never signs for another account.
 */
export function keysOf(connection: TwilioConnection, account: string | undefined): readonly Uint8Array[] {
  const own = account !== undefined && Object.hasOwn(connection.tokensByAccount ?? {}, account);
  const name = own ? account : '';
  let known = encoded.get(connection);
  if (known === undefined) {
    known = new Map();
    encoded.set(connection, known);
  }
  let keys = known.get(name);
  if (keys === undefined) {
    const tokens = own ? [connection.tokensByAccount?.[account] ?? []].flat() : connection.secrets;
    // An empty one never verifies anything.
    keys = tokens.filter((token) => token.trim() !== '').map((token) => encoder.encode(token));
    known.set(name, keys);
  }
  return keys;
}

/** A right signature of an account that this connection is not for. */
export function accountProblem(connection: TwilioConnection, accounts: readonly string[]): string | undefined {
  const [first] = accounts;
  if (accounts.some((account) => account !== first)) {
    return 'The signature is right, but the events are of more than one account.';
  }
  return isForeign(connection, first) ? 'The signature is right, but the delivery is of another account.' : undefined;
}

export function isForeign({ accountId, tokensByAccount }: TwilioConnection, account: string | undefined): boolean {
  return (
    accountId !== undefined &&
    account !== undefined &&
    account !== accountId &&
    !Object.hasOwn(tokensByAccount ?? {}, account)
  );
}

/** An unsigned Event Streams sink, where secrets for such are configured; `undefined` where there are none. */
export function sinkAccess(delivery: Delivery, { sinkSecrets = [] }: TwilioConnection): Verification | undefined {
  if (sinkSecrets.length === 0 || !isJson(delivery)) return undefined;
  const given = [delivery.pathSecret, basicPassword(delivery.headers.get('authorization'))];
  let matched = false;
  for (const secret of sinkSecrets) {
    const expected = encoder.encode(secret);
    for (const each of given) {
      matched = (equalBytes(encoder.encode(each ?? ''), expected) && expected.length > 0) || matched;
    }
  }
  if (matched) return { authentic: true, authenticity: 'shared-secret' };
  if (given.every((each) => each === undefined)) return undefined;
  return {
    authentic: false,
    code: 'signature-invalid',
    cause: 'No signature, and neither the Basic password nor the secret part of the URL is one of sinkSecrets.',
  };
}

function basicPassword(authorization: string | null): string | undefined {
  const bytes = decodeBase64(/^Basic ([A-Za-z\d+/=]+)$/i.exec(authorization ?? '')?.[1] ?? '');
  if (bytes === undefined) return undefined;
  const credentials = new TextDecoder().decode(bytes);
  const colon = credentials.indexOf(':');
  return colon < 0 ? undefined : credentials.slice(colon + 1);
}
