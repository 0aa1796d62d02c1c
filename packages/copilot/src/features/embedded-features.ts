import { type FeatureReader, type FeatureSet, isDependencyFailure } from '@deskrail/contracts';
import type { DuplicateFinder } from '../alike/duplicate-finder.js';
import { starterIntents } from '../intents/starter/starter-intents.js';
import { entitiesIn } from './entities.js';
import { languageOf } from './language.js';
import { sentimentOf } from './mood.js';
import { ownLinesOf } from './own-words.js';
import { urgencyOf } from './urgency.js';

const version = 'embedded-features/2';
const pipelineAtMost = 128;

/** What a message's intents are read by: what `trainIntents` and `loadIntentModel` give. */
export interface IntentReader {
  readonly name: string;
  predict(
    text: string,
    options?: { readonly signal?: AbortSignal },
  ): Promise<
    Pick<FeatureSet, 'outOfScope'> & {
      readonly intents: readonly FeatureSet['intents'][number][];
      readonly unsureBetween?: readonly [string, string];
    }
  >;
}

export interface EmbeddedFeaturesOptions {
  /** Default: the starter's, which work before anyone trains. */
  readonly intents?: IntentReader;
  /** Tells which earlier conversation asks the same. Whoever deletes conversations tells it to forget them. Default: none. */
  readonly duplicates?: DuplicateFinder;
}

/** Where what the model needs is away, such as an embeddings endpoint, the other features are worth having still. */
function nothingKnown(error: unknown): Awaited<ReturnType<IntentReader['predict']>> {
  if (!isDependencyFailure(error)) throw error;
  return { intents: [], outOfScope: false };
}

/**
 * Features by rules, word lists and small models: no key, no network, a few milliseconds; the language detector and the
 * starter's intents are loaded with the first message, which takes up to a second. Unsure means `und`, out of scope or nothing, not a guess.
 */
export function embeddedFeatures({
  intents = starterIntents(),
  duplicates,
}: EmbeddedFeaturesOptions = {}): FeatureReader {
  const pipeline = `${version}+${intents.name}`.slice(0, pipelineAtMost);
  return {
    version: pipeline,
    async read({ about, text, earlier, tenant, conversation }, options = {}) {
      const said = ownLinesOf(text);
      const wanted = await intents.predict(said, options).catch(nothingKnown);
      const language = await languageOf(text);
      const alike =
        duplicates !== undefined && tenant !== undefined && conversation !== undefined
          ? duplicates.see({ tenant, conversation, text: ownLinesOf(earlier[0] ?? text) })
          : {};
      return {
        about,
        pipeline,
        language,
        sentiment: sentimentOf(said),
        urgency: urgencyOf(said, earlier),
        intents: wanted.intents.slice(0, 20).map(({ name, confidence }) => ({ name, confidence })),
        ...(wanted.unsureBetween !== undefined && { unsureBetween: [...wanted.unsureBetween] }),
        outOfScope: wanted.outOfScope,
        entities: entitiesIn(text),
        ...alike,
      };
    },
  };
}
