import { DeskrailError, type Fact, type Model, type RecommendationView } from '@deskrail/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { shopFolder } from '../../test/articles.js';
import { observed, received, sent, statusChanged } from '../../test/facts.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { embeddedModel } from '../embedded/model.js';
import { definePolicy } from '../policy/define-policy.js';
import { articleFolder } from '../sources/articles/article-folder.js';
import { createRecommender, type RecommenderOptions } from './recommender.js';

const { signal } = new AbortController();
const question = received('1', 'How long does delivery to another country take?');

let articles: Awaited<ReturnType<typeof shopFolder>>;
beforeAll(async () => {
  articles = await shopFolder();
});
afterAll(() => articles.remove());

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
});

async function recommender(options: Partial<RecommenderOptions> = {}) {
  const made = createRecommender({
    store,
    sources: [articleFolder({ folder: articles.folder })],
    model: embeddedModel(),
    policy: await definePolicy([]),
    clock: { now: () => store.nowMs },
    ...options,
  });
  return {
    ...made,
    async learn(...facts: Fact[]) {
      for (const fact of facts) for (const stored of store.receive(fact)) await made.recommend(stored, { signal });
    },
  };
}

const views = async (): Promise<readonly RecommendationView[]> => (await store.recommendations('acme', {})).items;
const reply = async () => (await views()).find(({ kind }) => kind === 'reply');

describe('a customer’s message', () => {
  test('becomes a reply with evidence, a hash, what was seen and an end', async () => {
    const { learn } = await recommender();
    await learn(question);
    expect(await reply()).toMatchObject({
      status: 'open',
      about: { conversation: conversationSubject, fact: question.id },
      seen: [question.id],
      flags: [],
      outcome: 'review',
      hash: expect.stringMatching(/^sha256:/),
      expiresAt: '2026-02-03T10:00:00.000Z',
      model: { name: 'embedded', version: '2' },
      proposal: { kind: 'reply', visibility: 'public', text: expect.stringContaining('up to 10 working days') },
    });
    expect(store.types()).toEqual([
      'policy.changed.v1',
      'features.derived.v1',
      'reply.suggested.v1',
      'classification.suggested.v1',
    ]);
  });

  test('that no article answers is withheld, and escalated all the same where a rule says so', async () => {
    const { learn } = await recommender();
    await learn(received('1', 'Do you sell gift wrapping for pianos? My lawyer wants to know.'));
    expect(await reply()).toMatchObject({ status: 'withheld', withheld: { reason: 'no-evidence' } });
    expect((await views()).find(({ kind }) => kind === 'escalation')).toMatchObject({ status: 'open' });
  });

  test('that reopens a case starts one, whichever of the two the desk tells first', async () => {
    const { learn } = await recommender();
    await learn(statusChanged('solved'), question);
    expect(await views()).toEqual([]);
    await learn(statusChanged('open', { minutes: 1 }));
    expect(await reply()).toMatchObject({ status: 'open', about: { fact: question.id }, seen: [question.id] });
    const said = store.types();
    await learn(statusChanged('open', { minutes: 2 }));
    expect(store.types()).toEqual(said);
  });

  test('that was answered before the case was reopened starts nothing', async () => {
    const { learn } = await recommender();
    await learn(statusChanged('solved'), question, sent('2', 'Ten days.', { minutes: 1 }));
    await learn(statusChanged('open', { minutes: 2 }));
    expect(await views()).toEqual([]);
  });

  test('on a case that a reading finds open, or ended, starts nothing; what is open by then is over', async () => {
    const { learn } = await recommender();
    await learn(statusChanged('solved'), question, observed('open', { minutes: 1 }));
    expect(await views()).toEqual([]);
    const newer = received('2', question.data.text, { minutes: 2 });
    await learn(newer);
    expect(await reply()).toMatchObject({ status: 'open' });
    await learn(observed('solved', { minutes: 3 }));
    expect(await reply()).toMatchObject({ status: 'superseded', superseded: { reason: 'case-closed' } });
  });

  test('handled twice changes nothing', async () => {
    const { learn } = await recommender();
    await learn(question);
    const before = store.types();
    await learn(question);
    expect(store.types()).toEqual(before);
  });

  test('that is too old is withheld once', async () => {
    const { learn } = await recommender();
    const old = received('1', question.data.text, { minutes: -25 * 60 });
    await learn(old, old);
    expect(await views()).toMatchObject([{ status: 'withheld', withheld: { reason: 'too-old' } }]);
  });

  test('waits for the store: behind, the consumer pauses', async () => {
    const { recommend } = await recommender();
    const elsewhere = memoryStore();
    const [stored] = elsewhere.receive(question);
    if (stored === undefined) throw new Error('no fact');
    await expect(recommend(stored, { signal })).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });
});

