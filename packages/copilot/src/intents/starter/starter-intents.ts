import { createModel } from '../create-model.js';
import { atOnce, inTurns } from '../in-turns.js';
import type { IntentModel, TrainedIntentModel } from '../intent-model.js';
import { learn } from '../learn.js';
import type { Learned } from '../learned.js';
import { prepare } from '../train.js';
import { starterTried } from './starter-tried.js';
import { starterExamples, starterOutside, starterTaxonomy } from './taxonomy.js';

let inTheMaking: Promise<TrainedIntentModel> | undefined;

/** Learned from our own phrases at first use; the same each time. */
function* learnStarter(): Generator<void, Learned> {
  const lesson = yield* prepare(starterExamples(), starterOutside(), 1);
  return yield* learn(lesson, starterTried);
}

/** One for the process: the phrases do not change. */
const trained = (): Promise<TrainedIntentModel> => {
  inTheMaking ??= inTurns(learnStarter()).then((learned) => createModel(learned, undefined));
  return inTheMaking;
};

/**
 * About twenty intents that support desks meet most, known before anyone trains: English, and the plainest of German, French and
 * Spanish. The first prediction takes a third of a second. A model trained on your own tickets is better: `trainIntents`.
 */
export const starterIntents = (): IntentModel => ({
  name: 'starter-intents/1',
  labels: starterTaxonomy.map(({ name }) => name).sort(),
  predict: async (text, options) => (await trained()).predict(text, options),
  toBytes: () => createModel(atOnce(learnStarter()), undefined).toBytes(),
});
