/** UTF-16 code units into a text; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A text no longer than this is quoted whole. */
const wholeAtMost = 900;
const passageAtMost = 2_000;
const passagesAtMost = 500;

/** Ends of paragraphs, else of lines, else of sentences, else of words: the first that leave pieces short enough. */
const ends = [/\n[ \t]*\n\s*/g, /\n\s*/g, /(?<=[.!?…。！？])\s+/g, /\s+/g];

function cut(text: string, span: Span, level = 0): readonly Span[] {
  if (span.end - span.start <= wholeAtMost) return [span];
  const end = ends[level];
  if (end === undefined) {
    return Array.from({ length: Math.ceil((span.end - span.start) / passageAtMost) }, (_, at) => ({
      start: span.start + at * passageAtMost,
      end: Math.min(span.end, span.start + (at + 1) * passageAtMost),
    }));
  }
  const pieces: Span[] = [];
  let start = span.start;
  for (const found of text.slice(span.start, span.end).matchAll(end)) {
    const at = span.start + found.index;
    if (at > start) pieces.push({ start, end: at });
    start = at + found[0].length;
  }
  if (start < span.end) pieces.push({ start, end: span.end });
  return pieces.flatMap((piece) => cut(text, piece, level + 1));
}

/** Neighbours that fit into one passage together, so that a heading stays with what it heads. */
function joined(pieces: readonly Span[]): readonly Span[] {
  const passages: Span[] = [];
  for (const piece of pieces) {
    const last = passages.at(-1);
    if (last !== undefined && piece.end - last.start <= wholeAtMost)
      passages[passages.length - 1] = { ...last, end: piece.end };
    else passages.push(piece);
  }
  return passages;
}

/** A text in pieces that can be quoted, in order; white space at their ends is left out. */
export function passagesOf(text: string): readonly Span[] {
  const start = text.length - text.trimStart().length;
  const whole = { start, end: start + text.trim().length };
  if (whole.end <= whole.start) return [];
  return joined(cut(text, whole)).slice(0, passagesAtMost);
}
