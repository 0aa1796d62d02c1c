import { seededRandom, shuffle } from './random.js';

/** At most so many examples: all of rare labels, and equally many of each of the others, drawn by the seed. In their order. */
export function drawExamples<Example extends { readonly intent: string }>(
  examples: readonly Example[],
  { atMost, seed }: { readonly atMost: number; readonly seed: number },
): readonly Example[] {
  if (examples.length <= atMost) return examples;
  const random = seededRandom(seed);
  const byLabel = new Map<string, number[]>();
  for (const [index, { intent }] of examples.entries()) {
    const list = byLabel.get(intent);
    if (list === undefined) byLabel.set(intent, [index]);
    else list.push(index);
  }
  const kept: number[] = [];
  // Rarest first: what they leave of their share, the others get.
  const labels = [...byLabel.values()].sort((one, other) => one.length - other.length);
  for (const [at, list] of labels.entries()) {
    const share = Math.floor((atMost - kept.length) / (labels.length - at));
    const order = Uint32Array.from(list);
    if (order.length > share) shuffle(order, random);
    kept.push(...order.subarray(0, share));
  }
  return kept.sort((one, other) => one - other).flatMap((index) => examples[index] ?? []);
}
