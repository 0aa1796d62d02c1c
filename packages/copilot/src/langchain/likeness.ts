import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { background } from '../sources/vectors/background.js';
import { normalized } from './normalized.js';

/** Of two vectors of length 1. */
export const cosine = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, part, at) => sum + part * (other[at] ?? 0), 0);

/** From the cosine of the question and a text to how much they mean the same: 0 by chance, 1 the same text. */
export type LikenessScale = (cosine: number) => number;

/**
 * The scale of one question, as for embeddings of our own: each model crowds its vectors in its own way, so what counts is
 * how far a text lies above what the question has in common with anything.
 */
export async function likenessScale(
  embeddings: EmbeddingsInterface,
): Promise<(question: readonly number[]) => LikenessScale> {
  const anything = (await embeddings.embedDocuments([...background])).map(normalized);
  return (question) => {
    const asked = normalized(question);
    const floor = anything.reduce((sum, one) => sum + cosine(asked, one), 0) / anything.length;
    return (found) => Math.min(1, Math.max(0, (found - floor) / Math.max(1e-6, 1 - floor)));
  };
}
