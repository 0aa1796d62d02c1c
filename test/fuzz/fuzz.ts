import fc from 'fast-check';
import { deliveryTo, type Fuzzed } from './delivery.ts';
import { desks } from './desks.ts';
import { createTrier, type Trier } from './try-delivery.ts';

/** A failure that can be had again: `fast-check`'s seed and the path to the smallest delivery it found. */
export interface Failure {
  readonly desk: string;
  readonly seed: number;
  readonly path: string;
  readonly what: string;
}

export interface Found {
  readonly failure: Failure;
  readonly delivery: Fuzzed;
}

/** So many deliveries, or up to the first that fails, made as small as can be. */
export async function fuzz(
  desk: string,
  options: { readonly runs: number; readonly seed: number; readonly path?: string; readonly trier?: Trier },
): Promise<Found | undefined> {
  const fuzzed = desks[desk];
  if (fuzzed === undefined) throw new Error(`No desk is called ${desk}: ${Object.keys(desks).join(', ')}.`);
  const { trier = createTrier(fuzzed), seed, runs, path } = options;
  const property = fc.asyncProperty(deliveryTo(fuzzed), (delivery) => trier.try(delivery));
  const details = await fc.check(property, {
    ...{ seed, numRuns: runs, interruptAfterTimeLimit: 3_600_000 },
    ...(path === undefined ? {} : { path, endOnFailure: true }),
  });
  if (!details.failed || details.counterexample === null) return undefined;
  const what = String((details.errorInstance as Error | null)?.message ?? details.errorInstance).slice(0, 500);
  return {
    failure: { desk, seed: details.seed, path: details.counterexamplePath ?? '', what },
    delivery: details.counterexample[0],
  };
}
