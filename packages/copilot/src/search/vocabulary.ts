import { gramsOf } from './grams.js';
import { addPosting, noPostings, type Postings } from './postings.js';

const shortestMisspelt = 5;
const pieceLetters = 3;
/** A word of so few letters is mended by one change, a longer one by two. */
const oneChangeUpTo = 7;

export interface Vocabulary {
  readonly size: number;
  idOf(term: string): number | undefined;
  termOf(id: number): string;
  /** The term's number; a new one where it has none yet. */
  add(term: string): number;
  /** The known word that a misspelt one most probably means, among those that `isThere`. */
  nearest(term: string, isThere: (id: number) => boolean): number | undefined;
}

/** Changes between two words (a letter more, less, other, or two in each other's place), or more than `atMost`. */
function changesBetween(one: string, other: string, atMost: number): number {
  if (Math.abs(one.length - other.length) > atMost) return atMost + 1;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    let least = row;
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let changes = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) {
        changes = Math.min(changes, (before[column - 2] ?? 0) + 1);
      }
      next.push(changes);
      if (changes < least) least = changes;
    }
    if (least > atMost) return atMost + 1;
    [before, last] = [last, next];
  }
  return last[other.length] ?? atMost + 1;
}

/** Words by number. What is misspelt is looked for among the words that share its pieces. */
export function createVocabulary(): Vocabulary {
  const ids = new Map<string, number>();
  const terms: string[] = [];
  const pieces = new Map<number, Postings>();
  /** How many terms are in `pieces`: the rest is read in when a misspelt word is first looked for. */
  let pieced = 0;

  function readPieces(): void {
    for (; pieced < terms.length; pieced += 1) {
      const term = terms[pieced] ?? '';
      if (term.length < shortestMisspelt - 1 || /\p{N}/u.test(term)) continue;
      for (const piece of gramsOf([term])) {
        const found = pieces.get(piece) ?? noPostings();
        if (found.length === 0) pieces.set(piece, found);
        addPosting(found, pieced, 0);
      }
    }
  }

  return {
    get size() {
      return terms.length;
    },
    idOf: (term) => ids.get(term),
    termOf: (id) => terms[id] ?? '',
    add(term) {
      const known = ids.get(term);
      if (known !== undefined) return known;
      const id = terms.length;
      ids.set(term, id);
      terms.push(term);
      return id;
    },
    nearest(term, isThere) {
      if (term.length < shortestMisspelt) return undefined;
      readPieces();
      const wanted = gramsOf([term]);
      const atMost = term.length <= oneChangeUpTo ? 1 : 2;
      // Each change spoils at most as many pieces as a piece has letters, and one more where two letters changed places.
      const sharedAtLeast = Math.max(1, wanted.length - atMost * (pieceLetters + 1));
      const shared = new Map<number, number>();
      for (const piece of wanted) {
        const found = pieces.get(piece);
        for (let at = 0; at < (found?.length ?? 0); at += 1) {
          const id = found?.entries[at] as number;
          shared.set(id, (shared.get(id) ?? 0) + 1);
        }
      }
      let best: number | undefined;
      let fewest = atMost + 1;
      for (const [id, count] of shared) {
        if (count < sharedAtLeast || !isThere(id)) continue;
        const changes = changesBetween(term, terms[id] ?? '', Math.min(atMost, fewest));
        if (changes < fewest || (changes === fewest && best !== undefined && id < best)) [best, fewest] = [id, changes];
      }
      return fewest > atMost ? undefined : best;
    },
  };
}
