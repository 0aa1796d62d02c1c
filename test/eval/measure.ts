/** One figure of a measurement, as the table prints it. */
export interface Figure {
  /** Such as `Banking77: accuracy`. */
  readonly name: string;
  readonly value: number;
  /** As it is printed after the value: `%`, `ms`, `s`, `MB`; empty for a bare number. */
  readonly unit: string;
  /** What was asked of it, where something was: the figure meets it at or above, or at or below. */
  readonly asked?: { readonly atLeast: number } | { readonly atMost: number };
  /** How it was measured, in a few words: which split, which seed. */
  readonly how?: string;
}

export interface MeasureOptions {
  /** The folder that holds the data sets' folders. */
  readonly data: string;
  readonly signal: AbortSignal;
  /** An OpenAI-compatible endpoint for embeddings, where one was named. */
  readonly embeddingsUrl?: string;
  readonly say: (line: string) => void;
}

/** One measurement of quality on public data. It runs the product's own functions, as a user would call them. */
export interface Measure {
  readonly name: string;
  /** Folders of data, by name; where one is missing the measurement is left out, and said so. */
  readonly needs: readonly string[];
  /** How a user measures the same on data of their own, where a command does. */
  readonly command?: string;
  run(options: MeasureOptions): Promise<readonly Figure[]>;
}
