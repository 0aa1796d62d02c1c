import type { OutboxEvent, RecommendationView, Store } from '@deskrail/contracts';

/** A store to decide upon without deciding anything: it reads as the record was, and what is emitted is only caught. */
export interface KeptToItself {
  readonly store: Store;
  /** What was emitted since it was last taken. */
  take(): readonly OutboxEvent[];
}

/**
 * The record stays as it was told: another recommendation in it would supersede recorded ones, and later facts would find
 * an earlier suggestion that nobody saw. `known` are those of the replay, so that a message is dealt with once.
 */
export function keepToItself(
  inner: Store,
  known: (tenant: string, id: string) => RecommendationView | undefined,
): KeptToItself {
  let caught: OutboxEvent[] = [];
  const nothing = async () => {};
  const store: Store = {
    ...inner,
    recommendation: async (tenant, id) => (await inner.recommendation(tenant, id)) ?? known(tenant, id),
    transact: (key, work) =>
      inner.transact(key, (unit) =>
        work({
          ...unit,
          emit: async (event) => void caught.push(event),
          ...{ remember: nothing, endClaim: nothing, lookAgainAt: nothing },
        }),
      ),
  };
  return {
    store,
    take() {
      const taken = caught;
      caught = [];
      return taken;
    },
  };
}
