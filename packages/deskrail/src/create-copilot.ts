import { readFile } from 'node:fs/promises';
import { type Clock, DeskrailError, isDeskrailError, type Logger, type Policy, type Store } from '@deskrail/contracts';
import {
  createDuplicateFinder,
  createRecommender,
  embeddedFeatures,
  embeddedModel,
  loadIntentModel,
  type Recommender,
  starterIntents,
} from '@deskrail/copilot';
import { evidenceSources } from './evidence-sources.js';
import { forgetDuplicates } from './forget-duplicates.js';
import type { OpenParts } from './open-parts.js';
import type { Signing } from './open-signing.js';
import type { DeskrailOptions } from './options.js';

async function intentsFrom({ intents: file, embeddings }: DeskrailOptions) {
  if (file === undefined) return starterIntents();
  const bytes = await readFile(file).catch((cause: unknown) => {
    const message = `The intent model cannot be read: ${file}. Is it there? deskrail train makes it.`;
    throw new DeskrailError('config-invalid', message, { cause });
  });
  try {
    return loadIntentModel(bytes, embeddings ? { embeddings } : {});
  } catch (cause) {
    if (!isDeskrailError(cause, 'config-invalid')) throw cause;
    const message = `The intent model ${file} (option intents, or DESKRAIL_INTENTS): ${cause.message}`;
    throw new DeskrailError('config-invalid', message, { cause });
  }
}

/** What recommends, for facts and for chatbots. Throws `config-invalid` for folders and files that cannot be read. */
export async function createCopilot(given: {
  readonly options: DeskrailOptions;
  readonly store: Store;
  readonly policy: Policy;
  readonly signing: Signing | undefined;
  /** Where the sources that are opened here are closed. */
  readonly parts: OpenParts;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<Recommender> {
  const { options, store, policy, signing, parts, clock, logger } = given;
  const { routes = {}, connections = [], tools = [], allowedLinks = [], moderate } = options;
  const [{ sources }, intents] = await Promise.all([
    evidenceSources({ options, store, clock, logger }).then((opened) => parts.add('evidence sources', opened)),
    intentsFrom(options),
  ]);
  const duplicates = createDuplicateFinder();
  const features = embeddedFeatures({ intents, duplicates });
  // The starter learns and the language detector loads at their first use: better now than at the first customer's message.
  features.read({ about: 'start', text: 'Where is my order, please?', earlier: [] }).catch(() => {});
  const embedded = embeddedModel({ routes, clock });
  const recommender = createRecommender({
    ...{ store, sources, policy, connections, clock, logger, tools, allowedLinks },
    model: options.model ?? embedded,
    ...(options.model !== undefined && { fallback: embedded }),
    ...(moderate !== undefined && { moderate }),
    features,
    sign: signing?.sign,
  });
  return {
    ...recommender,
    async recommend(stored, limits) {
      await forgetDuplicates(stored.event, { store, duplicates });
      await recommender.recommend(stored, limits);
    },
  };
}
