import { answerAsked } from './expected-answer.js';
import { gramsOf } from './grams.js';
import { clausesOf, questionParts } from './question-parts.js';
import type { Language } from './stop-words.js';
import { termsIn } from './terms.js';
import { wordsOf } from './words.js';

/** What is read of a question, in UTF-16 code units: a mail's first page. */
export const questionAtMost = 6_000;
export const questionTermsAtMost = 48;
const sentencesAtMost = 8;

/** A question, or one sentence of it. */
export interface QuestionUnit {
  /** Its informative words, once each. */
  readonly terms: readonly string[];
  /** 0 to 1: how far a fit with this part alone speaks for a passage. */
  readonly trust: number;
  readonly pieces: Uint32Array;
  /** What its form asks for. */
  readonly asks: ReturnType<typeof answerAsked>;
}

/** Sentences, without a regular expression that could go over a long text twice. */
function sentencesOf(text: string): readonly string[] {
  const sentences: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at] as string;
    const ends = sign === '\n' || '。？！'.includes(sign) || ('.!?'.includes(sign) && /\s/u.test(text[at + 1] ?? ' '));
    if (!ends) continue;
    sentences.push(text.slice(start, at + 1));
    start = at + 1;
  }
  sentences.push(text.slice(start));
  return sentences.filter((sentence) => sentence.trim() !== '');
}

const asking = /[?？]/u;

/** What is asked, as a whole and sentence by sentence: one clear question in a long mail is enough. */
export function unitsOf(text: string, language: Language | undefined): readonly QuestionUnit[] {
  const unit = (part: string, trust: number): QuestionUnit => ({
    terms: [...new Set(termsIn(part, language))].slice(0, questionTermsAtMost),
    trust,
    pieces: gramsOf(wordsOf(part).slice(0, questionTermsAtMost)),
    asks: answerAsked(part),
  });
  const read = text.slice(0, questionAtMost);
  const sentences = sentencesOf(read)
    .flatMap((sentence) =>
      asking.test(sentence) ? questionParts(sentence).map((part) => `${part}?`) : clausesOf(sentence),
    )
    .slice(0, sentencesAtMost);
  if (sentences.length < 2) return [unit(read, 1)];
  return [unit(read, 1), ...sentences.map((sentence) => unit(sentence, asking.test(sentence) ? 0.95 : 0.85))].filter(
    ({ terms }) => terms.length > 0,
  );
}
