import type { EvidenceState, RecommendationView } from '@deskrail/contracts';
import { expect, test, vi } from 'vitest';
import { passage } from '../../test/drafts.js';
import { memoryStore } from '../../test/memory-store.js';
import { openRecommender } from '../../test/recommender.js';
import { sourceOf } from '../../test/source.js';
import { definePolicy } from '../policy/define-policy.js';
import { isRepeatable, normalQuestion } from './answer-cache.js';
import type { RecommenderOptions } from './recommender.js';

const { signal } = new AbortController();
const question = 'How long does delivery to another country take?';
const found = passage('e1', 'Delivery to another country takes up to 10 working days.', { score: 0.9 });

async function open(options: Partial<RecommenderOptions> = {}) {
  const knowledge = { version: '1' };
  const source = sourceOf([found], { knowledge });
  const policy = await definePolicy([{ id: 'bot', when: { asked: 'suggest' }, outcome: 'show' }]);
  const store = memoryStore();
  const { suggest } = await openRecommender({ sources: [source], policy, store, ...options });
  const ask = (text = question, tenant = 'acme') => suggest({ tenant, actor: 'bot/shop', text }, { signal });
  return { ask, suggest, store, source, knowledge };
}

test('the same question again gets the same recommendation, without work', async () => {
  const { ask, source, store } = await open();
  const first = await ask();
  const written = store.emitted.length;
  const again = await ask('  how long does delivery to  another country TAKE ');
  expect(first).toMatchObject({ outcome: 'show' });
  expect(first.cached).toBeUndefined();
  expect(again).toEqual({ outcome: 'show', recommendation: first.recommendation, cached: true });
  expect([source.asked, store.emitted.length]).toEqual([1, written]);
});

test('that nothing speaks to a question is kept too', async () => {
  const { ask } = await open({ sources: [sourceOf([], { knowledge: { version: '1' } })] });
  await ask();
  expect(await ask()).toMatchObject({ outcome: 'withheld', cached: true });
});

test.each(['the knowledge has changed', 'time has gone by'])('it is answered anew once %s', async (what) => {
  const { ask, knowledge, store, source } = await open();
  await ask();
  if (what === 'time has gone by') store.nowMs += 601_000;
  else knowledge.version = '2';
  expect((await ask()).cached).toBeUndefined();
  expect(source.asked).toBe(2);
});

test('another tenant, or another scope, is another question', async () => {
  let scope = 'public';
  const { ask, source } = await open({ scopes: () => [scope] });
  await ask();
  await ask(question, 'other');
  scope = 'partners';
  await ask();
  expect(source.asked).toBe(3);
});

test.each(['changed', 'gone', 'no-longer-permitted'] as const)(
  'what it quotes and is %s is not given again',
  async (state) => {
    const { ask, source } = await open();
    await ask();
    source.check = async (): Promise<EvidenceState> => state;
    expect((await ask()).cached).toBeUndefined();
    expect(source.asked).toBe(2);
  },
);

test('where nobody can say whether its evidence stands, it is answered anew', async () => {
  const { ask, source } = await open();
  await ask();
  source.check = () => Promise.reject(new Error('away'));
  expect((await ask()).cached).toBeUndefined();
});

test('an answer whose words were erased is not given again', async () => {
  const { ask, store, source } = await open();
  const { recommendation } = await ask();
  const { proposal: _, ...left } = recommendation;
  const evidence = left.evidence?.map((piece) => ({ ...piece, quote: '' })) ?? [];
  vi.spyOn(store, 'recommendation').mockResolvedValueOnce({ ...left, evidence });
  expect(await ask()).toMatchObject({ outcome: 'show', recommendation: { proposal: { kind: 'reply' } } });
  expect(source.asked).toBe(2);
});

test('what a reviewer said of it since is not told to who asks again', async () => {
  const { ask, store } = await open();
  const { recommendation } = await ask();
  const said = { verdictId: 'v1', kind: 'comment', comment: 'Between us: wrong.', reviewer: 'agent/5' };
  vi.spyOn(store, 'recommendation').mockResolvedValueOnce({ ...recommendation, verdicts: [said as never] });
  expect(await ask()).toEqual({ outcome: 'show', recommendation, cached: true });
});

test('an answer that lost a part is none to give again', async () => {
  const { ask } = await open();
  const { recommendation } = await ask();
  const { question: _, ...about } = recommendation.about;
  const { proposal: __, ...unsaid } = recommendation;
  const unquoted = { ...recommendation, evidence: recommendation.evidence?.map((piece) => ({ ...piece, quote: '' })) };
  expect(isRepeatable(recommendation)).toBe(true);
  for (const view of [{ ...recommendation, about }, unsaid, unquoted] as RecommendationView[]) {
    expect(isRepeatable(view)).toBe(false);
  }
});

test('nothing is kept of a source that cannot say what it knows, of what waits for a person, or of a conversation', async () => {
  const unversioned = await open({ sources: [sourceOf([found])] });
  await unversioned.ask();
  expect((await unversioned.ask()).cached).toBeUndefined();
  const reviewed = await open({ policy: await definePolicy([]) });
  await reviewed.ask();
  expect(await reviewed.ask()).toMatchObject({ outcome: 'review' });
  expect(reviewed.source.asked).toBe(2);
  const none = await open({ cache: false });
  await none.ask();
  expect((await none.ask()).cached).toBeUndefined();
});

test('what the fallback wrote is not kept for when the model is back', async () => {
  const away = { name: 'away', version: '1', suggest: () => Promise.reject(new Error('away')) };
  const { ask } = await open({ model: away });
  expect(await ask()).toMatchObject({ outcome: 'show', recommendation: { model: { name: 'embedded' } } });
  expect((await ask()).cached).toBeUndefined();
});

test('it holds so many and no more', async () => {
  const { ask, source } = await open({ cache: { maxEntries: 1 } });
  await ask();
  await ask('How long does delivery take?');
  await ask();
  expect(source.asked).toBe(3);
});

test('spaces, case and the mark at the end make no other question; words do', () => {
  expect(normalQuestion(' Where  is it?! ')).toBe('where is it');
  expect(normalQuestion('Is it not there?')).not.toBe(normalQuestion('Is it there?'));
});
