import type { Proposal } from '@deskrail/contracts';

/** Of the longer texts their first words tell enough, and the time that a comparison takes grows with their square. */
const wordsAtMost = 2_000;
const charactersAtMost = 64_000;

/** Scripts that put no space between words count by character. */
const word =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu;

const wordsOf = (text: string): readonly string[] =>
  (text.slice(0, charactersAtMost).match(word) ?? []).slice(0, wordsAtMost);

/**
 * How far a text is from what was suggested: words put in, taken out or exchanged, by the number of words of the longer
 * one. 0: the same, but for white space; 1: nothing was kept. Of each text the first 2,000 words.
 */
export function editDistance(suggested: string, final: string): number {
  const [one, other] = [wordsOf(suggested), wordsOf(final)];
  const longer = Math.max(one.length, other.length);
  if (longer === 0) return 0;
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
  let end = 0;
  const shorter = Math.min(one.length, other.length);
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return levenshtein(one.slice(start, one.length - end), other.slice(start, other.length - end)) / longer;
}

function levenshtein(one: readonly string[], other: readonly string[]): number {
  let before = Uint16Array.from({ length: other.length + 1 }, (_, index) => index);
  let row = new Uint16Array(other.length + 1);
  for (let at = 1; at <= one.length; at += 1) {
    row[0] = at;
    for (let to = 1; to <= other.length; to += 1) {
      const exchanged = (before[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1);
      row[to] = Math.min(exchanged, (before[to] ?? 0) + 1, (row[to - 1] ?? 0) + 1);
    }
    [before, row] = [row, before];
  }
  return before[other.length] ?? 0;
}

/** Of a reply or a summary; `undefined` for what has no text, or whose text was erased. */
export function proposalDistance(suggested: Proposal | undefined, final: Proposal | undefined): number | undefined {
  const [one, other] = [textOf(suggested), textOf(final)];
  return one && other ? editDistance(one, other) : undefined;
}

const textOf = (proposal: Proposal | undefined): string | undefined =>
  proposal?.kind === 'reply' || proposal?.kind === 'summary' ? proposal.text : undefined;
