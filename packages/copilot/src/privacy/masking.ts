import { findPersonalData, type PersonalDataOptions } from './find-personal-data.js';
import { fold } from './folded.js';

/** For one request: what one `mask` hid, any later `unmask` of the same masking brings back. */
export interface Masking {
  /** The text with a placeholder such as `[EMAIL-1]` for each personal value; the same value gets the same one. */
  mask(text: string): string;
  /** The text with the values back. A placeholder that this masking never gave out is left as it is. */
  unmask(text: string): string;
  /** As {@link Masking.unmask}, for every string in a JSON value, such as the arguments of a tool call. Returns a copy. */
  unmaskValue<Value>(json: Value): Value;
  /** How many values are hidden. */
  readonly masked: number;
}

/** What reads as a placeholder: models change case, escape the hyphen for Markdown, or put spaces in. */
const placeholder = /\[ {0,2}([A-Z]{2,24}(?:-[A-Z]{1,24}){0,3}) ?\\?[-_ ] ?(\d{1,7}) {0,2}\]/gi;
const deepest = 64;

/**
 * Hides personal values from whoever reads the masked text, and brings them back. A placeholder that stood in the text before, such
 * as a customer's forged `[CARD-1]`, is hidden like a value (`[TEXT-1]`) and comes back as the letters it was.
 */
export function createMasking(options: PersonalDataOptions = {}): Masking {
  const values = new Map<string, string>();
  const placeholders = new Map<string, string>();
  const counts = new Map<string, number>();

  const placeholderOf = (kind: string, value: string): string => {
    const key = `${kind} ${value}`;
    const known = placeholders.get(key);
    if (known !== undefined) return known;
    const name = kind
      .replace(/^own-/, '')
      .toUpperCase()
      .replace(/[^A-Z]+/g, '-');
    const number = (counts.get(name) ?? 0) + 1;
    counts.set(name, number);
    const given = `[${name}-${number}]`;
    placeholders.set(key, given);
    values.set(`${name}-${number}`, value);
    return given;
  };

  const unmask = (text: string): string =>
    text.replace(
      placeholder,
      (found, name: string, number: string) => values.get(`${name.toUpperCase()}-${Number(number)}`) ?? found,
    );

  const unmaskAny = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return unmask(value);
    if (typeof value !== 'object' || value === null || depth > deepest) return value;
    if (Array.isArray(value)) return value.map((item) => unmaskAny(item, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unmaskAny(item, depth + 1)]));
  };

  return {
    mask(text) {
      const found = [
        ...forgedIn(text).map((span) => ({ kind: 'text', ...span })),
        ...findPersonalData(text, options),
      ].sort((one, other) => one.start - other.start);
      const parts: string[] = [];
      let at = 0;
      for (const { kind, start, end } of found) {
        if (start < at) continue;
        parts.push(text.slice(at, start), placeholderOf(kind, text.slice(start, end)));
        at = end;
      }
      return parts.join('') + text.slice(at);
    },
    unmask,
    unmaskValue: (json) => unmaskAny(json, 0) as typeof json,
    get masked() {
      return values.size;
    },
  };
}

/** Read as a model might: without what cannot be seen. */
function forgedIn(text: string): { readonly start: number; readonly end: number }[] {
  const folded = fold(text);
  return [...folded.text.matchAll(placeholder)].map(({ index, 0: found }) => ({
    start: folded.original(index),
    end: folded.original(index + found.length),
  }));
}
