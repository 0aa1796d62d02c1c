/** Words that carry no meaning of their own in a support question: articles, pronouns, courtesy, question words. */
const stopWords = new Set(
  `a about above after again all also am an and any are aren as at be because been before being below between both but by
  can cannot could couldn d did didn do does doesn doing don down during each else ever few for from further get getting
  give go going got had hadn has hasn have haven having he hello help her here hers hey hi him his how i if in into is
  isn it its itself just kind know let like ll m make may me might more most much must my myself need no nor not now of
  off ok okay on once one only or other our ours out over own please possible re s same say see shall she should
  shouldn since so some soon still such t tell than thank thanks that the their theirs them then there these they thing
  things this those through to too under until up us use using ve very want was wasn way we well were weren what when
  where whether which while who whom whose why will with within without won would wouldn wonder wondering yes yet you
  your yours dear regards team sir madam sorry question ask asking anyone someone something anything really been today
  tomorrow yesterday currently maybe right another long many lot lots take takes every everything always`.split(/\s+/),
);

/** Plural, past and continuous forms to one stem; light, so that words of other languages are left alone mostly. */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let stemmed = word;
  if (stemmed.endsWith('ies') && stemmed.length > 4) stemmed = `${stemmed.slice(0, -3)}y`;
  else if (/(sses|shes|ches|xes|zes)$/.test(stemmed)) stemmed = stemmed.slice(0, -2);
  else if (/[^su]s$/.test(stemmed)) stemmed = stemmed.slice(0, -1);
  if (stemmed.length > 5) {
    const cut = /^(.+[aeiouy].*)(ing|ed|ly|ment)$/.exec(stemmed)?.[1];
    if (cut !== undefined && cut.length >= 3) {
      stemmed = cut.replace(/([b-df-hj-km-np-rtv-z])\1$/, '$1');
    }
  }
  if (stemmed.length > 6) stemmed = stemmed.replace(/ation$/, '');
  return stemmed.length > 3 ? stemmed.replace(/e$/, '').replace(/y$/, 'i') : stemmed;
}

const word = /[\p{L}\p{N}]+/gu;

/** The text's words in order, folded to lower case without diacritics. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/['’]/gu, ' ')
    .match(word) ?? [];

/** The stems that tell what a text is about, in order and with repeats: no stop words, no single letters. */
export const informativeTerms = (text: string): string[] =>
  wordsOf(text)
    .filter((found) => found.length > 1 && !stopWords.has(found))
    .map(stem);

/** What a question asks for: as {@link informativeTerms}, once each, without numbers, which name one case only. */
export const questionTerms = (text: string): readonly string[] => [
  ...new Set(informativeTerms(text).filter((term) => !/\d/.test(term))),
];
