import { digitsOf, type Span, spansOf } from './span.js';

/** Digits in groups, as cards are written and as they are written to be overlooked. */
const runs = /(?<![\p{L}\p{N}])\d(?:[ \t\r\n.,_*·•/-]{0,3}\d){11,}/gu;

/** ISO/IEC 7812 issuers whose numbers customers pay with: first digits, and how many there are. */
const issuers: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|[689])/, [14, 16, 19]],
  [/^(?:2131|1800)/, [15]],
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]],
  [/^6(?:011|4[4-9]|5)/, [16, 19]],
  [/^62/, [16, 17, 18, 19]],
  [/^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, [12, 13, 14, 15, 16, 17, 18, 19]],
  [/^(?:220[0-4]|60|81|82|508|9792)/, [16]],
];

/** How many digits a card that begins so may have. */
const lengthsOf = (digits: string): readonly number[] =>
  issuers.flatMap(([first, lengths]) => (first.test(digits) ? lengths : []));

/** The check digit of cards, ISO/IEC 7812-1 annex B. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    const doubled = at % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const cardBefore = /\b(?:card|karte|carte|tarjeta|carta|kaart|cart[aã]o)[\p{L} ]{0,20}[\p{L}.:#= ]{0,12}$/iu;
const fewestDigits = 12;
const mostDigits = 19;

/** Card numbers: an issuer's prefix, its length, and Luhn; without Luhn where "card" stands before and four groups of four say so. */
export function* cardsIn(text: string): Generator<Span> {
  for (const run of spansOf(text, runs)) {
    const groups = [...spansOf(run.text, /\d+/g)];
    let first = 0;
    while (first < groups.length) {
      const last = lastGroupOfCard(groups, first, () =>
        cardBefore.test(text.slice(Math.max(0, run.start - 40), run.start)),
      );
      if (last === undefined) {
        first += 1;
        continue;
      }
      yield { start: run.start + (groups[first]?.start ?? 0), end: run.start + (groups[last]?.end ?? 0) };
      first = last + 1;
    }
  }
}

/** The longest number that begins with a group: more digits are seldom a card by chance. */
function lastGroupOfCard(
  groups: readonly (Span & { readonly text: string })[],
  first: number,
  saidToBeOne: () => boolean,
): number | undefined {
  let digits = '';
  let found: number | undefined;
  let lengths: readonly number[] | undefined;
  for (let at = first; at < groups.length && digits.length < mostDigits; at += 1) {
    digits += digitsOf(groups[at]?.text ?? '');
    if (digits.length < fewestDigits) continue;
    lengths ??= lengthsOf(digits);
    if (lengths.length === 0) return undefined;
    if (!lengths.includes(digits.length)) continue;
    const inFours = at === first + 3 && groups.slice(first, at + 1).every(({ text }) => text.length === 4);
    if (passesLuhn(digits) || (inFours && saidToBeOne())) found = at;
  }
  return found;
}
