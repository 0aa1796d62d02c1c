import { parseExactly } from './exact-json.js';

/** How deep arrays and objects may lie in each other. Desks send a handful of levels. */
const maxDepth = 64;
/** 2^53 has sixteen digits: a shorter run can always be a number. */
const unsafeDigits = 16;

export type JsonReading =
  | { readonly readable: true; readonly value: unknown }
  /** `cause` quotes nothing of the body. */
  | { readonly readable: false; readonly cause: string };

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * JSON from bytes as a vendor sent them. Numbers that JavaScript cannot hold come as strings: integers of their digits.
 * A byte order mark is skipped. Empty, not UTF-8, not JSON and nested more than 64 deep are not readable.
 */
export function readJson(bytes: Uint8Array): JsonReading {
  if (bytes.length === 0) return { readable: false, cause: 'The body is empty.' };
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { readable: false, cause: 'The body is not UTF-8.' };
  }
  try {
    if (isPlain(bytes)) return { readable: true, value: JSON.parse(text) };
    const exact = parseExactly(text, maxDepth);
    if (exact === 'too-deep') return { readable: false, cause: `The JSON is nested more than ${maxDepth} deep.` };
    return { readable: true, value: exact.value };
  } catch (error) {
    return { readable: false, cause: `The body is not JSON${positionIn(error)}.` };
  }
}

/** The usual body, told in one pass over the bytes: too few brackets to be deep, no number too long or too large. */
function isPlain(bytes: Uint8Array): boolean {
  let digits = 0;
  let brackets = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] as number;
    if (byte >= 0x30 && byte <= 0x39) {
      digits += 1;
      if (digits === unsafeDigits) return false;
    } else {
      if (digits > 0 && (byte | 0x20) === letterE && isHugeNumber(bytes, index)) return false;
      digits = 0;
      if (byte === 0x7b || byte === 0x5b) brackets += 1;
    }
  }
  return brackets <= maxDepth;
}

const letterE = 0x65;
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;

/** Whether an exponent of three digits or more begins here, of a number: hexadecimal ids have the like in the middle. */
function isHugeNumber(bytes: Uint8Array, at: number): boolean {
  const sign = bytes[at + 1] === 0x2b || bytes[at + 1] === 0x2d ? 1 : 0;
  if (![1, 2, 3].every((place) => isDigit(bytes[at + sign + place]))) return false;
  let start = at - 1;
  while (start >= 0 && (isDigit(bytes[start]) || bytes[start] === 0x2e)) start -= 1;
  if (bytes[start] === 0x2d) start -= 1;
  return start < 0 || beforeNumber.has(bytes[start] as number);
}

/** `:`, `,`, `[` and white space. */
const beforeNumber: ReadonlySet<number> = new Set([0x3a, 0x2c, 0x5b, 0x20, 0x09, 0x0a, 0x0d]);

/** Engines quote the text in their messages, so only the place is taken from one. */
function positionIn(error: unknown): string {
  const position = /position (\d+)/.exec(String((error as Error).message))?.[1];
  return position === undefined ? '' : `: unexpected character or end at ${position}`;
}
