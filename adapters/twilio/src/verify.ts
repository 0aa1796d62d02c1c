import { type Delivery, DeskrailError, type ErrorCode, type Verification } from '@deskrail/contracts';
import { checkPathSecret } from '@deskrail/webhooks';
import { equalText, sha256 } from '@deskrail/webhooks/hmac';
import { accountIdsOf, readPayload } from './payload.js';
import { accountProblem, keysOf, sinkAccess } from './verify/access.js';
import type { TwilioConnection } from './verify/connection.js';
import { explain } from './verify/explain.js';
import { formOf, isJson, queryOf, signedText } from './verify/form.js';
import { matchesAnother, matchingKey } from './verify/match.js';
import { readSignature } from './verify/signature.js';
import { calledUrl } from './verify/urls.js';

/** Throws `secret-empty` or `config-invalid` for a connection that could not verify anything safely. */
export function checkConnection(connection: TwilioConnection): void {
  const where = `Twilio connection ${JSON.stringify(connection.id)}`;
  const byAccount = Object.values(connection.tokensByAccount ?? {}).map((tokens) => [tokens].flat());
  const tokens = [connection.secrets, ...byAccount];
  const more = [...(connection.sinkSecrets ?? []), ...(connection.pathSecrets ?? [])];
  if (tokens.some((list) => list.length === 0) || [...tokens.flat(), ...more].some((secret) => secret.trim() === '')) {
    throw new DeskrailError(
      'secret-empty',
      `${where} has no auth token, or an empty secret. Copy the primary auth token from the Console → Account info.`,
    );
  }
  if (tokens.flat().some((secret) => secret !== secret.trim())) {
    throw new DeskrailError('config-invalid', `${where}: an auth token has white space around it. Remove it.`);
  }
  if (connection.secrets.some((secret) => /^SK[\da-f]{32}$/i.test(secret))) {
    throw new DeskrailError('config-invalid', `${where}: an API key signs no webhooks. Use the primary auth token.`);
  }
  if (connection.accountId !== undefined && !/^AC\w+$/.test(connection.accountId)) {
    throw new DeskrailError(
      'config-invalid',
      `${where}: accountId is the account's SID, which begins with AC. Of any other, all webhooks would be refused.`,
    );
  }
  const { publicUrl } = connection;
  if (publicUrl !== undefined && !(/^https?:\/\//i.test(publicUrl) && URL.canParse(publicUrl))) {
    throw new DeskrailError(
      'config-invalid',
      `${where}: publicUrl is the URL that Twilio was told, such as https://desk.example.com/webhooks/twilio.`,
    );
  }
}

const refuse = (code: ErrorCode, cause: string): Verification => ({ authentic: false, code, cause });

/**
 * The MAC over the URL that Twilio called and the form's parameters, or over the URL alone where that holds the body's
 * hash. `cause` says which of the usual mistakes it was; only the log should hear it. Throws `body-too-large` for a form
 * of more than 2,000 fields.
 */
export async function verify(delivery: Delivery, connection: TwilioConnection): Promise<Verification> {
  const header = delivery.headers.get('x-twilio-signature');
  if (header === null || header === '') {
    const access = sinkAccess(delivery, connection);
    if (access?.authentic !== true) return access ?? refuse(...missing(delivery));
    const foreign = accountProblem(connection, { accounts: accountIdsOf(readPayload(delivery)), byMain: true });
    return foreign === undefined ? access : refuse('signature-invalid', foreign);
  }
  const signature = readSignature(header);
  if (typeof signature === 'string') return refuse('signature-malformed', signature);

  const signed = signedMessages(delivery);
  const messages = signed instanceof Promise ? await signed : signed;
  if (typeof messages === 'string') return refuse('signature-invalid', messages);
  const accounts = accountIdsOf(readPayload(delivery));
  const { main, own } = keysOf(connection, accounts[0]);
  const url = calledUrl(delivery, connection);
  const tried = { connection, messages, keys: own.length === 0 ? main : [...main, ...own] };
  const key = await matchingKey(signature, url, tried);
  if (key < 0) {
    const matches = (other: string) => matchesAnother(signature, other, tried);
    return refuse('signature-invalid', await explain({ delivery, connection, url, accounts, matches }));
  }
  if (!checkPathSecret(delivery, connection)) {
    return refuse('signature-invalid', 'The signature is right, but not the secret part of the URL.');
  }
  const problem = accountProblem(connection, { accounts, byMain: key < main.length });
  return problem === undefined ? { authentic: true, authenticity: 'signed' } : refuse('signature-invalid', problem);
}

function missing({ headers }: Delivery): [ErrorCode, string] {
  for (const name of headers.keys()) {
    if (/^x-twilio-.*signature/.test(name)) {
      return [
        'signature-malformed',
        `The signature comes as ${name.slice(0, 64)}: a scheme this version does not know.`,
      ];
    }
  }
  return ['signature-missing', 'No X-Twilio-Signature header. A proxy may drop it, or the sender is not Twilio.'];
}

/** What may follow the URL under the MAC, or why the body is under none. */
function signedMessages(delivery: Delivery): Signed | Promise<Signed> {
  const json = isJson(delivery);
  const messages = json ? [] : [delivery.method === 'GET' ? '' : signedText(formOf(delivery))];
  const query = queryOf(delivery.url);
  const told = query.includes('bodySHA256') ? new URLSearchParams(`?${query}`).get('bodySHA256') : null;
  if (told !== null) return boundByHash(delivery.body, told, messages);
  return json
    ? 'The body is JSON, and no bodySHA256 in the URL binds it. Was it a form, parsed and written anew? Pass on the raw body, and the URL with its query.'
    : messages;
}

type Signed = readonly string[] | string;

async function boundByHash(body: Uint8Array, told: string, messages: readonly string[]): Promise<Signed> {
  if (equalText(hex(await sha256(body)), told.toLowerCase())) return [...messages, ''];
  return messages.length === 0
    ? 'The body is not the one that bodySHA256 in the URL names: it was parsed and written anew, or changed.'
    : messages;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
