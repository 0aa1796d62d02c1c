/** The kinds of answer that a question may ask for by its form, and a passage shows by its own. */
const kinds = {
  duration: {
    asks: /\bhow (long|soon|quickly|fast)\b|\bhow many (hours|days|weeks|months|years)\b|\bwhen\b|\bdeadline\b|\bwie (lange|schnell)\b|\b(bis )?wann\b|\bcombien de (temps|jours)\b|\bquand\b/iu,
    gives:
      /\b(\d+|one|two|three|four|five|six|seven|ten|twelve|fourteen|thirty)[\s-](to \d+ |or \d+ )?((working|business|calendar)[\s-])?(minute|hour|day|week|month|year)s?\b|\b(same|next)[\s-](working )?day\b|\b\d+ (Werktage?n?|Tage?n?|Wochen?|Monate?n?|jours?|semaines?|mois)\b/iu,
  },
  amount: {
    asks: /\bhow much\b|\b(costs?|price|fee|charges?|postage|expensive)\b|\bwie ?viel\b|\bkoste[tn]?\b|\bcombien\b/iu,
    gives:
      /[£$€]\s?\d|\b\d+([.,]\d+)?\s?(£|€|\$|euros?|pounds?|dollars?|EUR|GBP|USD|%)|\bfree( of charge)?\b|\bkostenlos\b|\bgratuite?(ment)?\b/iu,
  },
} as const;

type AnswerKind = keyof typeof kinds;

const kindNames = Object.keys(kinds) as readonly AnswerKind[];

/** What the form of a question asks for: a time, a sum, both, or nothing in particular. */
export const answerAsked = (question: string): readonly AnswerKind[] =>
  kindNames.filter((kind) => kinds[kind].asks.test(question));

/** What a passage or a sentence has to give. */
export const answerGiven = (text: string): readonly AnswerKind[] =>
  kindNames.filter((kind) => kinds[kind].gives.test(text));

/** 0 to 1: the share of what is asked for that is given; 1 where nothing in particular is. */
export function answerFit(asked: readonly AnswerKind[], given: readonly AnswerKind[]): number {
  return asked.length === 0 ? 1 : asked.filter((kind) => given.includes(kind)).length / asked.length;
}

const bitsOf = (found: readonly AnswerKind[]): number =>
  found.reduce((bits, kind) => bits | (1 << kindNames.indexOf(kind)), 0);

/** What a text has to give, a bit for each kind. */
export const answerBits = (text: string): number => bitsOf(answerGiven(text));

/** 0 to 1: as {@link answerFit}, of what a passage gives as {@link answerBits} says. */
export function fitOfBits(asked: readonly AnswerKind[], given: number): number {
  if (asked.length === 0) return 1;
  return asked.filter((kind) => (given & (1 << kindNames.indexOf(kind))) !== 0).length / asked.length;
}
