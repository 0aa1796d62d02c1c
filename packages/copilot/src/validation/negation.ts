import { wordsOf } from '../search/terms.js';

/** Words that turn a sentence around, of the languages that support writes in most; `t` is what is left of "isn't". */
const negations = new Set(
  `t not no never cannot none neither nor without unable nicht kein keine keinen keinem keiner nie niemals ohne pas jamais
  aucun aucune sans nunca sin ningun ninguna jamas non mai nessun nessuna senza niet geen nooit zonder nao sem`.split(
    /\s+/u,
  ),
);

/** Whether a sentence says that something is not so. */
export const isNegated = (text: string): boolean =>
  wordsOf(text).filter((word) => negations.has(word)).length % 2 === 1;