describe('what makes an open reply stale', () => {
  test('a newer message supersedes it and starts its own', async () => {
    const { learn } = await recommender();
    const newer = received('2', 'And how do I return an item?', { minutes: 1 });
    await learn(question, newer);
    const replies = (await views()).filter(({ kind }) => kind === 'reply');
    expect(replies).toMatchObject([
      { status: 'superseded', superseded: { reason: 'newer-message', by: newer.id } },
      { status: 'open', seen: [question.id, newer.id] },
    ]);
  });

  test('somebody else’s reply supersedes it; a private note and our own reply do not', async () => {
    const { learn } = await recommender();
    await learn(question, sent('2', 'A note', { visibility: 'private' }), sent('3', 'Ours', { actionId: 'act_1' }));
    expect(await reply()).toMatchObject({ status: 'open' });
    const answer = sent('4', 'I have looked into it.', { minutes: 2 });
    await learn(answer);
    expect(await reply()).toMatchObject({ status: 'superseded', superseded: { reason: 'answered', by: answer.id } });
  });

  test('the end of the case supersedes all kinds', async () => {
    const { learn } = await recommender();
    await learn(question, statusChanged('solved', { minutes: 1 }));
    expect((await views()).map(({ superseded }) => superseded?.reason)).toEqual(['case-closed', 'case-closed']);
  });

  test('a message that arrives while the model thinks keeps it from being published', async () => {
    const newer = received('2', 'Never mind.', { minutes: 1 });
    const model: Model = {
      ...embeddedModel(),
      async suggest(request, options) {
        store.receive(newer);
        return embeddedModel().suggest(request, options);
      },
    };
    const { learn } = await recommender({ model });
    await learn(question);
    expect(await views()).toEqual([]);
  });

  test('an answer that arrives while the model thinks withholds the reply and not the rest', async () => {
    const model: Model = {
      ...embeddedModel(),
      async suggest(request, options) {
        store.receive(sent('2', 'Ten days.', { minutes: 1 }));
        return embeddedModel().suggest(request, options);
      },
    };
    const { learn } = await recommender({ model });
    await learn(question);
    expect(await views()).toMatchObject([
      { kind: 'reply', withheld: { reason: 'already-answered' } },
      { kind: 'classification', status: 'open' },
    ]);
  });
});

describe('when something is away', () => {
  const away: Model = {
    name: 'away',
    version: '1',
    suggest: () => Promise.reject(new DeskrailError('dependency-unavailable', 'The model is away.')),
  };

  test('the model, and nobody in its place: the ticket goes on, withheld', async () => {
    const { learn } = await recommender({ model: away, fallback: false });
    await learn(question);
    expect(await reply()).toMatchObject({ status: 'withheld', withheld: { reason: 'model-unavailable' } });
  });

  test('the model: the embedded one answers, and says so', async () => {
    const { learn } = await recommender({ model: away });
    await learn(question);
    expect(await reply()).toMatchObject({ status: 'open', model: { name: 'embedded' } });
  });

  test('a model that never answers is given up after its limit', async () => {
    const silent: Model = { name: 'silent', version: '1', suggest: () => new Promise(() => {}) };
    const { learn } = await recommender({ model: silent, fallback: false, timeoutMs: 20 });
    await learn(question);
    expect(await reply()).toMatchObject({ withheld: { reason: 'model-unavailable' } });
  });

  test('one source: the others are used, and a rule does not send what is flagged', async () => {
    const broken = {
      name: 'broken',
      retrieve: () => Promise.reject(new Error('no')),
      check: async () => 'gone' as const,
    };
    const { learn } = await recommender({
      sources: [broken, articleFolder({ folder: articles.folder })],
      policy: await definePolicy([{ id: 'all', when: {}, outcome: 'auto' }]),
    });
    await learn(question);
    expect(await reply()).toMatchObject({ status: 'open', outcome: 'review', flags: ['source-failed'] });
  });

  test('closing: the fact is not at fault, the place is kept', async () => {
    const closing = new AbortController();
    const silent: Model = {
      name: 'silent',
      version: '1',
      suggest: async () => {
        closing.abort();
        return new Promise(() => {});
      },
    };
    const { recommend } = await recommender({ model: silent });
    const [stored] = store.receive(question);
    if (stored === undefined) throw new Error('no fact');
    await expect(recommend(stored, { signal: closing.signal })).rejects.toMatchObject({ code: 'closed' });
    expect(await views()).toEqual([]);
  });
});

