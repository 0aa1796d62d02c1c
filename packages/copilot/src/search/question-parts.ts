/** Words that open a question of their own after a comma or an "and". */
const opens =
  'how|what|when|where|which|who|why|do|does|did|can|could|is|are|will|would|should|may|must|have|has|wie|was|wann|wo|welche\\w*|wer|warum|kann|können|muss|ist|sind|liefern|comment|quand|combien|où|est-ce|peut|puis|quel\\w*|cómo|cuándo|cuánto|dónde|qué|puedo|come|quando|quanto|dove|posso|hoe|wanneer|waar|kan';
const nextQuestion = new RegExp(
  `[,;] (?:(?:and|or|und|oder|et|ou|y|o|e|en|of) )?(?=(?:${opens})(?![\\p{L}\\p{N}]))| (?:and|und|et|y|e|en) (?=(?:${opens})(?![\\p{L}\\p{N}]))`,
  'iu',
);

/** A sentence that asks several things, "how long does it take, and what does it cost?", taken apart; one space between words. */
export const questionParts = (sentence: string): readonly string[] =>
  sentence.replace(/\s+/gu, ' ').trim().split(nextQuestion);

const longSentence = 60;
const nextClause = /, (?:and|but|so|because|und|aber|denn|et|mais|car|y|pero|e|ma|en|maar) /iu;

/** A long sentence's clauses: one of them often says what the others lead up to. */
export const clausesOf = (sentence: string): readonly string[] => {
  const said = sentence.replace(/\s+/gu, ' ').trim();
  return said.length < longSentence ? [said] : said.split(nextClause);
};
