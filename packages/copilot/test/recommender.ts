import type { Fact, RecommendationView } from '@deskrail/contracts';
import { embeddedModel } from '../src/embedded/model.js';
import { definePolicy } from '../src/policy/define-policy.js';
import { createRecommender, type Recommender, type RecommenderOptions } from '../src/recommend/recommender.js';
import { type MemoryStore, memoryStore } from './memory-store.js';

export interface TestRecommender extends Recommender {
  readonly store: MemoryStore;
  /** The store learns the facts, and each is recommended for. */
  learn(...facts: Fact[]): Promise<void>;
  views(): Promise<readonly RecommendationView[]>;
}

/** A recommender on a store in memory, with the embedded model where no other is given. A store that is given is one too. */
export async function openRecommender(options: Partial<RecommenderOptions> = {}): Promise<TestRecommender> {
  const store = (options.store as MemoryStore | undefined) ?? memoryStore();
  const { signal } = new AbortController();
  const made = createRecommender({
    ...{ sources: [], model: embeddedModel(), policy: await definePolicy([]), clock: { now: () => store.nowMs } },
    ...options,
    store,
  });
  return {
    ...made,
    store,
    async learn(...facts) {
      for (const fact of facts) for (const stored of store.receive(fact)) await made.recommend(stored, { signal });
    },
    views: async () => (await store.recommendations('acme', {})).items,
  };
}
