import type { Delivery, Verification } from '@deskrail/contracts';
import { decodeBase64 } from '@deskrail/webhooks';
import { equalText } from '@deskrail/webhooks/hmac';
import type { TwilioConnection } from './connection.js';
import { isJson } from './form.js';

const encoder = new TextEncoder();
const encoded = new WeakMap<TwilioConnection, Map<string, readonly Uint8Array[]>>();

export interface Keys {
  /** Of the account that the connection is for, which may speak for its subaccounts. */
  readonly main: readonly Uint8Array[];
  /** Of the subaccount that the delivery says it is of: they sign for no other. */
  readonly own: readonly Uint8Array[];
}

/** The keys to try. The account is what the delivery says of itself, and is believed once one of its keys fits. */
export function keysOf(connection: TwilioConnection, account: string | undefined): Keys {
  let known = encoded.get(connection);
  if (known === undefined) {
    known = new Map(
      Object.entries(connection.tokensByAccount ?? {}).map(([name, tokens]) => [name, encode([tokens].flat())]),
    );
    known.set('', encode(connection.secrets));
    encoded.set(connection, known);
  }
  return { main: known.get('') ?? [], own: (account === undefined ? undefined : known.get(account)) ?? [] };
}

/** An empty one never verifies anything. */
const encode = (tokens: readonly string[]): readonly Uint8Array[] =>
  tokens.filter((token) => token.trim() !== '').map((token) => encoder.encode(token));

/** A right signature of an account that may not say this. */
export function accountProblem(
  connection: TwilioConnection,
  { accounts, byMain }: { readonly accounts: readonly string[]; readonly byMain: boolean },
): string | undefined {
  if (!byMain && accounts.some((account) => account !== accounts[0])) {
    return 'The signature is right, but a subaccount’s token signs for itself alone, and there are events of others.';
  }
  return accounts.some((account) => isForeign(connection, account))
    ? 'The signature is right, but the delivery is of another account.'
    : undefined;
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
    for (const each of given) matched = (equalText(each ?? '', secret) && secret.length > 0) || matched;
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
