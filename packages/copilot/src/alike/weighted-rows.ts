import { readTerms } from './read-terms.js';

/** Texts as sparse rows of length 1: which columns, and with what weight. */
export interface SparseRows {
  readonly columns: number;
  readonly rows: readonly { readonly columns: Uint32Array; readonly weights: Float64Array }[];
}

/** Rows of terms, those that few texts share counting more; a term of one text alone brings no two together, and is left out. */
export function weightedRows(texts: readonly string[]): SparseRows {
  const read = texts.map((text) => readTerms(text).terms);
  const holding = new Map<number, number>();
  for (const terms of read) for (const term of terms.keys()) holding.set(term, (holding.get(term) ?? 0) + 1);
  const columnOf = new Map<number, number>();
  for (const [term, count] of holding) if (count > 1) columnOf.set(term, columnOf.size);
  const rows = read.map((terms) => {
    const columns: number[] = [];
    const weights: number[] = [];
    for (const [term, weight] of terms) {
      const column = columnOf.get(term);
      if (column === undefined) continue;
      columns.push(column);
      weights.push(weight * Math.log(1 + texts.length / (holding.get(term) ?? 1)));
    }
    const length = Math.hypot(...weights) || 1;
    return { columns: Uint32Array.from(columns), weights: Float64Array.from(weights, (weight) => weight / length) };
  });
  return { columns: columnOf.size, rows };
}
