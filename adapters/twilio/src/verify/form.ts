import { type Delivery, DeskrailError } from '@deskrail/contracts';

export type Pair = readonly [name: string, value: string];

const maxFields = 2000;

// The byte order mark stays: what Twilio signed is taken as it came.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const forms = new WeakMap<Delivery, readonly Pair[]>();

/**
 * The parameters that Twilio sent: of a form its body's, of a GET its query's. Verification and reading share them.
 * Throws `body-too-large` past 2,000 of them.
 */
export function formOf(delivery: Delivery): readonly Pair[] {
  const known = forms.get(delivery);
  if (known !== undefined) return known;
  const encoded = delivery.method === 'GET' ? queryOf(delivery.url) : decodeForm(delivery.body);
  let separators = 0;
  for (let at = encoded.indexOf('&'); at >= 0 && separators < maxFields; at = encoded.indexOf('&', at + 1))
    separators++;
  if (separators >= maxFields) {
    throw new DeskrailError(
      'body-too-large',
      `A form of more than ${maxFields} fields is not read; Twilio sends dozens.`,
    );
  }
  const pairs = encoded === '' ? [] : [...new URLSearchParams(`?${encoded}`)];
  forms.set(delivery, pairs);
  return pairs;
}

function decodeForm(body: Uint8Array): string {
  return body.length === 0 ? '' : decoder.decode(body);
}

/** Whether the body is JSON, by its type or its first character; a form's name never begins with a bracket. */
export function isJson({ method, headers, body }: Delivery): boolean {
  if (method === 'GET') return false;
  if (/\bjson\b/i.test(headers.get('content-type') ?? '')) return true;
  let at = 0;
  while (at < body.length && (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09))
    at += 1;
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
export function signedText(pairs: readonly Pair[]): string {
  const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  let text = '';
  for (let index = 0; index < sorted.length; ) {
    const [name, value] = sorted[index] as Pair;
    let next = index + 1;
    while (next < sorted.length && (sorted[next] as Pair)[0] === name) next += 1;
    if (next === index + 1) text += name + value;
    else {
      const values = new Set(sorted.slice(index, next).map((pair) => pair[1]));
      for (const each of [...values].sort()) text += name + each;
    }
    index = next;
  }
  return text;
}
