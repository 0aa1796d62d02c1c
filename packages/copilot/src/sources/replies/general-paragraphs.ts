import { isAboutOneCustomer, isCourtesy } from './personal-marks.js';

const passageAtMost = 2_000;
const textAtMost = 64_000;

/** Where a reply's paragraphs stand that speak to anyone with the same question, exactly. */
export function generalParagraphs(
  text: string,
  names: ReadonlySet<string>,
): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const match of text.slice(0, textAtMost).matchAll(/[^\n]+(?:\n(?!\s*\n)[^\n]+)*/gu)) {
    let start = match.index;
    for (const line of match[0].split(/(?<=\n)/u)) {
      if (line.trim() !== '' && !isCourtesy(line)) break;
      start += line.length;
    }
    const rest = text.slice(start, match.index + match[0].length).trimEnd();
    const lead = rest.length - rest.trimStart().length;
    if (rest.trim().length < 20 || rest.length > passageAtMost || isAboutOneCustomer(rest, names)) continue;
    found.push({ start: start + lead, end: start + rest.length });
  }
  return found;
}

/** As much of a question as anybody could have asked: its sentences about one customer are left out. */
export const generalQuestion = (text: string, names: ReadonlySet<string>): string =>
  text
    .slice(0, 2_000)
    .split(/(?<=[.!?])\s+|\n+/u)
    .filter((sentence) => sentence.trim() !== '' && !isCourtesy(sentence) && !isAboutOneCustomer(sentence, names))
    .join(' ')
    .slice(0, 300);
