import type { ActionKind, Model, SuggestionRequest } from '@deskrail/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shopFolder } from '../../test/articles.js';
import { received } from '../../test/facts.js';
import { conversationSubject, memoryStore } from '../../test/memory-store.js';
import { vendor } from '../../test/vendor.js';
import { embeddedModel } from '../embedded/model.js';
import { definePolicy } from '../policy/define-policy.js';
import { articleFolder } from '../sources/articles/article-folder.js';
import { createRecommender } from './recommender.js';

const { signal } = new AbortController();
const question = received('1', 'How long does delivery to another country take? My lawyer wants to know.');

let articles: Awaited<ReturnType<typeof shopFolder>>;
beforeAll(async () => {
  articles = await shopFolder();
});
afterAll(() => articles.remove());

/** What is proposed where the desk has these kinds of action alone; the request that the model got. */
async function proposedAt(actionKinds: readonly ActionKind[], model: Model = embeddedModel()) {
  const store = memoryStore();
  const asked: SuggestionRequest[] = [];
  const recommender = createRecommender({
    store,
    sources: [articleFolder({ folder: articles.folder })],
    model: {
      ...model,
      suggest: (request, options) => {
        asked.push(request);
        return model.suggest(request, options);
      },
    },
    policy: await definePolicy([{ id: 'all', when: { kind: 'classification' }, outcome: 'auto' }]),
    connections: [{ ...vendor().connection, actionKinds }],
    clock: { now: () => store.nowMs },
  });
  for (const stored of store.receive(question)) await recommender.recommend(stored, { signal });
  const { items } = await store.recommendations('acme', {});
  const of = (kind: string) => items.find((view) => view.kind === kind);
  return { store, recommender, asked, of };
}

test('a desk of messages alone gets a reply and an escalation, and no tags, priorities or notes', async () => {
  const { asked, of } = await proposedAt(['post-reply']);
  expect(of('reply')).toMatchObject({ status: 'open' });
  expect(of('classification')).toBeUndefined();
  expect(of('escalation')?.proposal).toEqual({
    ...{ kind: 'escalation', to: 'legal', why: 'The customer mentions legal steps.' },
  });
  expect(asked.map(({ kinds }) => kinds)).toEqual([['reply', 'escalation']]);
});

const classifying: Model = {
  name: 'eager',
  version: '1',
  suggest: async () => ({
    drafts: [
      { proposal: { kind: 'classification', addTags: ['delivery'], priority: 'high' }, confidence: 0.9 },
      { proposal: { kind: 'tool-call', tool: 'refund', arguments: {} }, confidence: 0.9 },
      { proposal: { kind: 'reply', visibility: 'private', text: 'A note.', sentences: [] }, confidence: 0.9 },
    ],
  }),
};

test('of a classification the parts that the desk has are proposed, hashed and approved by a rule', async () => {
  const { of } = await proposedAt(['post-reply', 'set-priority'], classifying);
  expect(of('classification')).toMatchObject({
    status: 'approved',
    proposal: { kind: 'classification', priority: 'high' },
    actions: [{ parameters: { kind: 'set-priority' } }],
  });
  expect(of('classification')?.proposal).not.toHaveProperty('addTags');
});

test('a reply that cannot be put there, and what nothing is left of, is withheld and says why', async () => {
  const { of } = await proposedAt(['set-status'], classifying);
  const withheld = { status: 'withheld', withheld: { reason: 'invalid-draft' } };
  expect(of('reply')).toMatchObject(withheld);
  expect(of('reply')?.withheld?.detail).toBe('post-note: unsupported');
  expect(of('classification')?.withheld?.detail).toBe('set-tags, set-priority: unsupported');
});

test('a model that was not asked for a kind is not heard on it', async () => {
  const { of } = await proposedAt(['post-reply'], classifying);
  expect(of('classification')).toBeUndefined();
});

test('what a chatbot asks for is the chatbot’s to deliver, whatever the desk can do', async () => {
  const { recommender } = await proposedAt(['set-status']);
  const ask = { tenant: 'acme', actor: 'bot/shop', conversation: conversationSubject };
  expect(await recommender.suggest(ask, { signal })).toMatchObject({ outcome: 'review' });
});
