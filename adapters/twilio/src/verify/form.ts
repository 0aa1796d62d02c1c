import { type Delivery, DeskrailError } from '@deskrail/contracts';
import { rememberLatest } from '@deskrail/webhooks';

/** Parameters by name; a list where one came several times. */
export type Form = ReadonlyMap<string, string | readonly string[]>;

const maxFields = 2000;

// The byte order mark stays: what Twilio signed is taken as it came.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The parameters that Twilio sent: of a form its body's, of a GET its query's. Verification and reading share them.
 * Throws `body-too-large` past 2,000 of them.
 */
export const formOf = rememberLatest(
  ({ method, url, body }: Delivery): Form => parseForm(method === 'GET' ? queryOf(url) : decoder.decode(body)),
);

/** As `URLSearchParams` reads it, in half the time. */
function parseForm(given: string): Form {
  const encoded = given.includes('+') ? given.replaceAll('+', ' ') : given;
  const form = new Map<string, string | string[]>();
  let count = 0;
  for (let start = 0; start < encoded.length; ) {
    let end = encoded.indexOf('&', start);
    if (end < 0) end = encoded.length;
    if (end > start) {
      if (++count > maxFields) throw tooMany();
      const equals = encoded.indexOf('=', start);
      const middle = equals < 0 || equals > end ? end : equals;
      add(form, plainText(encoded.slice(start, middle)), plainText(encoded.slice(middle + 1, end)));
    }
    start = end + 1;
  }
  return form;
}

function add(form: Map<string, string | string[]>, name: string, value: string): void {
  const known = form.get(name);
  if (known === undefined) form.set(name, value);
  else if (typeof known === 'string') form.set(name, [known, value]);
  else known.push(value);
}

const tooMany = (): DeskrailError =>
  new DeskrailError('body-too-large', `A form of more than ${maxFields} fields is not read; Twilio sends dozens.`);

function plainText(escaped: string): string {
  if (!escaped.includes('%')) return escaped;
  try {
    return decodeURIComponent(escaped);
  } catch {
    // Not all of it is an escape, or UTF-8.
    return new URLSearchParams(`=${escaped}`).get('') ?? '';
  }
}

/** Whether the body is JSON, by its first character: a name that Twilio gives to a field never is a bracket. */
export function isJson({ method, body }: Delivery): boolean {
  if (method === 'GET') return false;
  let at = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at += 1;
  return body[at] === 0x5b || body[at] === 0x7b;
}

/** A URL's query without `?` and fragment, exactly as it stands there. */
export function queryOf(url: string): string {
  const end = url.indexOf('#');
  const whole = end < 0 ? url : url.slice(0, end);
  const start = whole.indexOf('?');
  return start < 0 ? '' : whole.slice(start + 1);
}

/**
 * What Twilio signs of the parameters: sorted by name in UTF-16 order, name and value one after the other; of a
 * repeated one each different value, sorted.
 */
export function signedText(form: Form): string {
  let text = '';
  for (const name of sortedNames(form)) {
    const value = form.get(name);
    if (typeof value === 'string') text += name + value;
    else for (const each of [...new Set(value)].sort()) text += name + each;
  }
  return text;
}

// One message names the same parameters as the one before, in the same order.
let latest: { readonly names: readonly string[]; readonly sorted: readonly string[] } = { names: [], sorted: [] };

function sortedNames(form: Form): readonly string[] {
  const names = [...form.keys()];
  const isUsual = names.length === latest.names.length && names.every((name, index) => name === latest.names[index]);
  if (!isUsual) latest = { names, sorted: names.toSorted() };
  return latest.sorted;
}
