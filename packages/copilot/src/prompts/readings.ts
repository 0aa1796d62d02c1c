import { normalForm } from '../normal-form.js';
import { visibleText } from './plain-data.js';

/** Letters of other alphabets, and digits and signs, that are read as Latin ones. */
const lookalikes: Readonly<Record<string, string>> = {
  ...{ а: 'a', е: 'e', о: 'o', р: 'p', с: 'c', х: 'x', у: 'y', і: 'i', ѕ: 's', ԁ: 'd', ј: 'j', һ: 'h', ո: 'n', к: 'k' },
  ...{ ο: 'o', α: 'a', ν: 'v', ρ: 'p', ι: 'i', τ: 't', ε: 'e', κ: 'k', υ: 'u', м: 'm', т: 't', в: 'b', н: 'h' },
};
const digits: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '@': 'a', $: 's', '!': 'i', '|': 'l' },
};

const codedAtMost = 20;
const codedLengthAtMost = 4_000;

const withLookalikes = (text: string): string => text.replace(/[\u0370-\u058f]/gu, (one) => lookalikes[one] ?? one);
const withDigits = (text: string): string => text.replace(/[013-57-8@$!|]/gu, (one) => digits[one] ?? one);

const rot13 = (text: string): string =>
  text.replace(/[a-z]/gu, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 84) % 26) + 97));

const decoder = new TextDecoder('utf-8', { fatal: true });

function decoded(coded: string, how: 'base64' | 'hex'): string[] {
  try {
    const text = decoder.decode(Buffer.from(coded.slice(0, codedLengthAtMost), how));
    return /\p{Cc}/u.test(text.replace(/\s/gu, '')) ? [] : [text];
  } catch {
    return [];
  }
}

/** Tag characters spell a text that nobody sees. */
const fromTags = (text: string): string =>
  text
    .replace(/[^\u{e0020}-\u{e007e}]/gu, '')
    .replace(/./gsu, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) - 0xe0000));

/**
 * The ways in which a model may read a text: as a person sees it, in its look-alikes, spelt backwards, and decoded.
 * In lower case, each once; none is longer than the text.
 */
export function readingsOf(text: string): readonly string[] {
  const seen = normalForm(visibleText(text), 'NFKC');
  const low = seen.toLowerCase();
  const plain = withLookalikes(low);
  const coded = [
    ...[...seen.matchAll(/[A-Za-z0-9+/_-]{20,4000}={0,2}/gu)]
      .slice(0, codedAtMost)
      .flatMap(([one]) => decoded(one, 'base64')),
    ...[...seen.matchAll(/(?:[0-9A-Fa-f]{2}){12,2000}/gu)]
      .slice(0, codedAtMost)
      .flatMap(([one]) => decoded(one, 'hex')),
    fromTags(text),
  ].map((one) => visibleText(one).toLowerCase());
  const backwards = [...plain].toReversed().join('');
  return [...new Set([low, plain, withDigits(plain), rot13(plain), backwards, ...coded])].filter((one) => one !== '');
}
