import { account } from './account.js';
import { delivery } from './delivery.js';
import { orders } from './orders.js';
import { outside } from './outside.js';
import { payment } from './payment.js';
import { product } from './product.js';
import { returns } from './returns.js';
import { phrasesOf, type SeededIntent, type StarterIntent } from './starter-intent.js';

const seeded: readonly SeededIntent[] = [...orders, ...delivery, ...returns, ...payment, ...account, ...product];

/** The intents that `starterIntents` knows, with words for people. */
export const starterTaxonomy: readonly StarterIntent[] = seeded.map(({ name, label, about, aboutIn }) => ({
  name,
  label,
  about,
  aboutIn,
}));

export const starterExamples = (): readonly { readonly text: string; readonly intent: string }[] =>
  seeded.flatMap(({ name, en, de, fr, es }) =>
    [en, de, fr, es].flatMap(phrasesOf).map((text) => ({ text, intent: name })),
  );

export const starterOutside = (): readonly string[] => phrasesOf(outside);
