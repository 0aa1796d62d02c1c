import type { Check } from './check.js';
import { saidText } from './spoken-text.js';

/** First and last of each run of characters that are not seen, or that turn the order of what is. */
const invisible: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200b],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xe000, 0xf8ff],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xe0000, 0x10ffff],
];

const isInvisible = (code: number): boolean => invisible.some(([first, last]) => code >= first && code <= last);
const isJoiner = (code: number): boolean => code === 0x200c || code === 0x200d;
const isVariation = (code: number): boolean => code >= 0xfe00 && code <= 0xfe0f;

/** What a joiner or a variation may follow: a part of an emoji, a mark, or a letter of a script that joins. */
const joins =
  /^[\p{Extended_Pictographic}\p{Emoji}\p{M}\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Gujarati}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}]$/u;

/** Comments, pictures and what else a browser would obey rather than show. */
const markup =
  /<(?:!--|\/?(?:script|style|iframe|img|object|embed|form|input|link|meta|svg|base)\b)|!\[[^\]\n]{0,500}\]\(/iu;

export function hasHiddenText(text: string): boolean {
  let before = '';
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    if (isInvisible(code)) return true;
    if ((isJoiner(code) || isVariation(code)) && !joins.test(before)) return true;
    if (isVariation(code) && isVariation(before.codePointAt(0) ?? 0)) return true;
    before = letter;
  }
  return false;
}

/** Nothing in a draft that a reviewer would not see as they read it. */
export const nothingIsHidden: Check = ({ proposal }) => {
  const said = saidText(proposal);
  if (hasHiddenText(said)) return [{ flag: 'hidden-text', detail: 'invisible characters' }];
  return markup.test(said) ? [{ flag: 'hidden-text', detail: 'markup' }] : [];
};
