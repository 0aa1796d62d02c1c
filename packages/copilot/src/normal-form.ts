/** Unicode's own bound for a text to be stream-safe (UAX #15): no language writes as many marks on one letter. */
const tooManyMarks = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu;

/**
 * A text in a normal form of Unicode, with at most 30 marks in a row. Putting marks in their order takes the engine the
 * square of how many there are: 60,000 of them in one message would hold up the process for seconds.
 */
export const normalForm = (text: string, form: 'NFC' | 'NFKC' | 'NFKD'): string =>
  text.replace(tooManyMarks, '$1').normalize(form);
