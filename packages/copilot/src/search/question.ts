import { answerAsked } from './expected-answer.js';
import { questionTerms, wordsOf } from './terms.js';

export const questionTermsAtMost = 48;
const sentencesAtMost = 8;

/** A question, or one sentence of it. */
export interface QuestionUnit {
  /** Its informative words. */
  readonly terms: readonly string[];
  /** 0 to 1: how far a fit with this part alone speaks for a passage. */
  readonly trust: number;
  readonly grams: ReadonlySet<string>;
  /** What its form asks for. */
  readonly asks: ReturnType<typeof answerAsked>;
}

/** So many letters at a time, with each word's ends marked. */
export function gramsOf(words: readonly string[], letters = 3): ReadonlySet<string> {
  const grams = new Set<string>();
  for (const word of words) {
    const marked = `^${word}$`;
    for (let at = 0; at + letters <= marked.length; at += 1) grams.add(marked.slice(at, at + letters));
  }
  return grams;
}

/** 0 to 1: how many pieces two texts share. */
export function similarity(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0) return 0;
  let shared = 0;
  for (const gram of one) if (other.has(gram)) shared += 1;
  return (2 * shared) / (one.size + other.size);
}

/** What is asked, as a whole and sentence by sentence: one clear question in a long mail is enough. */
export function unitsOf(text: string): readonly QuestionUnit[] {
  const unit = (part: string, trust: number) => ({
    terms: questionTerms(part).slice(0, questionTermsAtMost),
    trust,
    grams: gramsOf(wordsOf(part).slice(0, questionTermsAtMost)),
    asks: answerAsked(part),
  });
  const sentences = text
    .split(/(?<=[.!?\n])\s+/u)
    .filter((sentence) => sentence.trim() !== '')
    .slice(0, sentencesAtMost);
  if (sentences.length < 2) return [unit(text, 1)];
  return [unit(text, 1), ...sentences.map((sentence) => unit(sentence, sentence.includes('?') ? 0.95 : 0.85))].filter(
    ({ terms }) => terms.length > 0,
  );
}
