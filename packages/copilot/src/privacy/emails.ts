import { type Span, spansOf } from './span.js';

const localAtMost = 64;
const domainAtMost = 255;
const ofLocal = /[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]/u;
const domain = /^[ ]?(?:[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}_-]{0,62})\.){1,8}[\p{L}\p{M}][\p{L}\p{M}\p{N}-]{1,62}/u;
const spacedDomain = /^ {1,2}(?:[\p{L}\p{N}][\p{L}\p{N}-]{0,62}(?:\.| \. )){1,4}[\p{L}]{2,24}(?![\p{L}\p{N}])/u;

/** The word for "@", in brackets of any kind. */
const atWord = '(?:at|ät|arroba|arobase|chiocciola|klammeraffe|apenstaart|@)';
const dotWord = '(?:dot|punkt|point|punto|punt|ponto|\\.)';
const label = '[\\p{L}\\p{N}][\\p{L}\\p{N}-]{0,62}';
const local = "[\\p{L}\\p{N}][\\p{L}\\p{N}.+_'-]{0,63}";
/** `name (at) domain.com`, `name [at] domain [dot] com`. */
const bracketed = new RegExp(
  `(?<![\\p{L}\\p{N}.+_'-])${local} {0,2}[([{<] ?${atWord} ?[)\\]}>] {0,2}${label}(?: {0,2}(?:[([{<] ?${dotWord} ?[)\\]}>]|\\.| ${dotWord} ) {0,2}${label}){1,4}`,
  'giu',
);
/** `name at domain dot com`: with the dot spelled, or every "at example.com" would be one. */
const spelled = new RegExp(
  `(?<![\\p{L}\\p{N}.+_'-])${local} {1,2}(?:at|ät|arroba|arobase|chiocciola|@) {1,2}(?!(?:the|a|my|your) )${label}(?: {1,2}(?:dot|punkt|point|punto|punt|ponto) {1,2}${label}){0,3} {1,2}(?:dot|punkt|point|punto|punt|ponto) {1,2}(?:com|org|net|edu|gov|info|biz|app|dev|\\p{L}{2})(?![\\p{L}\\p{N}])`,
  'giu',
);

/** E-mail addresses, and what stands for one: `name (at) domain dot com`. */
export function* emailsIn(text: string): Generator<Span> {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const found = addressAround(text, at);
    if (found !== undefined) yield found;
  }
  yield* spansOf(text, bracketed);
  yield* spansOf(text, spelled);
}

function addressAround(text: string, at: number): Span | undefined {
  const after = text.slice(at + 1, at + 1 + domainAtMost);
  const spaced = text[at - 1] === ' ' && after.startsWith(' ');
  const host = (spaced ? spacedDomain : domain).exec(after)?.[0];
  if (host === undefined || (!spaced && host.startsWith(' ') && text[at - 1] !== ' ')) return undefined;
  const localEnd = spaced ? at - 1 : at;
  let start = localEnd;
  while (start > 0 && localEnd - start < localAtMost && ofLocal.test(text[start - 1] ?? '')) start -= 1;
  while (start < localEnd && /[.'`{|}/=*]/.test(text[start] ?? '')) start += 1;
  return start === localEnd ? undefined : { start, end: at + 1 + host.replace(/[-_.]+$/, '').length };
}
