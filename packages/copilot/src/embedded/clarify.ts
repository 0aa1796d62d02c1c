import type { Draft, FeatureSet } from '@deskrail/contracts';
import { starterTaxonomy } from '../intents/starter/taxonomy.js';

/** How the question back is put, by language; `{one}` and `{other}` are what the customer may mean. */
const questions: Readonly<Record<string, string>> = {
  en: 'Is it {one}, or {other}?',
  de: 'Geht es um {one} oder um {other}?',
  fr: 'S’agit-il de {one} ou de {other} ?',
  es: '¿Se trata de {one} o de {other}?',
  it: 'Si tratta di {one} o di {other}?',
  nl: 'Gaat het om {one} of om {other}?',
};

/** Half of the question, in English with its preposition: `about a return`. `undefined` where nobody has written it in the language. */
export type SayIntent = (intent: string, language: string) => string | undefined;

const starters = new Map(starterTaxonomy.map(({ name, about }) => [name, about]));

/** The starter's words, else the intent's name as it would be said: `billing_dispute` is `about billing dispute`. English. */
export const starterWords: SayIntent = (intent, language) => {
  if (language !== 'en') return undefined;
  return (
    starters.get(intent) ??
    intent
      .replace(/[-_.]+/gu, ' ')
      .trim()
      .toLowerCase()
  );
};

/** Two intents too close to call: which one is meant is asked, rather than guessed. Claims nothing. */
export function clarifyingOf({ unsureBetween, language }: FeatureSet, say: SayIntent): Draft | undefined {
  const [first, second] = unsureBetween ?? [];
  if (first === undefined || second === undefined) return undefined;
  const spoken = language === 'und' ? 'en' : language;
  const question = questions[spoken];
  const one = say(first, spoken);
  const other = say(second, spoken);
  if (question === undefined || one === undefined || other === undefined) return undefined;
  const text = question.replace('{one}', () => one).replace('{other}', () => other);
  return {
    proposal: {
      kind: 'reply',
      visibility: 'public',
      text,
      language: spoken,
      sentences: [{ text, evidence: [] }],
      clarifies: [first, second],
    },
    confidence: 0.5,
  };
}
