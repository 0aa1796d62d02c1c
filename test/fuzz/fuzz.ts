import fc from 'fast-check';
import { deliveryTo, type Fuzzed } from './delivery.ts';
import { desks } from './desks.ts';
import { createTrier, type Trier } from './try-delivery.ts';

/** A failure as it is kept: the smallest delivery that was found, and where it came from. */
export interface Failure {
  readonly desk: string;
  readonly what: string;
  readonly seed: number;
  readonly delivery: Fuzzed;
}

/** So many deliveries, or up to the first that fails, made as small as can be. */
export async function fuzz(
  desk: string,
  options: { readonly runs: number; readonly seed: number; readonly trier?: Trier },
): Promise<Failure | undefined> {
  const fuzzed = desks[desk];
  if (fuzzed === undefined) throw new Error(`No desk is called ${desk}: ${Object.keys(desks).join(', ')}.`);
  const { trier = createTrier(fuzzed), seed, runs } = options;
  const property = fc.asyncProperty(deliveryTo(fuzzed), (delivery) => trier.try(delivery));
  const details = await fc.check(property, { seed, numRuns: runs });
  if (!details.failed || details.counterexample === null) return undefined;
  const what = String((details.errorInstance as Error | null)?.message ?? details.errorInstance).slice(0, 500);
  return { desk, what, seed, delivery: details.counterexample[0] };
}

/** What was kept, once more. Rejects with what is still wrong. */
export async function tryAgain({ desk, delivery }: Pick<Failure, 'desk' | 'delivery'>): Promise<void> {
  const fuzzed = desks[desk];
  if (fuzzed !== undefined) await createTrier(fuzzed).try(delivery);
}
