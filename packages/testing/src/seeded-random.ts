/** Numbers that look random and are the same for the same seed. Not for secrets. */
export interface SeededRandom {
  /** From 0 up to and without 1. */
  next(): number;
  /** A whole number from 0 up to and without `below`. */
  below(below: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** `length` decimal digits, the first of them not 0. */
  digits(length: number): string;
  /** A version 4 UUID. */
  uuid(): string;
}

/** The mulberry32 generator: 32 bits of state, fast, and good enough to choose what a test does. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const hex = (length: number) => Array.from({ length }, () => below(16).toString(16)).join('');
  return {
    next,
    below,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError('Nothing to pick from: the list is empty.');
      return item;
    },
    digits: (length) => `${1 + below(9)}${Array.from({ length: length - 1 }, () => below(10)).join('')}`,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + below(4)).toString(16)}${hex(3)}-${hex(12)}`,
  };
}
