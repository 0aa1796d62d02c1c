/** One text's features and their values. */
export interface Row {
  readonly features: Uint32Array;
  readonly values: Float32Array;
}

/** Many of them behind one another: row `i` is from `starts[i]` to `starts[i + 1]`. */
export interface Rows extends Row {
  readonly starts: Uint32Array;
  /** How many features there are in all. */
  readonly width: number;
}

export function packRows(list: readonly Row[], width: number): Rows {
  const starts = new Uint32Array(list.length + 1);
  for (const [index, { features }] of list.entries()) starts[index + 1] = (starts[index] as number) + features.length;
  const total = starts[list.length] as number;
  const packed = { starts, width, features: new Uint32Array(total), values: new Float32Array(total) };
  for (const [index, { features, values }] of list.entries()) {
    packed.features.set(features, starts[index]);
    packed.values.set(values, starts[index]);
  }
  return packed;
}

/** An embedding as a row: every number counts. */
export function denseRow(vector: ArrayLike<number>): Row {
  return { features: Uint32Array.from(vector, (_, index) => index), values: Float32Array.from(vector) };
}
