/** Numbers in 0..1 that are the same for the same seed (mulberry32): training twice gives the same model. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** In place, the first `length` of them. */
export function shuffle(list: Uint32Array, random: () => number, length = list.length): void {
  for (let index = length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    const kept = list[index] as number;
    list[index] = list[other] as number;
    list[other] = kept;
  }
}
