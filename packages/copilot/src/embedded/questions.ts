const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

const textAtMost = 6_000;
const questionsAtMost = 4;

/** Words that open a question of their own after a comma or an "and". */
const opens =
  'how|what|when|where|which|who|why|do|does|did|can|could|is|are|will|would|should|may|must|have|has|wie|was|wann|wo|welche\\w*|wer|warum|kann|können|muss|ist|sind|liefern|comment|quand|combien|où|est-ce|peut|puis|quel\\w*|cómo|cuándo|cuánto|dónde|qué|puedo|come|quando|quanto|dove|posso|hoe|wanneer|waar|kan';
const nextQuestion = new RegExp(
  `\\s*(?:[,;]\\s*(?:and|or|und|oder|et|y|e|en)?\\s+|\\s(?:and|und|et|y|e|en)\\s)(?=(?:${opens})(?![\\p{L}\\p{N}]))`,
  'iu',
);
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
    .flatMap((sentence) => sentence.replace(beforeQuestion, '').split(nextQuestion))
    .map((part) => part.trim())
    .filter((part) => /[\p{L}\p{N}]{2}/u.test(part));
  return parts.length === 0 ? [text.slice(0, textAtMost)] : [...new Set(parts)].slice(0, questionsAtMost);
}
