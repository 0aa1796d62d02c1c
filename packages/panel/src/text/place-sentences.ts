/** A run of a reply's text; with `sentence` where it is one of the proposal's sentences, by its index. */
export interface Piece {
  readonly text: string;
  readonly sentence?: number;
}

/**
 * Cuts a reply where its sentences begin and end, so that what is shown is to the letter what will be sent.
 * `undefined` where a sentence is not in the text in its turn: then no mark could be trusted.
 */
export function placeSentences(text: string, sentences: readonly { readonly text: string }[]): Piece[] | undefined {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [index, sentence] of sentences.entries()) {
    const wanted = sentence.text.trim();
    if (wanted === '') continue;
    const found = spacesAside(wanted).exec(text.slice(at));
    if (!found) return undefined;
    const start = at + found.index;
    if (start > at) pieces.push({ text: text.slice(at, start) });
    pieces.push({ text: found[0], sentence: index });
    at = start + found[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

const spacesAside = (wanted: string): RegExp =>
  new RegExp(
    wanted
      .split(/\s+/)
      .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('\\s+'),
  );
