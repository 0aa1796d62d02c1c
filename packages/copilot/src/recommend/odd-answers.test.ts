import type { EvidenceSource, FeatureReader, Model } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { featuresOf, passage, replyOf } from '../../test/drafts.js';
import { received } from '../../test/facts.js';
import { openRecommender } from '../../test/recommender.js';
import { sourceOf } from '../../test/source.js';
import type { RecommenderOptions } from './recommender.js';

const { signal } = new AbortController();
const { id: _, ...piece } = passage('e1', 'Delivery to another country takes up to 10 working days.', { score: 0.9 });
const text = 'How long does delivery to another country take?';
const good = sourceOf([{ id: 'e1', ...piece }]);
const answering = (answer: unknown): EvidenceSource => ({
  name: 'odd',
  retrieve: async () => answer as [],
  check: async () => 'unchanged',
});

async function suggested(options: Partial<RecommenderOptions>) {
  const { suggest, learn, views } = await openRecommender({ sources: [good], ...options });
  await learn(received('1', text));
  const atDesk = (await views()).find(({ kind }) => kind === 'reply');
  const { recommendation } = await suggest({ tenant: 'acme', actor: 'bot/shop', text }, { signal });
  expect(atDesk?.flags).toEqual(recommendation.flags);
  return recommendation;
}

test.each([
  undefined,
  null,
  'text',
  [null],
  [{}],
  [{ ...piece, scope: undefined }],
  [{ ...piece, span: null }],
  [{ ...piece, quote: 5 }],
  [{ ...piece, source: undefined }],
  [{ ...piece, source: { id: 'x'.repeat(100_000), kind: 'article' } }],
  [{ ...piece, source: { id: 'odd/1', kind: 'zzz' } }],
  [{ ...piece, version: 5 }],
  [{ ...piece, retrievedAt: 'yesterday' }],
  [{ ...piece, score: Number.NaN }],
])('what a source says and is no evidence costs its own findings alone: %#', async (answer) => {
  const { proposal, evidence, flags } = await suggested({ sources: [good, answering(answer)] });
  expect(proposal).toMatchObject({ kind: 'reply', text: piece.quote });
  expect(evidence).toHaveLength(1);
  expect(flags).toEqual(['evidence-malformed']);
});

test('of very much evidence the best alone is looked at', async () => {
  let read = 0;
  const weak = {
    ...{ ...piece, span: { start: 0, end: 8 }, score: 0.1 },
    get quote() {
      read += 1;
      return 'Delivery';
    },
  };
  const { learn, views } = await openRecommender({ sources: [answering([...Array(99_999).fill(weak), piece])] });
  await learn(received('1', text));
  expect(read).toBeLessThan(1_000);
  expect((await views()).find(({ kind }) => kind === 'reply')).toMatchObject({ evidence: [{ quote: piece.quote }] });
});

test.each([undefined, {}, { drafts: 'x' }, { drafts: [null] }, { drafts: [{ proposal: null }] }])(
  'a model that answers %j is as good as away',
  async (answer) => {
    const model = { name: 'odd', version: '1', suggest: async () => answer } as unknown as Model;
    expect(await suggested({ model })).toMatchObject({ model: { name: 'embedded' }, proposal: { text: piece.quote } });
  },
);

test('of a model’s drafts those that are none are left out', async () => {
  const drafts = [null, replyOf([[piece.quote, 'e1']])];
  const model = { name: 'odd', version: '1', suggest: async () => ({ drafts }) } as unknown as Model;
  expect(await suggested({ model })).toMatchObject({ model: { name: 'odd' }, proposal: { text: piece.quote } });
});

test.each([undefined, {}, { about: 'x' }, { ...featuresOf(), intents: [{ name: 'x', confidence: 7 }] }])(
  'a reader that answers %j has read nothing',
  async (answer) => {
    const features = { version: 'odd/1', read: async () => answer } as unknown as FeatureReader;
    expect((await suggested({ features })).proposal).toMatchObject({ text: piece.quote });
  },
);
