export interface Passage<Meta> {
  readonly title: string;
  readonly heading: string;
  readonly body: string;
  /** ISO 639-1; guessed where it is not given. */
  readonly language?: string;
  readonly meta: Meta;
}

/** A passage as it is indexed: numbers only, its words are not kept. */
export interface Entry<Meta> {
  readonly meta: Meta;
  readonly source: string;
  /** Its place among the passages of its source. */
  readonly place: number;
  readonly language: string | undefined;
  /** Words by number, each once, with a packed count. */
  readonly terms: Uint32Array;
  readonly counts: Uint32Array;
  readonly titleLength: number;
  readonly headingLength: number;
  readonly bodyLength: number;
  /** Pieces of the words of title and heading; of the body where it has neither. */
  readonly grams: Uint32Array;
  /** Kinds of answers that it gives, a bit for each. */
  readonly gives: number;
}
