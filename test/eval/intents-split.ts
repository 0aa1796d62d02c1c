interface Labelled {
  readonly intent: string;
}

export interface SplitOptions {
  readonly seed: number;
  /** Of each label, this share is tested; or so many are trained on and all others tested. */
  readonly testShare?: number;
  readonly trainEach?: number;
}

/** Parts examples label by label, in an order that a seed gives. */
export function splitOf<Example extends Labelled>(
  examples: readonly Example[],
  { seed, testShare = 0, trainEach }: SplitOptions,
): { readonly train: Example[]; readonly test: Example[] } {
  const order = shuffled(examples, seed);
  const byIntent = Map.groupBy(order, ({ intent }) => intent);
  const training = new Set(
    [...byIntent.values()].flatMap((list) => list.slice(0, trainEach ?? Math.round(list.length * (1 - testShare)))),
  );
  return { train: order.filter((each) => training.has(each)), test: order.filter((each) => !training.has(each)) };
}

function shuffled<Item>(list: readonly Item[], seed: number): Item[] {
  let state = seed >>> 0;
  const next = () => {
    // Numerical Recipes' linear congruential generator: good enough to deal cards.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at -= 1) {
    const other = Math.floor(next() * (at + 1));
    [copy[at], copy[other]] = [copy[other] as Item, copy[at] as Item];
  }
  return copy;
}
