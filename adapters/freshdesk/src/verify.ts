import { type Connection, type Delivery, DeskrailError, type ErrorCode, type Verification } from '@deskrail/contracts';
import { checkPathSecret, decodeBase64 } from '@deskrail/webhooks';
import { equalText } from '@deskrail/webhooks/hmac';
import type { FreshdeskConnection } from './normalize/connection.js';
import { accountIdOf, readPayload } from './payload.js';
import { addressRange, isAllowed } from './verify/addresses.js';

export const defaultSecretHeader = 'X-Deskrail-Secret';

const headerName = /^[\w!#$%&'*+.^`|~-]{1,100}$/;

/** Throws `secret-empty` or `config-invalid` for a connection that could not tell Freshdesk from anybody else. */
export function checkConnection(connection: FreshdeskConnection): void {
  const where = `Freshdesk connection ${JSON.stringify(connection.id)}`;
  const wrong = (what: string): DeskrailError => new DeskrailError('config-invalid', `${where}: ${what}`);
  const secrets = [...connection.secrets, ...(connection.pathSecrets ?? [])];
  if (connection.secrets.length === 0 || secrets.some((secret) => secret.trim() === '')) {
    throw new DeskrailError(
      'secret-empty',
      `${where} has no shared secret, or an empty one. Freshdesk signs nothing, so anybody could deliver. Make one up (32 random characters) and send it by a header of the webhook.`,
    );
  }
  if (secrets.some((secret) => secret !== secret.trim())) {
    throw wrong('a shared secret has white space around it. Remove it.');
  }
  if (secrets.some((secret) => !/^[\x20-\x7e]+$/.test(secret))) {
    throw wrong('a shared secret has characters that a header does not carry unchanged. Use letters and digits.');
  }
  if (connection.secretHeader !== undefined && !headerName.test(connection.secretHeader)) {
    throw wrong('secretHeader is no name of a header. Leave it out for X-Deskrail-Secret.');
  }
  for (const range of connection.allowedAddresses ?? []) {
    if (addressRange(range) === undefined) {
      throw wrong(`allowedAddresses: ${JSON.stringify(range)} is no address and no range such as 192.0.2.0/24.`);
    }
  }
}

const refuse = (code: ErrorCode, cause: string): Verification => ({ authentic: false, code, cause });

/**
 * The sender's address where the connection lists some, then the shared secret: by header, as Basic password or in the
 * path, whichever came. `cause` says which of the usual mistakes it was; only the log should hear it.
 */
export async function verify(delivery: Delivery, connection: FreshdeskConnection): Promise<Verification> {
  const shown = secretsShown(delivery, connection);
  const right = shown.filter(({ secret }) => secret !== undefined && isSecret(secret, connection));
  const address = checkAddress(delivery, connection);
  if (address !== undefined) return address;
  if (right.length === 0) {
    const byPath = connection.pathSecrets !== undefined && connection.pathSecrets.length > 0;
    const pathAlone = byPath && delivery.pathSecret !== undefined && checkPathSecret(delivery, connection);
    if (!pathAlone) return notShown(delivery, shown, connection);
  }
  if (!checkPathSecret(delivery, connection)) {
    return refuse('signature-invalid', 'The shared secret is right, but not the secret part of the URL (pathSecrets).');
  }
  return checkAccount(delivery, connection) ?? { authentic: true, authenticity: 'shared-secret' };
}

type Way = 'header' | 'basic' | 'path';

interface Shown {
  readonly way: Way;
  /** `undefined`: the way was taken, but there is no secret to be had of it. */
  readonly secret: string | undefined;
  readonly why?: string;
}

function secretsShown(delivery: Delivery, connection: FreshdeskConnection): readonly Shown[] {
  const shown: Shown[] = [];
  const header = delivery.headers.get(connection.secretHeader ?? defaultSecretHeader);
  if (header !== null) shown.push({ way: 'header', secret: header });
  const authorization = delivery.headers.get('authorization');
  if (authorization !== null && authorization !== '') shown.push(basicOf(authorization));
  if (delivery.pathSecret !== undefined && delivery.pathSecret !== '') {
    shown.push({ way: 'path', secret: delivery.pathSecret });
  }
  return shown;
}

function basicOf(authorization: string): Shown {
  const malformed = (why: string): Shown => ({ way: 'basic', secret: undefined, why });
  const encoded = /^basic +(\S+)$/i.exec(authorization.trim())?.[1];
  if (encoded === undefined) return malformed('The Authorization header is not Basic with one base64 text after it.');
  const bytes = decodeBase64(encoded);
  if (bytes === undefined) return malformed('The Authorization header’s base64 is not in the standard, padded form.');
  const text = new TextDecoder().decode(bytes);
  const colon = text.indexOf(':');
  if (colon < 0) return malformed('The Authorization header has no colon between user and password.');
  return { way: 'basic', secret: text.slice(colon + 1) };
}

/** Every secret is compared, so that the time does not tell which one matched. */
function isSecret(given: string, { secrets }: Connection): boolean {
  let right = false;
  for (const secret of secrets) {
    const same = equalText(given, secret);
    right = (same && secret.trim() !== '') || right;
  }
  return right;
}

const ways: Readonly<Record<Way, string>> = {
  header: 'The shared secret in the header',
  basic: 'The password of the Authorization header',
  path: 'The secret part of the URL',
};

function notShown(delivery: Delivery, shown: readonly Shown[], connection: FreshdeskConnection): Verification {
  const name = connection.secretHeader ?? defaultSecretHeader;
  const [first] = shown;
  if (first === undefined) {
    const other = name.toLowerCase() !== defaultSecretHeader.toLowerCase() && delivery.headers.has(defaultSecretHeader);
    return refuse(
      'signature-missing',
      other
        ? `There is a header ${defaultSecretHeader}, but this connection’s secretHeader is ${name}.`
        : `There is no shared secret: no header ${name}, no Basic password, and none in the URL. Set one in the automation’s webhook; a proxy may drop headers.`,
    );
  }
  const malformed = shown.find(({ secret }) => secret === undefined);
  if (malformed !== undefined && shown.length === 1) {
    return refuse('signature-malformed', malformed.why ?? 'The Authorization header is malformed.');
  }
  const { way, secret = '' } = shown.find((each) => each.secret !== undefined) ?? first;
  return refuse('signature-invalid', `${ways[way]} ${mistakeIn(secret, connection)}`);
}

function mistakeIn(secret: string, connection: FreshdeskConnection): string {
  if (secret.trim() === '') return 'is empty. A placeholder or variable may not have been filled in.';
  if (isSecret(secret.replace(/\s+/g, ''), connection)) return 'is right, but for white space in it. Remove it.';
  if (isSecret(secret.replace(/^(["'])(.*)\1$/, '$2'), connection))
    return 'is right, but for quotation marks around it.';
  if (isSecret(secret.replace(/^(bearer|basic|token) +/i, ''), connection)) {
    return 'is right, but for a word before it. Give the secret alone.';
  }
  if (secret.includes(',') && secret.split(',').some((part) => isSecret(part.trim(), connection))) {
    return 'came more than once.';
  }
  return 'is not one of this connection’s: another webhook’s, or one that was rotated out.';
}

function checkAddress(
  { remoteAddress }: Delivery,
  { allowedAddresses }: FreshdeskConnection,
): Verification | undefined {
  if (allowedAddresses === undefined || allowedAddresses.length === 0) return undefined;
  const allowed = remoteAddress === undefined ? undefined : isAllowed(remoteAddress, allowedAddresses);
  if (allowed === true) return undefined;
  if (allowed === false) {
    return refuse('signature-invalid', `The sender’s address ${remoteAddress} is not among allowedAddresses.`);
  }
  return refuse(
    'signature-invalid',
    'The connection has allowedAddresses, but this host does not tell the sender’s address. Use a host that does, or leave the list out.',
  );
}

/** Only an app’s events name the account. */
function checkAccount(delivery: Delivery, { accountId }: Connection): Verification | undefined {
  if (accountId === undefined) return undefined;
  const said = accountIdOf(readPayload(delivery));
  if (said === undefined || said === accountId) return undefined;
  return refuse('signature-invalid', 'The shared secret is right, but the delivery is of another Freshdesk account.');
}
