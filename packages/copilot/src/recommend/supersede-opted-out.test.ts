import { type EventByType, formatSubject, type Model, type RecommendationView } from '@deskrail/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { shopFolder } from '../../test/articles.js';
import { received } from '../../test/facts.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { embeddedModel } from '../embedded/model.js';
import { definePolicy } from '../policy/define-policy.js';
import { articleFolder } from '../sources/articles/article-folder.js';
import { createRecommender } from './recommender.js';

const { signal } = new AbortController();
const place = { tenant: 'acme', connection: 'zendesk' };
const customer = formatSubject({ kind: 'customer', connection: 'zendesk', id: '77' });
const asked = received('1', 'How long does delivery to another country take?');
const question = { ...asked, data: { ...asked.data, channel: 'sms' } };

let articles: Awaited<ReturnType<typeof shopFolder>>;
beforeAll(async () => {
  articles = await shopFolder();
});
afterAll(() => articles.remove());

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
});

function said(
  consent: 'opted-in' | 'opted-out',
  { channel = 'sms', nth = 1 }: { readonly channel?: string; readonly nth?: number } = {},
): EventByType<'customer.consent-changed.v1'> {
  return {
    ...{ specversion: '1.0', id: `consent/${nth}`, source: '/connections/zendesk', time: question.time, ...place },
    ...{ datacontenttype: 'application/json', actor: 'customer/77', authenticity: 'signed', identity: 'exact' },
    ...{ subject: customer, type: 'customer.consent-changed.v1' },
    data: { customerId: '77', channel, consent, origin: { vendor: 'zendesk', by: 'event' } },
  } as const;
}

async function recommender(model: Model = embeddedModel()) {
  const sources = [articleFolder({ folder: articles.folder })];
  const made = createRecommender({
    ...{ store, sources, model, policy: await definePolicy([]), clock: { now: () => store.nowMs } },
  });
  return async (...facts: Parameters<MemoryStore['receive']>) => {
    for (const stored of store.receive(...facts)) await made.recommend(stored, { signal });
  };
}

const views = async (): Promise<readonly RecommendationView[]> => (await store.recommendations('acme', {})).items;
const reply = async () => (await views()).find(({ kind }) => kind === 'reply');
const others = async () => (await views()).filter(({ kind }) => kind !== 'reply').map(({ status }) => status);

test('an opt-out takes back a reply that waits for a verdict, and nothing else', async () => {
  const learn = await recommender();
  await learn(question);
  expect(await reply()).toMatchObject({ status: 'open', flags: [] });
  const before = await others();
  await learn(said('opted-out'));
  expect(await reply()).toMatchObject({
    status: 'superseded',
    superseded: { reason: 'opted-out', by: 'consent/1' },
    about: { conversation: conversationSubject },
  });
  expect(await others()).toEqual(before);
});

test.each([
  ['an opt-in', said('opted-in')],
  ['an opt-out of another channel', said('opted-out', { channel: 'whatsapp' })],
])('%s takes nothing back', async (_, fact) => {
  const learn = await recommender();
  await learn(question, fact);
  expect((await reply())?.status).toBe('open');
});

test('one that was made knowing of it stays, and says so', async () => {
  const learn = await recommender();
  await learn(said('opted-out'), question);
  await learn(said('opted-out', { nth: 2 }));
  expect(await reply()).toMatchObject({ status: 'open', flags: ['opted-out'] });
});

test('an opt-out that is followed by an opt-in takes nothing back', async () => {
  const learn = await recommender();
  await learn(question);
  store.receive(said('opted-in', { nth: 2 }));
  const [late] = store.receive({ ...said('opted-out'), time: '2026-01-31T09:00:00Z' });
  store.receive(said('opted-in', { nth: 3 }));
  const made = createRecommender({
    ...{ store, sources: [], model: embeddedModel(), policy: await definePolicy([]) },
  });
  if (late !== undefined) await made.recommend(late, { signal });
  expect((await reply())?.status).toBe('open');
});

test('an opt-out that comes while a reply is being written is seen once it is published', async () => {
  const model = embeddedModel();
  const learn = await recommender({
    ...model,
    suggest: async (...given) => {
      store.receive(said('opted-out'));
      return model.suggest(...given);
    },
  });
  await learn(question);
  expect(await reply()).toMatchObject({ status: 'superseded', superseded: { reason: 'opted-out' } });
});
