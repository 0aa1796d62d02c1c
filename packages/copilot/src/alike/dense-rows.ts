/** Rows of numbers, one after the other, each of length 1 or 0. */
export interface DenseRows {
  readonly count: number;
  readonly width: number;
  readonly values: Float64Array;
}

export const dot = (one: Float64Array, oneAt: number, other: Float64Array, otherAt: number, width: number): number => {
  let sum = 0;
  for (let at = 0; at < width; at += 1) sum += (one[oneAt + at] as number) * (other[otherAt + at] as number);
  return sum;
};

/** In place. */
export function toLengthOne(values: Float64Array, count: number, width: number): void {
  for (let row = 0; row < count; row += 1) {
    const start = row * width;
    const length = Math.sqrt(dot(values, start, values, start, width)) || 1;
    for (let at = start; at < start + width; at += 1) values[at] = (values[at] as number) / length;
  }
}
