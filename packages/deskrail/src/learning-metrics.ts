import type { Store, VerdictGiven } from '@deskrail/contracts';
import { distanceOfEdits, type FallbackWatch } from '@deskrail/copilot';
import type { GaugeOption } from '@deskrail/server';

/** What `/metrics` tells of the copilot's fallbacks, where this process watches them. */
export const fallbackGauges = (watch: FallbackWatch | undefined): GaugeOption[] =>
  watch === undefined
    ? []
    : [
        {
          name: 'deskrail_fallback_rate',
          help: 'Share of the replies asked for in the window that were withheld for want of an answer, or written by the fallback.',
          read: () => watch.rate(),
        },
      ];

/** How far what a person let through is from what was suggested: as the verdict carries it, else by the words. */
export const editMeasure =
  (store: Pick<Store, 'recommendation'>) =>
  async ({ tenant, data }: VerdictGiven): Promise<number | undefined> => {
    const recommendation = await store.recommendation(tenant, data.recommendationId);
    return recommendation && distanceOfEdits(recommendation, data.final);
  };
