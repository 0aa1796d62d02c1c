import { numberOfSomething } from './not-personal.js';
import { digitsOf, type Span, spansOf } from './span.js';

const before = '(?<![\\p{L}\\p{N}]|[\\p{L}\\p{N}][-_/,]|\\p{N}[.: +])';
const after = '(?:,? ?(?:x|ext\\.?|extension|dw|durchwahl|poste)[ .:]{0,2}\\d{1,6})?(?![\\p{L}\\p{N}]|[-./:]\\p{N})';
const s = '[ ./-]{1,3}';

interface Form {
  readonly pattern: RegExp;
  readonly digits: readonly [number, number];
  /** Many numbers are written so: it is a telephone's only where words say so. */
  readonly needsWords?: true;
}

const form = (source: string, digits: Form['digits'], needsWords?: true): Form => ({
  pattern: new RegExp(`${before}${source}${after}`, 'giu'),
  digits,
  ...(needsWords && { needsWords }),
});

/** How telephone numbers are written; E.164 has at most 15 digits. Earlier forms are surer. */
const forms: readonly Form[] = [
  // +49 (0)30 1234-567, +1-555-010-9999
  form('\\(?\\+ ?\\d{1,3}\\)?(?:[ ./()-]{0,3}\\d){6,13}', [8, 15]),
  // 0049 30 1234567, 001-555-010-9999
  form('\\(?00[1-9]\\d{0,2}\\)?(?:[ ./()-]{1,3}\\d{1,10}){1,6}', [10, 17]),
  form('00[1-9]\\d{9,12}', [12, 15]),
  // (555) 010-9999, (0)30 123 45
  form('(?:1[ .-]{0,3})?\\(\\d{1,5}\\)[ ./-]{0,3}\\d{2,8}(?:[ ./-]{1,3}\\d{2,4}){0,4}', [7, 13]),
  // 555-010-9999, 1 800 555 0199
  form(`(?:1${s})?\\d{3}${s}\\d{3}${s}\\d{4}`, [10, 11]),
  // 030 12 34 56, 06-12345678, 07700 900123: a trunk zero
  form(`0\\d{1,4}${s}\\d{2,8}(?:${s}\\d{2,4}){0,4}`, [8, 12]),
  form('0[1-9]\\d{8,9}', [10, 11]),
  // 12-34-56-78, 12 34 56 78 90
  form('\\d\\d([ .-])\\d\\d(?:\\1\\d\\d){2,3}', [8, 10]),
  // 555-0199, 9885-1152
  form('\\d{3,4}-\\d{4}', [7, 8], true),
  // 600 123 456, 96 228011, 9885 1152, 0412345
  form(`\\d{2,5}(?:${s}\\d{2,6}){1,4}`, [7, 12], true),
  form('\\d\\d([ .-])\\d\\d\\1\\d\\d', [6, 6], true),
  form('\\d{7,12}', [7, 12], true),
  // Digits kept apart to be overlooked: 5 5 5 0 1 0 9 9 9 9
  form(`\\d(?:${s}\\d){8,14}`, [9, 15]),
];

const phoneWord = `(?:tele?(?:phone|fon|fono|foon|fone|f)?|phone|mobile?|m[oó]vil|cell(?:ulare)?|cellphone|handy|fax|call(?:ed|ing)?|dial|ring|reach(?:ed)?|answer(?:s|ed|ing)?|office|text(?:ed)?|sms|whatsapp|signal|voicemail|hotline|landline|contact|rufnummer|anrufen|ruf|r[üu]ckruf|erreich\\p{L}{0,4}|durchwahl|portable|appel(?:er|ez|le)?|joindre|joignable|num[ée]ro de t[ée]l|llam\\p{L}{1,5}|chiam\\p{L}{1,5}|bel(?:len)?|nummer|number|zadzwo\\p{L}{1,4}|telem[óo]vel|ligar)`;
const wordsBefore = new RegExp(`(?<!\\p{L})${phoneWord}(?!\\p{L})[^\\n]{0,48}$`, 'iu');
const wordsAfter =
  /^[^\n]{0,24}?(?<!\p{L})(?:phone|mobile|cell|fax|office|home|work|landline|call|text|ring|voicemail|whatsapp|anrufen|rufen|erreichbar|appelez|llame|chiamate|bellen)(?!\p{L})/iu;
const around = 64;

/** Telephone numbers, international and national. A number that is called an order's or an invoice's is left to be read. */
export function* phonesIn(text: string): Generator<Span> {
  for (const { pattern, digits, needsWords } of forms) {
    for (const { start, end, text: found } of spansOf(text, pattern)) {
      const count = digitsOf(found.replace(/,? ?[a-z].*$/iu, '')).length;
      if (count < digits[0] || count > digits[1]) continue;
      const left = text.slice(Math.max(0, start - around), start);
      if (numberOfSomething.test(left)) continue;
      if (needsWords && !wordsBefore.test(left) && !wordsAfter.test(text.slice(end, end + around))) continue;
      yield { start, end };
    }
  }
}
