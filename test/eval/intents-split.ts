interface Labelled {
  readonly intent: string;
}

/** Ten parts of a set, each label spread evenly over them, in an order that a seed gives: one is tested, nine are trained on. */
export function tenthOf<Example extends Labelled>(examples: readonly Example[], tenth: number, seed: number) {
  const places = new Map<string, number>();
  const parts = shuffled(examples, seed).map((example) => {
    const place = places.get(example.intent) ?? places.size;
    places.set(example.intent, place + 1);
    return { example, isTested: place % 10 === tenth };
  });
  const those = (tested: boolean) => parts.filter(({ isTested }) => isTested === tested).map(({ example }) => example);
  return { train: those(false), test: those(true) };
}

/** So many of each label to train on, and so many others to test. */
export function drawOf<Example extends Labelled>(
  examples: readonly Example[],
  { train, test, seed }: { readonly train: number; readonly test: number; readonly seed: number },
) {
  const labels = [...Map.groupBy(shuffled(examples, seed), ({ intent }) => intent).values()];
  return {
    train: labels.flatMap((list) => list.slice(0, train)),
    test: labels.flatMap((list) => list.slice(train, train + test)),
  };
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
