import type { Clock, Logger, Policy, Store } from '@deskrail/contracts';
import { createRecommender, embeddedModel, type Recommender } from '@deskrail/copilot';
import { evidenceSources } from './evidence-sources.js';
import type { DeskrailOptions } from './options.js';

/** What recommends, for facts and for chatbots. Throws `config-invalid` for folders that cannot be read. */
export async function createCopilot(given: {
  readonly options: DeskrailOptions;
  readonly store: Store;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<Recommender> {
  const { options, store, policy, clock, logger } = given;
  const sources = await evidenceSources({ options, store, clock, logger });
  const { model = embeddedModel(), connections = [] } = options;
  return createRecommender({ store, sources, model, policy, connections, clock, logger });
}
