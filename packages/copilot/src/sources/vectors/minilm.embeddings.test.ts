import type { Embeddings } from '@deskrail/contracts';
import { expect, inject, test } from 'vitest';
import { withEmbeddings } from './with-embeddings.js';

const { signal } = new AbortController();

/** The endpoint of the run, as plainly as it can be asked. */
const embeddings: Embeddings = {
  name: 'all-minilm-l6-v2-q',
  async embed(texts, options) {
    const body = JSON.stringify({ model: 'all-minilm-l6-v2-q', input: texts });
    const response = await fetch(`${inject('embeddingsUrl')}/embeddings`, {
      method: 'POST',
      body,
      signal: options.signal,
    });
    const { data } = (await response.json()) as { readonly data: readonly { readonly embedding: number[] }[] };
    return data.map(({ embedding }) => embedding);
  },
};

const documents = [
  { id: 'refunds', title: 'When is my refund paid?', text: 'We pay the full price back within 5 working days.' },
  { id: 'returns', title: 'Returning an item', text: 'Hand the parcel with its label in at any post office.' },
  { id: 'tracking', title: 'Tracking an order', text: 'The e-mail of dispatch has a link to follow the parcel.' },
  {
    id: 'cancel',
    title: 'Cancelling an order',
    text: 'Until it is packed, an order can be called off in your account.',
  },
  { id: 'password', title: 'Password', text: 'Set a new one by the link on the page to sign in.' },
];

test.each([
  ['How long until I have my money again?', 'refunds'],
  ['I changed my mind and do not want what I bought yesterday', 'cancel'],
  ['Can I see online how far the delivery has come?', 'tracking'],
  ['I cannot log in any more', 'password'],
])('a real model finds without the words: %s', async (text, id) => {
  const source = withEmbeddings({ documents, embeddings, timeoutMs: 20_000 });
  await source.update({ tenant: 'acme', signal });
  const query = { tenant: 'acme', text, earlier: [], scopes: [], limit: 3 };
  const [best] = await source.retrieve(query, { signal });
  expect(best?.source.id).toBe(`documents/${id}`);
  const [elsewhere] = await source.retrieve({ ...query, text: 'What is the capital of Mongolia?' }, { signal });
  expect(elsewhere?.score ?? 0).toBeLessThan(Math.min(0.25, best?.score ?? 0));
});
