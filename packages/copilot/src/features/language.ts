import { wordsOf } from '../search/terms.js';

/** Short, frequent words that few of the other languages share. */
const tellingWords: Readonly<Record<string, ReadonlySet<string>>> = {
  en: new Set(
    'the and is are was my your have has not with for this that when where how what can you please order i it'.split(
      ' ',
    ),
  ),
  de: new Set(
    'der die das und ist sind nicht mit fur ich sie mein meine bestellung wann wo wie kann bitte ein eine auf'.split(
      ' ',
    ),
  ),
  fr: new Set(
    'le la les et est sont pas avec pour je vous mon ma commande quand ou comment puis une des du mes dans'.split(' '),
  ),
  es: new Set(
    'el los las y es son no con para mi pedido cuando donde como puedo por favor una del que esta tengo'.split(' '),
  ),
  it: new Set('il lo gli e sono non con per mio ordine quando dove come posso favore una del che della ho'.split(' ')),
  nl: new Set('de het en is zijn niet met voor ik mijn bestelling wanneer waar hoe kan een van u wat heb'.split(' ')),
  pt: new Set(
    'o os as e nao com para meu minha pedido quando onde como posso por favor uma do que esta voce'.split(' '),
  ),
};

const scripts: readonly (readonly [string, RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['th', /\p{Script=Thai}/gu],
];

/** ISO 639-1 of a message's language by its script and its small words; `und` where they don't tell. */
export function languageOf(text: string): string {
  const sample = text.slice(0, 4_000);
  for (const [language, script] of scripts) {
    if ((sample.match(script)?.length ?? 0) * 5 > sample.replace(/\s/gu, '').length) return language;
  }
  const words = wordsOf(sample);
  const ranked = Object.entries(tellingWords)
    .map(([language, telling]) => ({ language, count: words.filter((word) => telling.has(word)).length }))
    .sort((one, other) => other.count - one.count);
  const [best, second] = ranked;
  if (best === undefined || best.count < 2 || best.count * 8 < words.length) return 'und';
  return best.count > (second?.count ?? 0) ? best.language : 'und';
}
