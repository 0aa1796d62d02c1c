import type { Draft, FeatureSet } from '@deskrail/contracts';

/** How the question back is put, by language; `{one}` and `{other}` are what the customer may mean. */
const questions: Readonly<Record<string, string>> = {
  en: 'Is this about {one} or about {other}?',
  de: 'Geht es um {one} oder um {other}?',
  fr: 'S’agit-il de {one} ou de {other} ?',
  es: '¿Se trata de {one} o de {other}?',
  it: 'Si tratta di {one} o di {other}?',
  nl: 'Gaat het om {one} of om {other}?',
};

/** What a customer calls an intent; `undefined` where nobody has written that down in the language. */
export type SayIntent = (intent: string, language: string) => string | undefined;

/** `order-status` as it would be said, where nobody has found better words. */
export const plainIntent: SayIntent = (intent, language) =>
  language === 'en'
    ? intent
        .replace(/[-_.]+/gu, ' ')
        .trim()
        .toLowerCase()
    : undefined;

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
