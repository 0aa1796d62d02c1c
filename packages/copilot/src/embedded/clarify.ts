import type { CopilotContext, Draft, FeatureSet } from '@deskrail/contracts';
import { starterTaxonomy } from '../intents/starter/taxonomy.js';
import { vagueTopics } from './vague.js';

/** How it is asked which of two is meant, by language; `{one}` and `{other}` are what the customer may mean. */
const questions: Readonly<Record<string, string>> = {
  en: 'Is it {one}, or {other}?',
  de: 'Geht es um {one} oder um {other}?',
  fr: 'Votre message concerne-t-il {one} ou {other} ?',
  es: '¿Su mensaje es sobre {one} o sobre {other}?',
  it: 'Si tratta di {one} o di {other}?',
  nl: 'Gaat het om {one} of om {other}?',
};

/** What is asked where nothing tells what is meant. */
const openQuestions: Readonly<Record<string, string>> = {
  en: 'Could you tell us a little more about what you would like to know, or what went wrong?',
  de: 'Könnten Sie uns etwas genauer schreiben, was Sie wissen möchten oder was passiert ist?',
  fr: 'Pourriez-vous nous préciser ce que vous souhaitez savoir, ou ce qui s’est passé ?',
  es: '¿Podría contarnos con un poco más de detalle qué desea saber o qué ha ocurrido?',
  it: 'Potrebbe spiegarci meglio che cosa desidera sapere o che cosa è successo?',
  nl: 'Kunt u ons iets meer vertellen over wat u wilt weten of wat er is misgegaan?',
};

/**
 * Half of the question: in English with its preposition, `about a return`; in another language with its article alone, `eine
 * Rücksendung`. `undefined` where nobody has written it in the language.
 */
export type SayIntent = (intent: string, language: string) => string | undefined;

const starters = new Map(starterTaxonomy.map((intent) => [intent.name, intent]));

/**
 * The starter's words in English, German, French and Spanish; else the intent's name as it would be said, in English:
 * `billing_dispute` is `billing dispute`.
 */
export const starterWords: SayIntent = (intent, language) => {
  const known = starters.get(intent);
  if (language === 'de' || language === 'fr' || language === 'es') return known?.aboutIn[language];
  if (language !== 'en') return undefined;
  return (
    known?.about ??
    intent
      .replace(/[-_.]+/gu, ' ')
      .trim()
      .toLowerCase()
  );
};

const asking = (text: string, language: string, clarifies: readonly string[]): Draft => ({
  proposal: {
    kind: 'reply',
    visibility: 'public',
    text,
    language,
    sentences: [{ text, evidence: [] }],
    clarifies: [...clarifies],
  },
  confidence: 0.5,
});

const spokenIn = (language: string): string => (language === 'und' ? 'en' : language);

function whichOf([first, second]: readonly [string, string], language: string, say: SayIntent): Draft | undefined {
  const question = questions[language];
  const one = say(first, language);
  const other = say(second, language);
  if (question === undefined || one === undefined || other === undefined) return undefined;
  const text = question.replace('{one}', () => one).replace('{other}', () => other);
  return asking(text, language, [first, second]);
}

/** Two intents too close to call: which one is meant is asked, rather than guessed. Claims nothing. */
export function clarifyingOf({ unsureBetween, language }: FeatureSet, say: SayIntent): Draft | undefined {
  const [first, second] = unsureBetween ?? [];
  return first === undefined || second === undefined ? undefined : whichOf([first, second], spokenIn(language), say);
}

/** What customers mostly mean who only name the thing. */
const mostMeant: Readonly<Record<string, readonly [string, string]>> = {
  order: ['order-status', 'change-order'],
  delivery: ['order-status', 'delivery-problem'],
  account: ['account-access', 'account-change'],
  payment: ['payment-problem', 'payment-methods'],
  return: ['return-item', 'refund-request'],
};

/**
 * The question back to a first message that names its subject at most and asks nothing of it, such as "I have a question
 * about my order": any answer would be a guess. `undefined` where the message says more, or nobody can ask in its language.
 */
export function askedBackOf(context: CopilotContext, features: FeatureSet, say: SayIntent): Draft | undefined {
  const topics = vagueTopics(context, features);
  if (topics === undefined) return undefined;
  const language = spokenIn(features.language);
  const [topic, another] = topics;
  const pair = topic === undefined || another !== undefined ? undefined : mostMeant[topic];
  const which = clarifyingOf(features, say) ?? (pair && whichOf(pair, language, say));
  const open = openQuestions[language];
  return which ?? (open === undefined ? undefined : asking(open, language, []));
}
