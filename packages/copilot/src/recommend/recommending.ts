import type { EventLog, From, Logger, Store } from '@deskrail/contracts';
import { silentLogger } from '@deskrail/contracts';
import type { Recommender } from './recommender.js';

export interface Recommending extends AsyncDisposable {
  readonly state: 'running' | 'paused' | 'closed';
  close(): Promise<void>;
}

/**
 * Recommend for the facts as they are appended, some conversations side by side. A new group begins at the start: what
 * is too old starts nothing. Where the store is away the group pauses and keeps its place.
 */
export async function startRecommending({
  log,
  recommender,
  concurrency = 4,
  group = 'copilot',
  from = 'start',
  logger = silentLogger,
}: {
  readonly log: EventLog;
  /** The recommender holds the store already; taken so that a composition may pass its parts alike. */
  readonly store?: Store;
  readonly recommender: Pick<Recommender, 'recommend'>;
  readonly concurrency?: number;
  readonly group?: string;
  readonly from?: From;
  readonly logger?: Logger;
}): Promise<Recommending> {
  const subscription = await log.subscribe({
    stream: 'facts',
    group,
    from,
    concurrency,
    async handler(events, { signal }) {
      for (const event of events) await recommender.recommend(event, { signal });
    },
    onUnknownType: (type) => logger.debug({ type }, 'fact of an unknown type skipped'),
  });
  return {
    get state() {
      return subscription.state;
    },
    close: () => subscription.close(),
    [Symbol.asyncDispose]: () => subscription.close(),
  };
}
