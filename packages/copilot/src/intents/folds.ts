import { seededRandom, shuffle } from './random.js';

/** Which of `count` folds each example is held back in; every class is spread evenly over them. */
export function foldsOf(classOf: Int32Array, count: number, seed: number): Uint8Array {
  const order = Uint32Array.from(classOf, (_, index) => index);
  shuffle(order, seededRandom(seed));
  const next = new Map<number, number>();
  const folds = new Uint8Array(classOf.length);
  for (const index of order) {
    const number = classOf[index] as number;
    const fold = next.get(number) ?? (number + count) % count;
    folds[index] = fold;
    next.set(number, (fold + 1) % count);
  }
  return folds;
}
