/** Where one word or piece of a word stands: entries in ascending order, dead ones included, each with a packed count. */
export interface Postings {
  entries: Uint32Array;
  counts: Uint32Array;
  /** How much of both is used. */
  length: number;
  /** How many of the entries have not been removed. */
  alive: number;
}

/** How often a word stands in an entry's title, heading and body, in one number. */
export const packed = (title: number, heading: number, body: number): number =>
  ((Math.min(title, 0xff) << 24) | (Math.min(heading, 0xff) << 16) | Math.min(body, 0xffff)) >>> 0;

export const titleCount = (count: number): number => count >>> 24;
export const headingCount = (count: number): number => (count >>> 16) & 0xff;
export const bodyCount = (count: number): number => count & 0xffff;

export const noPostings = (): Postings => ({
  entries: new Uint32Array(2),
  counts: new Uint32Array(2),
  length: 0,
  alive: 0,
});

function longer(array: Uint32Array): Uint32Array {
  const grown = new Uint32Array(array.length * 2);
  grown.set(array);
  return grown;
}

export function addPosting(postings: Postings, entry: number, count: number): void {
  if (postings.length === postings.entries.length) {
    postings.entries = longer(postings.entries);
    postings.counts = longer(postings.counts);
  }
  postings.entries[postings.length] = entry;
  postings.counts[postings.length] = count;
  postings.length += 1;
  postings.alive += 1;
}
