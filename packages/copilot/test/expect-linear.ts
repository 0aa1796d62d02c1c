import { expect } from 'vitest';

/** So much more is given: linear work then takes 8 times the CPU, and work that grows with the square 64 times. */
const more = 8;
const farBelowTheSquare = 24;
/** What takes less is done again and again for as long: alone it tells more of the clock than of the work. */
const measuredMicros = 4_000;
const triesAtMost = 4;
/** What takes longer was held up by nothing but itself. */
const doubtedMicros = 1_000_000;

/**
 * Expects that work takes no more than in proportion to its size: done at an eighth of `upTo` and at `upTo`, by the CPU
 * time of this thread, so that neither the machine nor what else runs on it matters. Where the first try looks like
 * growth, the least of a few decides. Keep `upTo` above eight times any bound beyond which less is done.
 */
export async function expectLinear(upTo: number, work: (size: number) => unknown): Promise<void> {
  const from = Math.ceil(upTo / more);
  await work(from);
  let [little, much] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let tries = 0; tries < triesAtMost; tries += 1) {
    little = Math.min(little, await cpuMicrosOf(() => work(from)));
    much = Math.min(much, await cpuMicrosOf(() => work(more * from)));
    if (much < farBelowTheSquare * little || much > doubtedMicros) break;
  }
  expect(much / little, `times the CPU for ${more} times the size`).toBeLessThan(farBelowTheSquare);
}

/** Of doing it once, on average of as often as it takes to be measured. */
async function cpuMicrosOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  for (let times = 1; ; times += 1) {
    await work();
    const { user, system } = process.threadCpuUsage(before);
    if (user + system >= measuredMicros) return (user + system) / times;
  }
}
