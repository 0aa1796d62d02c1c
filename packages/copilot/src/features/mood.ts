import { wordsOf } from '../search/terms.js';

const good = new Set(
  'thanks thank great good love lovely perfect excellent happy awesome nice wonderful appreciate pleased brilliant amazing helpful'.split(
    ' ',
  ),
);
const bad = new Set(
  `bad terrible awful worst angry upset disappointed disappointing unacceptable broken damaged useless horrible frustrated
  frustrating annoyed annoying ridiculous rude scam fraud lost never wrong complaint disgusting hate poor late failed`.split(
    /\s+/,
  ),
);
const negations = new Set('not no never isn wasn don doesn didn hardly'.split(' '));

/** -1 bad, 1 good: by words, a negation just before turning one around. 0 where nothing tells. */
export function sentimentOf(text: string): number {
  const words = wordsOf(text.slice(0, 8_000));
  let sum = 0;
  let count = 0;
  words.forEach((word, at) => {
    const value = good.has(word) ? 1 : bad.has(word) ? -1 : 0;
    if (value === 0) return;
    const negated = [words[at - 1], words[at - 2]].some((before) => before !== undefined && negations.has(before));
    sum += negated ? -value / 2 : value;
    count += 1;
  });
  if (count === 0) return 0;
  const shouting = /[A-Z]{4,}.*[A-Z]{4,}|!{2,}/u.test(text) && sum <= 0 ? -0.2 : 0;
  return Math.max(-1, Math.min(1, Number((sum / (count + 1) + shouting).toFixed(2))));
}

const pressing: readonly (readonly [RegExp, number])[] = [
  [/\b(?:urgent(?:ly)?|asap|emergency|immediately|right now|right away)\b|as soon as possible/iu, 0.5],
  [/\b(?:today|tonight|tomorrow|deadline|by (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b/iu, 0.25],
  [/\b(?:lawyer|legal action|police|chargeback|injur\w+|fire|smoke|hospital)\b/iu, 0.4],
  [/\b(?:still|again|second time|third time|days ago|weeks ago|no (?:reply|answer|response))\b/iu, 0.15],
  [/!{2,}/u, 0.1],
];

/** 0 can wait, 1 cannot. */
export const urgencyOf = (text: string, earlier: readonly string[] = []): number => {
  const sample = text.slice(0, 8_000);
  const sum = pressing.reduce((total, [pattern, weight]) => total + (pattern.test(sample) ? weight : 0), 0);
  return Number(Math.min(1, 0.1 + sum + Math.min(0.2, 0.05 * earlier.length)).toFixed(2));
};
