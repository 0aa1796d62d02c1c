import { spokenWords } from '../search/words.js';
import { ownWordsOf } from './own-words.js';
import { tellingFor } from './telling-words.js';

/** The detector reads no more than about 350 bytes. */
const charactersRead = 1_000;
/** How far ahead of the next a language must be, in the detector's scores of 0..1: by words of Latin letters, from none up. */
const leads = [0.03, 0.03, 0.003];
/** What one of a desk's own words adds to the languages that use it, in a text of a few words: a sentence tells by itself. */
const tellingAdds = 0.12;
const tellingAtMost = 0.24;
const fewWords = 6;

/** Letters that one living language of desks has to itself. */
const scripts: readonly (readonly [string, RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
];

/** Malay is told from Indonesian, which the detector takes for one, by words that only Malay uses so. */
const malay = new Set(
  'awak boleh kerana wang kereta pejabat encik puan tak hantar macam mahu ialah oleh-kerana'.split(' '),
);

type Detect = (text: string) => { readonly language: string; getScores(): Record<string, number> };
let loading: Promise<Detect> | undefined;

/** The detector's smallest database, once: 0.2 s and 90 MB. The medium one takes 190 MB, for two word pairs more in a hundred. */
function detector(): Promise<Detect> {
  loading ??= import('eld/extrasmall').then(
    ({ eld }) =>
      (text) =>
        eld.detect(text),
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** ISO 639-1 of what a customer says in their own words; `und` where it does not tell. */
export async function languageOf(text: string): Promise<string> {
  const said = ownWordsOf(text).slice(0, charactersRead);
  const letters = said.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 2) return 'und';
  const byScript = scripts.find(([, script]) => (said.match(script)?.length ?? 0) * 3 > letters);
  if (byScript !== undefined) return byScript[0];
  const words = spokenWords(said);
  const scores = (await detector())(said).getScores();
  const [best, second = 0] = ranked(scores, words);
  if (best === undefined) return 'und';
  const lead = best.score - second;
  // The detector's scores lie close together in other scripts, and few languages share one.
  if (/\p{Script=Latin}/u.test(said) && lead < (leads[words.length] ?? 0)) return 'und';
  if (words.length < 2 && !best.told && letters < 4) return 'und';
  if (best.language !== 'ms') return best.language;
  return words.some((word) => malay.has(word)) ? 'ms' : 'id';
}

function ranked(
  scores: Readonly<Record<string, number>>,
  words: readonly string[],
): readonly [
  best: { readonly language: string; readonly score: number; readonly told: boolean } | undefined,
  second: number | undefined,
] {
  const told = new Map<string, number>();
  const tells = words.length <= fewWords ? words.map(tellingFor) : [];
  for (const language of tells.flat()) told.set(language, (told.get(language) ?? 0) + tellingAdds);
  const allTold = tells.length > 0 && tells.every((languages) => languages.length > 0);
  const all = [...new Set([...(allTold ? [] : Object.keys(scores)), ...told.keys()])]
    .map((language) => {
      const adds = Math.min(tellingAtMost, told.get(language) ?? 0);
      return { language, score: (scores[language] ?? 0.5) + adds, told: adds > 0 };
    })
    .sort((one, other) => other.score - one.score);
  return [all[0], all[1]?.score];
}