test('a rule approves in the same transaction, as a verdict of its own with its action', async () => {
  const policy = await definePolicy([
    { id: 'delivery', when: { kind: 'reply', intent: 'delivery-time' }, outcome: 'auto' },
  ]);
  const { learn } = await recommender({ policy });
  await learn(question);
  expect(await reply()).toMatchObject({
    status: 'approved',
    outcome: 'auto',
    rule: 'delivery',
    verdict: { kind: 'approve', reviewer: 'rule/delivery', decides: true },
    actions: [{ status: 'approved', automatic: true, parameters: { kind: 'post-reply' } }],
  });
});

test('a draft that is no proposal is withheld as invalid', async () => {
  const model: Model = {
    name: 'odd',
    version: '1',
    suggest: async () => ({
      drafts: [{ proposal: { kind: 'reply', visibility: 'public', text: '', sentences: [] }, confidence: 1 }],
    }),
  };
  const { learn } = await recommender({ model });
  await learn(question);
  expect(await reply()).toMatchObject({ withheld: { reason: 'invalid-draft', detail: 'text: too_small' } });
});

describe('a chatbot’s question', () => {
  const ask = { tenant: 'acme', actor: 'bot/shop', text: 'How long does delivery to another country take?' };

  test('is answered at once where a rule lets it show', async () => {
    const policy = await definePolicy([{ id: 'bot', when: { asked: 'suggest', minConfidence: 0.5 }, outcome: 'show' }]);
    const { suggest } = await recommender({ policy });
    const { outcome, recommendation } = await suggest(ask, { signal });
    expect(outcome).toBe('show');
    expect(recommendation).toMatchObject({ status: 'shown', rule: 'bot', about: { question: ask.text }, seen: [] });
    expect(recommendation.connection).toBeUndefined();
    expect(recommendation.about.conversation).toBeUndefined();
  });

  test('waits for a person otherwise, and is withheld without evidence', async () => {
    const { suggest } = await recommender();
    expect(await suggest(ask, { signal })).toMatchObject({ outcome: 'review', recommendation: { status: 'open' } });
    const odd = { ...ask, text: 'Do you sell gift wrapping for pianos?' };
    expect(await suggest(odd, { signal })).toMatchObject({
      outcome: 'withheld',
      recommendation: { withheld: { reason: 'no-evidence' } },
    });
  });

  test('about a conversation answers its last message and replaces what was open', async () => {
    const { learn, suggest } = await recommender();
    await learn(question);
    const { outcome, recommendation } = await suggest(
      { tenant: 'acme', actor: 'bot/shop', conversation: conversationSubject },
      { signal },
    );
    expect(outcome).toBe('review');
    expect(recommendation.about).toEqual({
      conversation: conversationSubject,
      fact: question.id,
      question: question.data.text,
    });
    expect(await reply()).toMatchObject({ status: 'superseded', superseded: { reason: 'newer-recommendation' } });
  });

  test('about nothing is refused', async () => {
    const { suggest } = await recommender();
    const nowhere = { tenant: 'acme', actor: 'bot/shop', conversation: 'conversation:zendesk:0' };
    await expect(suggest(nowhere, { signal })).rejects.toMatchObject({ code: 'not-found' });
    await expect(suggest({ tenant: 'acme', actor: 'bot/shop' }, { signal })).rejects.toMatchObject({
      code: 'request-invalid',
    });
  });
});
