import type { Language } from '../search/stop-words.js';
import type { Sentence } from './sentences.js';
import { type AskedFor, type Rarity, speaksTo } from './speaks.js';

/** What a sentence beside the best one must say of what was asked, as part of what that says. */
const fitsAtLeast = 0.5;

/** A sentence that goes on with the one before it: read alone it would be riddle or half a thought. */
export const goesOn =
  /^(?:it|they|this|that|these|those|if (?:it|they|not|so)|then|otherwise|however|but|also|afterwards|er|sie|es|dies\w*|dann|sonst|aber|il|elle|ils|ce|cela|mais|ella|esto|pero)(?![\p{L}\p{N}])|^(?:[\p{L}’']+ ){1,2}(?:it|them) /iu;

/**
 * The run of sentences that says most about what was asked, no longer than `atMost`: it grows from the one that speaks to
 * it best while what stands beside speaks to it too, or goes on with it.
 */
export function runOf(
  sentences: readonly Sentence[],
  asked: AskedFor,
  {
    atMost,
    rarity,
    language,
  }: { readonly atMost: number; readonly rarity: Rarity; readonly language: Language | undefined },
): readonly Sentence[] {
  const scores = sentences.map(({ text }) => speaksTo(text, asked, { rarity, language }));
  const best = scores.indexOf(Math.max(...scores));
  if (best === -1) return [];
  let first = best;
  let last = best;
  const room = () => last - first + 1 < atMost;
  // What the best one refers to comes with it.
  while (first > 0 && room() && goesOn.test(sentences[first]?.text ?? '')) first -= 1;
  const fits = (at: number) => (scores[at] ?? 0) > fitsAtLeast * (scores[best] ?? 0);
  for (let grew = true; grew && room(); ) {
    grew = false;
    const after = sentences[last + 1];
    if (after !== undefined && (fits(last + 1) || goesOn.test(after.text) || isItemOf(sentences[last], after))) {
      last += 1;
      grew = true;
    }
    const before = sentences[first - 1];
    const sameParagraph = sentences[first]?.ownLine !== true || before?.leads === true;
    if (room() && before !== undefined && sameParagraph && fits(first - 1)) {
      first -= 1;
      grew = true;
    }
  }
  return tidied(sentences.slice(first, last + 1));
}

const isItemOf = (before: Sentence | undefined, after: Sentence): boolean =>
  after.mark !== undefined && (before?.leads === true || before?.mark !== undefined);

/** No list without its items, and no number that has lost those before it. */
function tidied(run: readonly Sentence[]): readonly Sentence[] {
  const whole = run.at(-1)?.leads ? run.slice(0, -1) : run;
  const items = whole.filter(({ mark }) => mark !== undefined);
  const isList =
    items.length > 1 && (items[0]?.mark === '1.' || items[0]?.mark === '1)' || !/\d/u.test(items[0]?.mark ?? ''));
  if (isList) return whole;
  return whole.map(({ text, ownLine, leads, mark }) => ({
    text: mark !== undefined && text.startsWith(`${mark} `) ? text.slice(mark.length + 1) : text,
    ownLine: ownLine && mark === undefined,
    leads,
  }));
}
