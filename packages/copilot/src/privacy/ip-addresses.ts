import { type Span, spansOf } from './span.js';

const octet = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const v4 = new RegExp(
  `(?<![\\p{L}\\p{N}.])${octet}(?:(?:\\.|\\[\\.\\]|\\(\\.\\))${octet}){3}(?!\\.?[\\p{L}\\p{N}])`,
  'gu',
);
const v6 = /(?<![\p{L}\p{N}:.])[0-9A-Fa-f:]{2,39}(?:%\w{1,15}|(?:\.\d{1,3}){3})?(?![\p{L}\p{N}:])/gu;
const versionBefore = /\b(?:v|ver|version|release|build|firmware|chapter|section)[. ]{0,2}$/iu;
/** The machine itself, everybody, nobody: no person's. */
const nobodys = /^(?:127\.|0\.0\.0\.0|255\.255\.255\.255|::1?$)/;

/** IPv4 and IPv6 addresses. A version of four numbers is none where it is called one. */
export function* ipAddressesIn(text: string): Generator<Span> {
  for (const { start, end, text: found } of spansOf(text, v4)) {
    if (!nobodys.test(found) && !versionBefore.test(text.slice(Math.max(0, start - 12), start))) yield { start, end };
  }
  for (const { start, end, text: found } of spansOf(text, v6)) {
    if (isV6(found.replace(/%.*$/, '')) && !nobodys.test(found)) yield { start, end };
  }
}

function isV6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const embedded = groups.at(-1)?.includes('.') ? 1 : 0;
  if (!groups.every((group, at) => /^[0-9a-f]{1,4}$/i.test(group) || (embedded === 1 && at === groups.length - 1))) {
    return false;
  }
  const count = groups.length + embedded;
  // `a::b` is how programs are written, too.
  return halves.length === 2 ? count >= 2 && count < 8 && /\d/.test(text) : count === 8;
}
