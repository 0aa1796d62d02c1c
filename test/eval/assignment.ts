/** Which cluster stands for which label, so that as many texts as can be are right (the Hungarian method); the part that are, 0..1. */
export function matchedAccuracy(labels: readonly string[], clusters: readonly number[]): number {
  const rows = [...new Set(labels)];
  const columns = [...new Set(clusters)];
  const size = Math.max(rows.length, columns.length);
  const cost = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  labels.forEach((label, at) => {
    const row = cost[rows.indexOf(label)] as number[];
    const column = columns.indexOf(clusters[at] as number);
    row[column] = (row[column] as number) - 1;
  });
  const right = cheapest(cost).reduce((sum, column, row) => sum - (cost[row]?.[column] ?? 0), 0);
  return right / labels.length;
}

/** For each row its column, at the least cost in all; by shortest augmenting paths, in cubic time. */
function cheapest(cost: readonly (readonly number[])[]): readonly number[] {
  const size = cost.length;
  const ofRow = new Float64Array(size + 1);
  const ofColumn = new Float64Array(size + 1);
  const rowOf = new Int32Array(size + 1);
  const cameFrom = new Int32Array(size + 1);
  for (let row = 1; row <= size; row += 1) {
    rowOf[0] = row;
    let column = 0;
    const least = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
    const used = new Uint8Array(size + 1);
    while (rowOf[column] !== 0) {
      used[column] = 1;
      const from = rowOf[column] as number;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let to = 1; to <= size; to += 1) {
        if (used[to] === 1) continue;
        const reduced = (cost[from - 1]?.[to - 1] ?? 0) - (ofRow[from] as number) - (ofColumn[to] as number);
        if (reduced < (least[to] as number)) {
          least[to] = reduced;
          cameFrom[to] = column;
        }
        if ((least[to] as number) < step) [step, next] = [least[to] as number, to];
      }
      for (let to = 0; to <= size; to += 1) {
        if (used[to] === 1) {
          const of = rowOf[to] as number;
          ofRow[of] = (ofRow[of] as number) + step;
          ofColumn[to] = (ofColumn[to] as number) - step;
        } else least[to] = (least[to] as number) - step;
      }
      column = next;
    }
    while (column !== 0) {
      const before = cameFrom[column] as number;
      rowOf[column] = rowOf[before] as number;
      column = before;
    }
  }
  const found = new Array<number>(size).fill(0);
  for (let column = 1; column <= size; column += 1) found[(rowOf[column] as number) - 1] = column - 1;
  return found;
}
