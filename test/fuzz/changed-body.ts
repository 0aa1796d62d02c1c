import type { WebhookFixture } from '@deskrail/webhooks/conformance';
import type { Change } from './change.ts';

type Place = { readonly of: Record<string | number, unknown>; readonly key: string | number };

const utf8 = new TextEncoder();
/** Stands in the text for what `JSON.stringify` would not write. */
const marks = { digits: '@digits@', deep: '@deep@', repeat: '@repeat@' } as const;

/** The body after all changes, structural ones first. The same input gives the same bytes. */
export function changedBody({ body, contentType = '' }: WebhookFixture, changes: readonly Change[]): Uint8Array {
  const isForm = contentType.startsWith('application/x-www-form-urlencoded');
  const text = isForm ? changedForm(body, changes) : changedJson(body, changes);
  return changes.reduce(changedText, utf8.encode(text));
}

function changedJson(body: string, changes: readonly Change[]): string {
  let whole: unknown;
  try {
    whole = { whole: JSON.parse(body) };
  } catch {
    return body;
  }
  const raw: [mark: string, text: string][] = [];
  for (const change of changes) {
    const places = placesIn(whole);
    if (places.length > 0) changeJson(places, change, raw);
  }
  let text = JSON.stringify((whole as { whole: unknown }).whole) ?? '';
  for (const [mark, replacement] of raw) text = text.replace(mark, () => replacement);
  return text;
}

/** Also where the key is `__proto__`. */
function put({ of, key }: Place, value: unknown): void {
  Object.defineProperty(of, key, { value, enumerable: true, configurable: true, writable: true });
}

function changeJson(places: readonly Place[], change: Change, raw: [string, string][]): void {
  const place = (at: number) => places[at % places.length] as Place;
  switch (change.kind) {
    case 'replace':
      put(place(change.at), copied(change.value));
      return;
    case 'remove':
      delete place(change.at).of[place(change.at).key];
      return;
    case 'copy': {
      const { of, key } = place(change.at);
      put(place(change.to), copied(of[key]));
      return;
    }
    case 'rename': {
      const { of, key } = place(change.at);
      put({ of, key: Array.isArray(of) ? of.length : change.name }, of[key]);
      if (change.name !== key) delete of[key];
      return;
    }
    case 'add':
      put({ ...place(change.at), key: change.name }, copied(change.value));
      return;
    case 'deep':
      raw.push([`"${marks.deep}"`, '[{"a":'.repeat(change.depth) + 1 + '}]'.repeat(change.depth)]);
      put(place(change.at), marks.deep);
      return;
    case 'digits':
      raw.push([`"${marks.digits}"`, change.digits]);
      put(place(change.at), marks.digits);
      return;
    case 'repeat': {
      const { of, key } = place(change.at);
      if (Array.isArray(of)) {
        of.push(...Array(Math.min(change.times, 100)).fill(change.value));
        return;
      }
      const again = `${JSON.stringify(String(key))}:${JSON.stringify(change.value)},`.repeat(
        Math.min(change.times, 100),
      );
      raw.push([`"${marks.repeat}":0`, again.slice(0, -1)]);
      put({ of, key: marks.repeat }, 0);
      return;
    }
  }
}

function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const of = value as Place['of'];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [{ of, key }, ...placesIn(of[key])]);
}

/** Values are the fuzzer's own, and changed again by the next change. */
const copied = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : value;

function changedForm(body: string, changes: readonly Change[]): string {
  const pairs = [...new URLSearchParams(body)];
  for (const change of changes) if (pairs.length > 0) changeForm(pairs, change);
  // Half of a pair cannot be written in a form.
  return new URLSearchParams(pairs.map(([name, value]): [string, string] => [well(name), well(value)])).toString();
}

function changeForm(pairs: [string, string][], change: Change): void {
  const pair = (at: number) => pairs[at % pairs.length] as [string, string];
  const text = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  switch (change.kind) {
    case 'replace':
      pair(change.at)[1] = text(change.value);
      return;
    case 'remove':
      pairs.splice(change.at % pairs.length, 1);
      return;
    case 'copy':
      pair(change.to)[1] = pair(change.at)[1];
      return;
    case 'rename':
      pair(change.at)[0] = change.name;
      return;
    case 'add':
      pairs.push([change.name, text(change.value)]);
      return;
    case 'repeat': {
      const [name] = pair(change.at);
      for (let time = 0; time < change.times; time += 1) pairs.push([name, change.value.slice(0, 200)]);
      return;
    }
    case 'deep':
      pair(change.at)[1] = '['.repeat(change.depth) + ']'.repeat(change.depth);
      return;
    case 'digits':
      pair(change.at)[1] = change.digits;
  }
}

const well = (text: string): string => text.toWellFormed();

function changedText(body: Uint8Array, change: Change): Uint8Array {
  switch (change.kind) {
    case 'cut':
      return body.slice(0, change.at % (body.length + 1));
    case 'double':
      return joined(body, body);
    case 'insert': {
      const at = change.at % (body.length + 1);
      return joined(body.slice(0, at), utf8.encode(change.text), body.slice(at));
    }
    case 'byte':
      return body.length === 0 ? body : body.with(change.at % body.length, change.byte);
    default:
      return body;
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
