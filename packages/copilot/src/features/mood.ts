import { wordsOf } from '../search/terms.js';
import { badWords, goodWords, turningWords } from './mood-words.js';

const textAtMost = 8_000;
const shouting = /[\p{Lu}]{4,}[^\n]{0,200}?\b[\p{Lu}]{4,}|!{2,}|[?!]{3,}/u;
const faces: readonly (readonly [RegExp, number])[] = [
  [/[\u{1F620}\u{1F621}\u{1F624}\u{1F92C}\u{1F62D}\u{1F622}\u{1F44E}]|(?<![\p{L}\p{N}]):-?[(/](?!\p{L})/u, -1],
  [/[\u{1F600}-\u{1F60A}\u{1F60D}\u{1F970}\u{2764}\u{1F44D}\u{1F64F}]|(?<![\p{L}\p{N}])[:;]-?\)/u, 1],
];

/** -1 bad, 1 good: by words in seven languages, a negation just before turning one around. 0 where nothing tells. */
export function sentimentOf(text: string): number {
  const said = text.slice(0, textAtMost);
  const words = wordsOf(said);
  let sum = 0;
  let count = 0;
  words.forEach((word, at) => {
    const value = goodWords.has(word) ? 1 : badWords.has(word) ? -1 : 0;
    if (value === 0) return;
    const turned = [words[at - 1], words[at - 2]].some((before) => before !== undefined && turningWords.has(before));
    sum += turned ? -value / 2 : value;
    count += 1;
  });
  for (const [face, value] of faces) {
    if (!face.test(said)) continue;
    sum += value;
    count += 1;
  }
  if (count === 0) return 0;
  const shouted = shouting.test(said) && sum <= 0 ? -0.2 : 0;
  return Math.max(-1, Math.min(1, Number((sum / (count + 1) + shouted).toFixed(2))));
}
