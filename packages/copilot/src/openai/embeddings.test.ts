import { type EmulateOpenAiOptions, emulateOpenAi } from '@deskrail/testing';
import { expect, test } from 'vitest';
import { type OpenAiEmbeddingsOptions, openAiEmbeddings } from './embeddings.js';
import { openAiModeration } from './moderation.js';

const { signal } = new AbortController();

function given(options: Partial<OpenAiEmbeddingsOptions> = {}, emulated: EmulateOpenAiOptions = {}) {
  const emulator = emulateOpenAi(emulated);
  const { baseURL, apiKey, fetch } = emulator;
  const access = { baseURL, apiKey, fetch, retries: { sleep: async () => {} } };
  return { emulator, access, embeddings: openAiEmbeddings({ model: 'embedding-emulated', ...access, ...options }) };
}

const dot = (one: ArrayLike<number> = [], other: ArrayLike<number> = []) =>
  Array.from(one).reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);

test('vectors of length 1, in order, in as many calls as their batches need', async () => {
  const { embeddings, emulator } = given({ batchSize: 2, dimensions: 32 });
  const texts = ['Where is my order?', 'Refund', '', 'Where is my order', 'x'.repeat(100_000)];
  const vectors = await embeddings.embed(texts, { signal });
  expect(vectors).toHaveLength(5);
  for (const vector of vectors) expect(dot(vector, vector)).toBeCloseTo(1);
  expect(dot(vectors[0], vectors[3])).toBeCloseTo(1);
  expect(emulator.calls).toHaveLength(3);
  expect(embeddings.name).toBe('openai/embedding-emulated/32');
});

test('no personal data is sent', async () => {
  const { embeddings, emulator } = given();
  await embeddings.embed(['I am kim.lee@mailbox.org', 'I am kim.\u200blee@mailbox.org'], { signal });
  expect(JSON.stringify(emulator.calls)).not.toMatch(/mailbox/u);
});

test('an endpoint that is away, or answers with other vectors, is said to be', async () => {
  const { embeddings, emulator } = given();
  emulator.failNext({ status: 503, times: 3 });
  await expect(embeddings.embed(['Hi'], { signal })).rejects.toMatchObject({ code: 'dependency-unavailable' });
  emulator.failNext({ status: 200, body: { data: [{ index: 0, embedding: [] }] } });
  await expect(embeddings.embed(['Hi'], { signal })).rejects.toMatchObject({ code: 'dependency-unavailable' });
  emulator.failNext({ status: 200, body: { data: [] } });
  await expect(embeddings.embed(['Hi'], { signal })).rejects.toMatchObject({ code: 'dependency-unavailable' });
});

test('moderation names the categories, and rejects where it cannot say', async () => {
  const { access, emulator } = given();
  const moderate = openAiModeration(access);
  expect(await moderate('Good day', { signal })).toEqual({ flagged: false, categories: [] });
  expect(await moderate('You idiot', { signal })).toEqual({ flagged: true, categories: ['harassment'] });
  emulator.failNext({ status: 500, times: 3 });
  await expect(moderate('Good day', { signal })).rejects.toMatchObject({ code: 'dependency-unavailable' });
  emulator.failNext({ status: 200, body: { results: [] } });
  expect(await moderate('Good day', { signal })).toMatchObject({ flagged: true });
});
