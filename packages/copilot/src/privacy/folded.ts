/** A text as one reads it, with the way back to where each character stood. */
export interface Folded {
  readonly text: string;
  /** Where in the original the folded text's position `at` is; `at` may be the end. */
  original(at: number): number;
}

const ignorable = /\p{Default_Ignorable_Code_Point}/u;
const dash = /[\p{Pd}\u2212]/u;
const space = /\p{Zs}/u;
const digit = /\p{Nd}/u;
/** The zeros of scripts whose digits people type; NFKC folds the full-width and the mathematical ones. */
const zeros = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0x1040,
];

function foldedCharacter(character: string): string {
  if (ignorable.test(character)) return '';
  if (dash.test(character)) return '-';
  if (space.test(character)) return ' ';
  if (digit.test(character)) {
    const code = character.codePointAt(0) ?? 0;
    const zero = zeros.find((candidate) => code >= candidate && code < candidate + 10);
    if (zero !== undefined) return String(code - zero);
  }
  const compatible = character.normalize('NFKC');
  // Only what stands for one ASCII character is folded: letters keep their accents, and the length its meaning.
  return compatible.length === 1 && compatible < '\u0080' ? compatible : character;
}

/** Full-width and foreign digits, odd dashes and spaces as ASCII; what cannot be seen is left out. Linear. */
export function fold(text: string): Folded {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
  if (/^[\u0000-\u007f]*$/.test(text)) return { text, original: (at) => at };
  const parts: string[] = [];
  const positions: number[] = [];
  let at = 0;
  for (const character of text) {
    const folded = character < '\u0080' ? character : foldedCharacter(character);
    for (let unit = 0; unit < folded.length; unit += 1) positions.push(at + (folded === character ? unit : 0));
    parts.push(folded);
    at += character.length;
  }
  positions.push(at);
  return { text: parts.join(''), original: (index) => positions[index] ?? at };
}
