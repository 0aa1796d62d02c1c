import type { Enrich } from '@deskrail/contracts';

/** Loads what enriches when there is first something to enrich. */
export function enrichLater(load: () => Promise<Enrich>): Enrich {
  let loaded: Promise<Enrich> | undefined;
  return async (facts, about) => {
    loaded ??= load();
    return (await loaded)(facts, about);
  };
}
