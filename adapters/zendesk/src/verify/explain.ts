import type { Connection, Delivery } from '@deskrail/contracts';
import { decodeBase64, encodeBase64 } from '@deskrail/webhooks';
import { equalBytes, hmacSha256 } from '@deskrail/webhooks/hmac';

/** Published by Zendesk for its "Test webhook" button: anybody can sign with it. */
export const publicTestSecret = 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==';

const encoder = new TextEncoder();
/** Above it nobody gets us to calculate more than the signature itself. */
const maxBodyBytes = 65_536;
const unknown = 'No secret gives this signature: another webhook’s secret, or a changed body.';

/**
 * Which of the usual mistakes makes a signature wrong: what would have made it right is tried. For the log; holds no
 * secret and nothing of the body.
 */
export async function explainMismatch(delivery: Delivery, connection: Connection, mac: Uint8Array): Promise<string> {
  const { body, method } = delivery;
  if (body.byteLength > maxBodyBytes) return unknown;
  const timestamp = encoder.encode(delivery.headers.get('x-zendesk-webhook-signature-timestamp') ?? '');
  const keys = connection.secrets.map((secret) => encoder.encode(secret));

  async function fits(candidates: readonly Uint8Array[], ...messages: readonly Uint8Array[]): Promise<boolean> {
    for (const key of candidates) if (equalBytes(await hmacSha256(key, ...messages), mac)) return true;
    return false;
  }

  if (await fits([encoder.encode(publicTestSecret)], timestamp, body)) {
    return 'It is signed with the test secret that Zendesk publishes, as “Test webhook” does before the webhook is created. Create it, or set allowTestSecret while testing.';
  }
  if (await fits(connection.secrets.map(encodedAgain), timestamp, body)) {
    return 'The secret was base64-decoded before it was given to the connection. Give it as Zendesk shows it: it is not to be decoded.';
  }
  if (await fits(connection.secrets.flatMap(decoded), timestamp, body)) {
    return 'Whoever signed this had base64-decoded the secret. Zendesk does not: use it as the text it is.';
  }
  if (body.byteLength > 0 && (await fits(keys, timestamp))) {
    return 'The signature is over an empty body: a webhook with the method GET or DELETE sends none, and something on the way put one in. Set POST and JSON, and hand over the body as it came.';
  }
  if (await fits(keys, timestamp, encoder.encode('.'), body)) {
    return 'There is a "." between timestamp and body in what was signed. Zendesk puts nothing between them.';
  }
  if (await fits(keys, body)) return 'The body was signed without the timestamp. Zendesk puts it first.';
  if (body.byteLength === 0) {
    return method === 'GET' || method === 'DELETE'
      ? `A ${method} has no body, and no secret gives this signature over the timestamp alone: another webhook’s secret.`
      : 'The body is empty: something read it before, such as express.json() or a middleware. Hand over the raw bytes.';
  }
  for (const written of rewritten(body)) if (await fits(keys, timestamp, encoder.encode(written))) return rewrittenBody;
  return looksRewritten(body) ? `${unknown} ${maybeRewritten}` : unknown;
}

const rewrittenBody =
  'The body was changed on the way, in its white space or escapes alone: it was parsed and written again. Hand over the raw bytes, before express.json() or any other parser.';
const maybeRewritten =
  'The body is as JSON.stringify writes it: if something parsed it and wrote it again, hand over the raw bytes instead.';

/** What the secret was if the text given is its decoded form. */
function encodedAgain(secret: string): Uint8Array {
  const characters = [...secret].map((character) => character.codePointAt(0) ?? 0);
  const bytes = characters.every((code) => code < 256) ? Uint8Array.from(characters) : encoder.encode(secret);
  return encoder.encode(encodeBase64(bytes));
}

function decoded(secret: string): Uint8Array[] {
  const bytes = decodeBase64(secret);
  return bytes === undefined || bytes.byteLength === 0 ? [] : [bytes];
}

/** The ways in which JSON is usually written, and the body without the line break at its end, or with one. */
function rewritten(body: Uint8Array): string[] {
  const text = new TextDecoder().decode(body);
  const compact = compactOf(text);
  const forms = [text.trimEnd(), `${text.trimEnd()}\n`];
  if (compact !== undefined) {
    const escaped = compact.replace(/[<>&\u2028\u2029]/g, unicodeEscape);
    forms.push(compact, escaped, compact.replaceAll('/', '\\/'), escaped.replace(/[\u0080-\uffff]/g, unicodeEscape));
  }
  return [...new Set(forms)].filter((form) => form !== text);
}

const unicodeEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Exactly what `JSON.stringify` gives; or a sequence's id as the number that it is not. */
function looksRewritten(body: Uint8Array): boolean {
  const text = new TextDecoder().decode(body);
  return /:\d\.?\d*e\+\d\d[,}]/.test(text) || compactOf(text) === text;
}

function compactOf(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}
