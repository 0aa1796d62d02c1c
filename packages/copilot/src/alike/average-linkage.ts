/** Two clusters that become one, and how alike they are. */
export interface Merge {
  readonly one: number;
  readonly other: number;
  readonly likeness: number;
}

/**
 * Clusters merged by the average likeness of their members, likest first, down to one; by chains of nearest neighbours, so that time
 * grows with the square of the count. `likeness` is a square matrix, row by row, and is used up.
 */
export function averageLinkage(likeness: Float32Array, count: number): readonly Merge[] {
  const size = new Float64Array(count).fill(1);
  const alive = Array.from({ length: count }, (_, at) => at);
  const chain: number[] = [];
  const merges: Merge[] = [];
  while (alive.length > 1) {
    if (chain.length === 0) chain.push(alive[0] as number);
    const one = chain.at(-1) as number;
    const before = chain.at(-2);
    let other = -1;
    let likest = Number.NEGATIVE_INFINITY;
    for (const candidate of alive) {
      if (candidate === one) continue;
      const found = likeness[one * count + candidate] as number;
      if (found > likest || (found === likest && candidate === before)) [other, likest] = [candidate, found];
    }
    if (other !== before) {
      chain.push(other);
      continue;
    }
    chain.length -= 2;
    merges.push({ one, other, likeness: likest });
    const [ofOne, ofOther] = [size[one] as number, size[other] as number];
    alive.splice(alive.indexOf(other), 1);
    for (const third of alive) {
      if (third === one) continue;
      const joined =
        (ofOne * (likeness[one * count + third] as number) + ofOther * (likeness[other * count + third] as number)) /
        (ofOne + ofOther);
      likeness[one * count + third] = joined;
      likeness[third * count + one] = joined;
    }
    size[one] = ofOne + ofOther;
  }
  return merges.sort((first, second) => second.likeness - first.likeness);
}

/** Which cluster each is in after the likest merges, numbered in order of their first member. */
export function clustersAfter(merges: readonly Merge[], count: number, clusters: number): Int32Array {
  const above = Int32Array.from({ length: count }, (_, at) => at);
  const top = (at: number): number => {
    let found = at;
    while (above[found] !== found) {
      above[found] = above[above[found] as number] as number;
      found = above[found] as number;
    }
    return found;
  };
  for (const { one, other } of merges.slice(0, Math.max(0, count - clusters))) above[top(other)] = top(one);
  const numbers = new Map<number, number>();
  return Int32Array.from({ length: count }, (_, at) => {
    const root = top(at);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
}
