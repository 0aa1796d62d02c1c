/** From `start` up to, not with, `end`, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** All matches of a pattern that is linear in the text. */
export function* spansOf(text: string, pattern: RegExp): Generator<Span & { readonly text: string }> {
  for (const match of text.matchAll(pattern)) {
    yield { start: match.index, end: match.index + match[0].length, text: match[0] };
  }
}

export const digitsOf = (text: string): string => text.replace(/\D+/g, '');
