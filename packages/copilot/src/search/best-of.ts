/** The places of the highest values, best first, the lower place first among equals; found with a heap of `limit` places. */
export function bestOf(places: ArrayLike<number>, count: number, values: Float32Array, limit: number): number[] {
  const heap: number[] = [];
  const value = (place: number) => values[place] ?? 0;
  const worse = (one: number, other: number) =>
    value(one) < value(other) || (value(one) === value(other) && one > other);
  const sink = () => {
    for (let at = 0; ; ) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && worse(heap[child] as number, heap[worst] as number)) worst = child;
      }
      if (worst === at) return;
      [heap[at], heap[worst]] = [heap[worst] as number, heap[at] as number];
      at = worst;
    }
  };
  const rise = () => {
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!worse(heap[at] as number, heap[parent] as number)) return;
      [heap[at], heap[parent]] = [heap[parent] as number, heap[at] as number];
      at = parent;
    }
  };
  for (let index = 0; index < count; index += 1) {
    const place = places[index] as number;
    if (heap.length < limit) {
      heap.push(place);
      rise();
    } else if (limit > 0 && worse(heap[0] as number, place)) {
      heap[0] = place;
      sink();
    }
  }
  return heap.sort((one, other) => (worse(one, other) ? 1 : -1));
}
