import { parseExactly } from './exact-json.js';

/** How deep arrays and objects may lie in each other. Desks send a handful of levels. */
const maxDepth = 64;

export type JsonReading =
  | { readonly readable: true; readonly value: unknown }
  /** `cause` quotes nothing of the body. */
  | { readonly readable: false; readonly cause: string };

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * JSON from bytes as a vendor sent them, or from their text. Numbers that JavaScript cannot hold come as strings: integers
 * of their digits. A byte order mark is skipped. Empty, not UTF-8, not JSON and nested more than 64 deep are not readable.
 */
export function readJson(body: Uint8Array | string): JsonReading {
  if (body.length === 0) return { readable: false, cause: 'The body is empty.' };
  let text: string;
  try {
    text = typeof body === 'string' ? body : decoder.decode(body);
  } catch {
    return { readable: false, cause: 'The body is not UTF-8.' };
  }
  try {
    if (isShallow(text)) {
      const value: unknown = JSON.parse(text);
      if (isExact(value)) return { readable: true, value };
    }
    const exact = parseExactly(text, maxDepth);
    if (exact === 'too-deep') return { readable: false, cause: `The JSON is nested more than ${maxDepth} deep.` };
    return { readable: true, value: exact.value };
  } catch (error) {
    return { readable: false, cause: `The body is not JSON${positionIn(error)}.` };
  }
}

/** The usual body: it opens too few objects and arrays to be deep. */
function isShallow(text: string): boolean {
  let count = 0;
  for (const bracket of '{[') {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      count += 1;
      if (count > maxDepth) return false;
    }
  }
  return true;
}

/** The platform's own parser lost nothing: no number in it may stand for another one. */
function isExact(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isExact);
  for (const key in value) {
    const each = (value as Record<string, unknown>)[key];
    if (typeof each !== 'string' && !isExact(each)) return false;
  }
  return true;
}

/** Engines quote the text in their messages, so only the place is taken from one. */
function positionIn(error: unknown): string {
  const position = /position (\d+)/.exec(String((error as Error).message))?.[1];
  return position === undefined ? '' : `: unexpected character or end at ${position}`;
}
