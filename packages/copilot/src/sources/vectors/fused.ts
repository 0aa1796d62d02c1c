import { setImmediate as turn } from 'node:timers/promises';

/**
 * The part that vectors have in a fused score; words have the rest. Chosen on the sets `faq-dstc11-val` and
 * `passages-mtragun-dev` by hit@1 and hit@5, and looked at on `faq-covidqa`: from 0.5 to 0.7 little changes.
 */
const vectorShare = 0.55;
/** So many of the asker's passages say as much of what is near by chance as the background does. */
const backgroundCounts = 16;
/** Multiplications before others get their turn. */
const atOnce = 4_000_000;

export interface Fused {
  /** Index into the passages. */
  readonly at: number;
  readonly score: number;
}

/**
 * Passages by words and by vectors together, best first, at most `limit`. A cosine alone says little, as each model
 * crowds its vectors in its own way: what counts is how far it lies above what the question has in common with anything,
 * which is 0, and 1 is the same text. So a fused score means what a score of words alone means. Passages without a vector keep
 * theirs.
 */
export async function fuse({
  question,
  numbers,
  slots,
  words,
  allowed,
  nearAnything,
  limit,
  signal,
}: {
  readonly question: Float32Array;
  readonly numbers: Float32Array;
  /** Of each passage; -1 where it has no vector yet. */
  readonly slots: Int32Array;
  /** By index: what the words alone say. */
  readonly words: ReadonlyMap<number, number>;
  readonly allowed: (at: number) => boolean;
  /** How near the question lies to the background. */
  readonly nearAnything: number;
  readonly limit: number;
  readonly signal: AbortSignal;
}): Promise<readonly Fused[]> {
  const near: Fused[] = [];
  const dimensions = question.length;
  let sum = backgroundCounts * nearAnything;
  let done = 0;
  for (const [at, slot] of slots.entries()) {
    if (slot < 0 || !allowed(at)) continue;
    let cosine = 0;
    for (let from = slot * dimensions, each = 0; each < dimensions; each += 1) {
      cosine += (numbers[from + each] ?? 0) * (question[each] ?? 0);
    }
    sum += cosine;
    near.push({ at, score: cosine });
    done += dimensions;
    if (done < atOnce) continue;
    done = 0;
    await turn();
    signal.throwIfAborted();
  }
  const floor = sum / (near.length + backgroundCounts);
  const scores = new Map(words);
  for (const { at, score } of near) {
    const meant = Math.max(0, (score - floor) / Math.max(1e-6, 1 - floor));
    scores.set(at, Math.min(1, (1 - vectorShare) * (words.get(at) ?? 0) + vectorShare * meant));
  }
  return [...scores]
    .filter(([, score]) => score > 0)
    .sort((one, other) => other[1] - one[1] || one[0] - other[0])
    .slice(0, limit)
    .map(([at, score]) => ({ at, score }));
}
