import OpenAI from 'openai';
import { expect, inject, test } from 'vitest';
import { embeddingsForTests } from './for-tests.ts';

const { signal } = new AbortController();
const dot = (one: ArrayLike<number>, other: ArrayLike<number>) =>
  Array.from(one).reduce((sum, each, at) => sum + each * (other[at] ?? 0), 0);

test('vectors have length 1, and texts that mean the same lie near each other', async () => {
  const [refund, moneyBack, weather] = await embeddingsForTests().embed(
    ['How do I get a refund?', 'I want my money back', 'It will rain in Oslo tomorrow'],
    { signal },
  );
  expect(dot(refund ?? [], refund ?? [])).toBeCloseTo(1, 4);
  expect(dot(refund ?? [], moneyBack ?? [])).toBeGreaterThan(dot(refund ?? [], weather ?? []) + 0.3);
});

test('a text has one vector, whatever is asked along with it', async () => {
  const embeddings = embeddingsForTests();
  const [alone] = await embeddings.embed(['Where is my order?'], { signal });
  const [, among] = await embeddings.embed(['x '.repeat(300), 'Where is my order?', 'No.'], { signal });
  expect(among).toEqual(alone);
});

test('OpenAI’s own client reads it', async () => {
  const client = new OpenAI({ apiKey: 'none', baseURL: inject('embeddingsUrl'), maxRetries: 0 });
  const input = ['Where is my order?', 'Cancel it'];
  const { data } = await client.embeddings.create({ model: 'all-minilm-l6-v2-q', input });
  expect(data.map(({ embedding }) => embedding.length)).toEqual([384, 384]);
  const listed = await client.embeddings.create({ model: 'all-minilm-l6-v2-q', input, encoding_format: 'float' });
  expect(dot(data[0]?.embedding ?? [], listed.data[0]?.embedding ?? [])).toBeCloseTo(1, 4);
});

test('what it cannot read is refused with the reason', async () => {
  const ask = async (body: string) => {
    const response = await fetch(`${inject('embeddingsUrl')}/embeddings`, { method: 'POST', body });
    return { status: response.status, ...((await response.json()) as object) };
  };
  const refused = (message: string) => ({ status: 400, error: { message: expect.stringContaining(message) } });
  expect(await ask('{')).toMatchObject(refused('not JSON'));
  expect(await ask('{"input":[]}')).toMatchObject(refused('1 to 2048'));
  expect(await ask('{"input":["", "x"]}')).toMatchObject(refused('not empty'));
});
