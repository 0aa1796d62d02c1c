import type { FeatureReader } from '@deskrail/contracts';
import { intentsOf } from '../intents/starter-intents.js';
import { entitiesIn } from './entities.js';
import { languageOf } from './language.js';
import { sentimentOf, urgencyOf } from './mood.js';

const version = 'embedded-features/1';

/** Features by rules and word lists: no key, no network, a millisecond. Thin, and honest about what it does not know. */
export const embeddedFeatures = (): FeatureReader => ({
  version,
  async read({ about, text, earlier }) {
    const intents = intentsOf(text);
    return {
      about,
      pipeline: version,
      language: languageOf(text),
      sentiment: sentimentOf(text),
      urgency: urgencyOf(text, earlier),
      intents,
      outOfScope: intents.length === 0,
      entities: entitiesIn(text),
    };
  },
});
