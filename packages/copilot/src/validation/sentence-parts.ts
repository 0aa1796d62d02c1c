/** What ends no sentence, though it ends with a full stop. */
const abbreviation = /(?:^|[\s(])(?:e\.g|i\.e|z\.B|bzw|ca|approx|No|Nr|Mr|Mrs|Ms|Dr|St|vs)\.$/iu;
const end = /(?<=[.!?…;][”"’')\]]?)\s+|(?<=[。！？；])|[\n\r\u2028\u2029]+/u;

/**
 * The sentences that a sentence of a proposal really has, however they are joined: what ends with a mark or a line is one,
 * in small letters, too. Nothing of the text is left out.
 */
export function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  for (const piece of text.split(end)) {
    const last = parts.at(-1);
    if (last !== undefined && abbreviation.test(last.slice(-12))) parts[parts.length - 1] = `${last} ${piece}`;
    else if (piece.trim() !== '') parts.push(piece.trim());
  }
  return parts;
}
