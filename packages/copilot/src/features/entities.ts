import type { FeatureSet } from '@deskrail/contracts';

type Entity = FeatureSet['entities'][number];

const textAtMost = 20_000;
const entitiesAtMost = 200;

/** Most telling first: what an earlier one has taken, a later one leaves. Each pattern is linear in the text. */
const patterns: readonly (readonly [Entity['kind'], RegExp])[] = [
  ['url', /\bhttps?:\/\/[^\s<>"')\]]{1,500}/giu],
  ['email', /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/gu],
  ['date', /\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)\b/gu],
  ['date', /\b\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b/giu],
  ['date', /\b(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6} \d{1,2}(?:st|nd|rd|th)?\b/giu],
  ['amount', /(?:[$€£¥]|\b(?:USD|EUR|GBP|CHF))\s?\d{1,9}(?:[.,]\d{1,3}){0,4}/gu],
  ['amount', /\b\d{1,9}(?:[.,]\d{1,3}){0,4}\s?(?:[€£¥]|(?:USD|EUR|GBP|CHF|euros?|dollars?|pounds?)\b)/giu],
  [
    'order-number',
    /(?<=\b(?:order|invoice|booking|reference|tracking)(?: (?:number|no\.?|id))?[\s:#]{1,3})[A-Z]{0,4}-?\d{3,20}\b/giu,
  ],
  ['order-number', /(?<![\w&])#\d{3,20}\b|\b[A-Z]{2,4}-\d{3,20}\b/gu],
  ['phone', /(?<![\w.])\+?\(?\d{2,4}\)?(?:[\s./-]?\d{2,4}){2,4}(?![\w])/gu],
];

/** Where a message names an address, a number, a sum, a day or a link: kinds and positions, never the words. */
export function entitiesIn(text: string): Entity[] {
  const taken: Entity[] = [];
  for (const [kind, pattern] of patterns) {
    for (const match of text.slice(0, textAtMost).matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      if (taken.length >= entitiesAtMost) break;
      if (taken.every((other) => end <= other.start || start >= other.end)) taken.push({ kind, start, end });
    }
  }
  return taken.sort((one, other) => one.start - other.start);
}
