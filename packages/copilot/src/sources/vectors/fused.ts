import { setImmediate as turn } from 'node:timers/promises';

/**
 * The odds that a passage answers, of what words say (as odds) and of how far its vector lies above chance. Fitted by
 * logistic regression on the sets `faq-dstc11-val` and `passages-mtragun-dev` with all-MiniLM-L6-v2, and looked at on
 * `faq-covidqa`: of passages said to be right seven times in ten, six in ten are.
 */
const odds = { always: -3.3, words: 0.33, meaning: 6.3 } as const;
/** Words that say nothing at all, or everything, are only so sure. */
const wordsAtLeast = 0.01;
/** What is less likely than this is not found. */
const scoreAtLeast = 0.03;
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
 * which is 0, and 1 is the same text. A fused score means what a score of words alone does: how likely the passage
 * answers. Passages without a vector keep the score of their words.
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
  const cosines = new Float32Array(slots.length);
  const counted = new Uint8Array(slots.length);
  const dimensions = question.length;
  let sum = backgroundCounts * nearAnything;
  let count = backgroundCounts;
  let done = 0;
  for (let at = 0; at < slots.length; at += 1) {
    const slot = slots[at] ?? -1;
    if (slot < 0 || !allowed(at)) continue;
    const cosine = product(numbers, slot * dimensions, question);
    cosines[at] = cosine;
    counted[at] = 1;
    sum += cosine;
    count += 1;
    done += dimensions;
    if (done < atOnce) continue;
    done = 0;
    await turn();
    signal.throwIfAborted();
  }
  const floor = sum / count;
  const best: Fused[] = [];
  for (let at = 0; at < slots.length; at += 1) {
    const said = words.get(at) ?? 0;
    const meant = Math.max(0, ((cosines[at] ?? 0) - floor) / Math.max(1e-6, 1 - floor));
    const score = counted[at] === 1 ? fusedScore(said, meant) : said;
    if (score >= scoreAtLeast) putIn(best, { at, score }, limit);
  }
  return best;
}

export function fusedScore(said: number, meant: number): number {
  const words = Math.min(1 - wordsAtLeast, Math.max(wordsAtLeast, said));
  return 1 / (1 + Math.exp(-(odds.always + odds.words * Math.log(words / (1 - words)) + odds.meaning * meant)));
}

function product(numbers: Float32Array, from: number, question: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < question.length; at += 1) sum += (numbers[from + at] as number) * (question[at] as number);
  return sum;
}

/** Keeps the best, in order; the earlier of two that are even. */
function putIn(best: Fused[], one: Fused, limit: number): void {
  if (best.length >= limit && one.score <= (best.at(-1)?.score ?? 0)) return;
  let at = best.length;
  while (at > 0 && (best[at - 1]?.score ?? 0) < one.score) at -= 1;
  best.splice(at, 0, one);
  if (best.length > limit) best.pop();
}
