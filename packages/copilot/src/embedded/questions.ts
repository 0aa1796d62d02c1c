import { questionParts } from '../search/question-parts.js';

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

const textAtMost = 6_000;
const questionsAtMost = 4;

/** A request without a question mark. */
const requests =
  /\b(?:i (?:would like|want|need|wish)|i['’]d like|please|can you|could you|tell me|let me know|help me|ich (?:möchte|brauche|will)|bitte|je (?:voudrais|veux)|quiero|necesito|vorrei)\b/iu;
const beforeQuestion =
  /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|guten (?:tag|morgen|abend)|hallo|hola|bonjour)[^,.!?\n]{0,40}[,.!]\s*/iu;

/** What a message asks, each question on its own; the whole where none is put as one. */
export function questionsOf(text: string): readonly string[] {
  const sentences = text
    .slice(0, textAtMost)
    .split(/\n\s*\n/u)
    .flatMap((paragraph) => [...segmenter.segment(paragraph.replace(/\s+/gu, ' '))])
    .map(({ segment }) => segment.trim())
    .filter((sentence) => sentence !== '');
  const asked = sentences.filter((sentence) => /[?？]/u.test(sentence));
  const found = asked.length > 0 ? asked : sentences.filter((sentence) => requests.test(sentence));
  const parts = found
    .flatMap((sentence) => questionParts(sentence.replace(beforeQuestion, '')))
    .map((part) => part.trim())
    .filter((part) => /[\p{L}\p{N}]{2}/u.test(part));
  return parts.length === 0 ? [text.slice(0, textAtMost)] : [...new Set(parts)].slice(0, questionsAtMost);
}
