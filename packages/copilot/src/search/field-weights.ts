import type { Entry } from './passage.js';
import { bodyCount, headingCount, titleCount } from './postings.js';
import type { View } from './view.js';

/**
 * BM25F's own constants, at values that are usual for short texts; titles hardly vary in length, so theirs counts for
 * less. Ranking moves little with any of them.
 */
const saturation = 1.2;
const titleWeight = 2.2;
const headingWeight = 1.6;
const titleLengths = 0.4;
const headingLengths = 0.4;
const bodyLengths = 0.6;

const relative = (length: number, average: number, share: number): number =>
  1 - share + (share * length) / (average || 1);

/** 0 to 1: how much a word says that stands so often in a passage's fields, the fields' lengths reckoned with. */
export function wordStrength<Meta>(count: number, entry: Entry<Meta>, { lengths }: View): number {
  let frequency = bodyCount(count) / relative(entry.bodyLength, lengths.body, bodyLengths);
  if (count > 0xffff) {
    frequency +=
      (titleWeight * titleCount(count)) / relative(entry.titleLength, lengths.title, titleLengths) +
      (headingWeight * headingCount(count)) / relative(entry.headingLength, lengths.heading, headingLengths);
  }
  return frequency / (saturation + frequency);
}
