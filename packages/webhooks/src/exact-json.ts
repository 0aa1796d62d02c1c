const quote = 0x22;
const backslash = 0x5c;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/**
 * Parse JSON with every integer beyond 2^53, and every number beyond all, as a string as it stands there. One pass finds them and the depth, without
 * recursion; the platform's parser does the rest. Throws `SyntaxError` as `JSON.parse` does.
 */
export function parseExactly(text: string, maxDepth: number): { readonly value: unknown } | 'too-deep' {
  const parts: string[] = [];
  let copied = 0;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      index = endOfString(text, index);
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > maxDepth) return 'too-deep';
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    } else if (code === 0x2d || isDigit(code)) {
      const end = endOfNumber(text, index);
      if (isInexact(text.slice(index, end))) {
        parts.push(text.slice(copied, index), '"', text.slice(index, end), '"');
        copied = end;
      }
      index = end - 1;
    }
  }
  return { value: JSON.parse(parts.length === 0 ? text : parts.join('') + text.slice(copied)) };
}

/** The index of the closing quote, or of the text's end. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) return index;
    if (code === backslash) index += 1;
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && /[\d.eE+-]/.test(text[index] as string)) index += 1;
  return index;
}

function isInexact(token: string): boolean {
  if (token.length < 5 || !/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(token)) return false;
  const value = Number(token);
  return !Number.isFinite(value) || (token.length >= 16 && /^-?\d+$/.test(token) && !Number.isSafeInteger(value));
}
