import { digitsOf, type Span, spansOf } from './span.js';

const separated =
  /(?<![\p{L}\p{N}]|\p{N}[-.,/]|[\p{L}\p{N}][-_])\d{3}([ .-]|- | -| - )\d{2}\1\d{4}(?![\p{L}\p{N}]|[-.,/]\p{N})/gu;
const bare = /(?<![\p{L}\p{N}]|\p{N}[-.,/])\d{9}(?![\p{L}\p{N}]|[-.,/]\p{N})/gu;
const wordsBefore = /\b(?:ssn|itin|social(?: security)?|tax ?payer|tax id)\b[^\n\d]{0,40}$/iu;

/** Area 000 and 666, group 00 and serial 0000 were never given out; 9xx is a taxpayer's number (ITIN). */
const isGiven = (digits: string): boolean =>
  !/^(?:000|666)/.test(digits) && digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000';

const saidToBeOne = (text: string, start: number) => wordsBefore.test(text.slice(Math.max(0, start - 56), start));

/** US social security numbers by their hyphens; in other spellings only where they are called one. */
export function* socialSecurityIn(text: string): Generator<Span> {
  for (const { start, end, text: found } of spansOf(text, separated)) {
    if (!isGiven(digitsOf(found))) continue;
    if (found.includes('-') || saidToBeOne(text, start)) yield { start, end };
  }
  for (const { start, end, text: found } of spansOf(text, bare)) {
    if (isGiven(found) && saidToBeOne(text, start)) yield { start, end };
  }
}
