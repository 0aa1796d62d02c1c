import { textAtMost, wordsOf } from './grams.js';

const segmentsAtMost = 16;
/** A shorter piece says too little by itself: "Thanks!", "my card". */
const wordsAtLeast = 3;

const sentenceEnd = /[.!?…]+(?=\s|$)|[\r\n;]+|[¿¡。？！]/u;

/** Where one wish ends and the next begins within a sentence: a joining word, in the languages of the starter set. */
const joint =
  /,?\s(?:and (?:also|then)|but also|also|and|besides|by the way|plus|additionally|und (?:außerdem|auch)|außerdem|und|et (?:aussi|puis)|également|et|además|también|y)[,\s]/iu;

const long = (text: string): boolean => wordsOf(text).length >= wordsAtLeast;

/**
 * The sentences of a text, and the clauses of a sentence where both sides of a joining word are long enough to be a wish. Empty where
 * that would be the text itself again.
 */
export function segmentsOf(text: string): readonly string[] {
  const sentences = text
    .slice(0, textAtMost)
    .split(sentenceEnd)
    .map((sentence) => sentence.trim())
    .filter(long);
  const segments = sentences.slice(0, segmentsAtMost).flatMap(clausesOf).slice(0, segmentsAtMost);
  return segments.length > 1 ? segments : [];
}

function clausesOf(sentence: string): readonly string[] {
  const clauses: string[] = [];
  let rest = sentence;
  let from = 0;
  while (clauses.length < segmentsAtMost) {
    const found = joint.exec(rest.slice(from));
    if (found === null) break;
    const before = rest.slice(0, from + found.index);
    const after = rest.slice(from + found.index + found[0].length);
    if (long(before) && long(after)) {
      clauses.push(before);
      rest = after;
      from = 0;
    } else from += found.index + found[0].length - 1;
  }
  return [...clauses, rest];
}
