const joiners = /[\u200c\u200d]/u;
/** Scripts that are written with joiners inside words. */
const joinedScript =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Mongolian}]/u;
const pictograph = /\p{Extended_Pictographic}|\ufe0f|[\u{1f3fb}-\u{1f3ff}]/u;

/**
 * Characters that a person does not see and a model reads: format characters (tags, bidi controls, zero-width ones, soft
 * hyphens), controls other than line breaks and tabs, variation selectors, fillers, lone surrogates, private use.
 */
const unseen = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}\p{Co}\u2800]|(?![\t\n])\p{Cc}/gu;

function isMeant(character: string, before: string, after: string): boolean {
  if (character === '\ufe0f') return pictograph.test(before) && before !== '\ufe0f';
  if (!joiners.test(character)) return false;
  if (character === '\u200d' && pictograph.test(before) && pictograph.test(after)) return true;
  return joinedScript.test(before) && joinedScript.test(after);
}

const lastOf = (text: string, end: number): string => {
  const low = text.charCodeAt(end - 1);
  return low >= 0xdc00 && low <= 0xdfff ? text.slice(end - 2, end) : text.slice(end - 1, end);
};

/** A text as a person sees it: nothing invisible, line breaks as `\n`. Joiners stay where a script or an emoji needs them. */
export function visibleText(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n').replace(unseen, (character, at: number) => {
    const next = at + character.length;
    const after = text.codePointAt(next);
    return isMeant(character, lastOf(text, at), after === undefined ? '' : String.fromCodePoint(after))
      ? character
      : '';
  });
}

/** How many characters of a text nobody sees. */
export const unseenCharacters = (text: string): number => {
  const broken = text.replace(/\r\n?|[\u2028\u2029\u0085]/gu, '\n');
  return broken.length - visibleText(broken).length;
};

/** Cut to a length between characters, and said so. */
export function bounded(text: string, lengthAtMost: number): string {
  if (text.length <= lengthAtMost) return text;
  const mark = ' […]';
  const kept = text.slice(0, Math.max(0, lengthAtMost - mark.length)).replace(/[\ud800-\udbff]$/u, '');
  return `${kept}${mark}`;
}
