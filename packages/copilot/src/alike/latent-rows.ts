import { type DenseRows, dot, toLengthOne } from './dense-rows.js';
import type { SparseRows } from './weighted-rows.js';

const passes = 4;

/**
 * Latent semantic analysis: the rows in the few directions in which they differ most, found by randomized subspace iteration
 * (Halko, Martinsson and Tropp, 2011). Words that stand together come to mean alike.
 */
export function latentRows(sparse: SparseRows, width: number, random: () => number): DenseRows {
  const count = sparse.rows.length;
  const directions = Math.max(1, Math.min(width, count, sparse.columns));
  let inColumns = new Float64Array(sparse.columns * directions);
  for (let at = 0; at < inColumns.length; at += 1) inColumns[at] = normal(random);
  let inRows = new Float64Array(count * directions);
  for (let pass = 0; pass < passes; pass += 1) {
    inRows = project(sparse, inColumns, directions);
    toOrthogonal(inRows, count, directions);
    inColumns = projectBack(sparse, inRows, directions);
    toOrthogonal(inColumns, sparse.columns, directions);
  }
  inRows = project(sparse, inColumns, directions);
  toLengthOne(inRows, count, directions);
  return { count, width: directions, values: inRows };
}

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(random() + Number.MIN_VALUE)) * Math.cos(2 * Math.PI * random());

function project({ rows }: SparseRows, inColumns: Float64Array, width: number): Float64Array<ArrayBuffer> {
  const projected = new Float64Array(rows.length * width);
  rows.forEach(({ columns, weights }, row) => {
    for (let at = 0; at < columns.length; at += 1) {
      const weight = weights[at] as number;
      const from = (columns[at] as number) * width;
      const to = row * width;
      for (let of = 0; of < width; of += 1) {
        projected[to + of] = (projected[to + of] as number) + weight * (inColumns[from + of] as number);
      }
    }
  });
  return projected;
}

function projectBack(
  { rows, columns: count }: SparseRows,
  inRows: Float64Array,
  width: number,
): Float64Array<ArrayBuffer> {
  const projected = new Float64Array(count * width);
  rows.forEach(({ columns, weights }, row) => {
    for (let at = 0; at < columns.length; at += 1) {
      const weight = weights[at] as number;
      const to = (columns[at] as number) * width;
      const from = row * width;
      for (let of = 0; of < width; of += 1) {
        projected[to + of] = (projected[to + of] as number) + weight * (inRows[from + of] as number);
      }
    }
  });
  return projected;
}

/** Columns of a row-wise matrix made orthogonal and of length 1, in place (modified Gram and Schmidt, twice for accuracy). */
function toOrthogonal(values: Float64Array, count: number, width: number): void {
  const columns = Array.from({ length: width }, (_, of) =>
    Float64Array.from({ length: count }, (_none, row) => values[row * width + of] as number),
  );
  columns.forEach((column, of) => {
    for (const before of [...columns.slice(0, of), ...columns.slice(0, of)]) {
      const share = dot(column, 0, before, 0, count);
      for (let row = 0; row < count; row += 1) column[row] = (column[row] as number) - share * (before[row] as number);
    }
    toLengthOne(column, 1, count);
    for (let row = 0; row < count; row += 1) values[row * width + of] = column[row] as number;
  });
}
