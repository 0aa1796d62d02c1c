import { Embeddings } from '@langchain/core/embeddings';
import { SyntheticEmbeddings } from '@langchain/core/utils/testing';
import { expect, test } from 'vitest';
import { ConceptEmbeddings } from '../../test/concept-embeddings.js';
import { langchainEmbeddings } from './embeddings.js';

const signal = AbortSignal.timeout(10_000);

test('vectors in order, of length 1, in batches', async () => {
  const concepts = new ConceptEmbeddings();
  const embeddings = langchainEmbeddings(concepts, { batchSize: 2 });
  const texts = ['return', 'password', 'parcel', 'return', 'tent'];
  const vectors = await embeddings.embed(texts, { signal });
  expect(vectors).toHaveLength(5);
  for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1);
  expect(vectors[0]).toEqual(vectors[3]);
  expect(vectors[0]).not.toEqual(vectors[1]);
  expect(concepts.calls).toBe(3);
  expect(embeddings.name).toBe('ConceptEmbeddings/concepts-1');
  expect(langchainEmbeddings(new SyntheticEmbeddings(), { name: 'mine' }).name).toBe('mine');
});

class Odd extends Embeddings {
  readonly given: number[][] | Error;
  constructor(given: number[][] | Error) {
    super({ maxRetries: 0 });
    this.given = given;
  }
  async embedDocuments() {
    if (this.given instanceof Error) throw this.given;
    return this.given;
  }
  async embedQuery() {
    return [1];
  }
}

test.each([
  ['throws', new Error('down: secret words')],
  ['gives too few', []],
  ['gives what is no number', [[Number.NaN, 1]]],
])('a model that %s is away', async (_, given) => {
  await expect(langchainEmbeddings(new Odd(given)).embed(['secret words'], { signal })).rejects.toMatchObject({
    code: 'dependency-unavailable',
    message: expect.not.stringContaining('secret'),
  });
});
