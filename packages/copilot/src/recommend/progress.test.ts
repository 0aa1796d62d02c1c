import type { Model, Moderate, SuggestionProgress } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { passage, replyOf } from '../../test/drafts.js';
import { received } from '../../test/facts.js';
import { conversationSubject } from '../../test/memory-store.js';
import { openRecommender } from '../../test/recommender.js';
import { sourceOf } from '../../test/source.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewDesk } from '../review/review-desk.js';
import type { RecommenderOptions } from './recommender.js';

const { signal } = new AbortController();
const quote = 'Delivery to another country takes up to 10 working days. You get a tracking link by mail.';
const [first = '', second = ''] = quote.split(/(?<=\.) /);
const source = sourceOf([passage('e1', quote, { score: 0.9 })]);

/** Writes these sentences one after the other. */
const writing = (...sentences: (readonly [text: string, ...evidence: string[]])[]): Model => ({
  name: 'writing',
  version: '1',
  async suggest(_, { onReply }) {
    for (let at = 1; at <= sentences.length; at += 1) {
      onReply?.(sentences.slice(0, at).map(([text, ...evidence]) => ({ text, evidence })));
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { drafts: [replyOf(sentences)] };
  },
});

async function told(model: Model, options: Partial<RecommenderOptions> = {}) {
  const policy = await definePolicy([{ id: 'bot', when: { asked: 'suggest', minConfidence: 0.7 }, outcome: 'show' }]);
  const { suggest } = await openRecommender({ sources: [source], policy, model, ...options });
  const progress: SuggestionProgress[] = [];
  const text = 'How long does delivery to another country take?';
  const answer = await suggest(
    { tenant: 'acme', actor: 'bot/shop', text },
    { signal, onProgress: (one) => progress.push(one) },
  );
  return { texts: progress.map((one) => one.text), outcome: answer.outcome };
}

test('a reply that policy would show is told sentence by sentence', async () => {
  expect(await told(writing([first, 'e1'], [second, 'e1']))).toEqual({
    texts: [first, `${first} ${second}`],
    outcome: 'show',
  });
});

test('it ends before the first sentence that does not pass the checks', async () => {
  const model = writing([first, 'e1'], ['Pay at https://evil.example.', 'e1'], [second, 'e1']);
  expect(await told(model)).toEqual({ texts: [first], outcome: 'review' });
});

test('nothing is told where a person decides, or where evidence is weak', async () => {
  const model = writing([first, 'e1']);
  expect((await told(model, { policy: await definePolicy([]) })).texts).toEqual([]);
  const weak = sourceOf([passage('e1', quote, { score: 0.5 })]);
  expect((await told(model, { sources: [weak] })).texts).toEqual([]);
});

test('what is moderated is told once moderation has let all of it so far through', async () => {
  const asked: string[] = [];
  const moderate: Moderate = async (text) => {
    asked.push(text);
    return { flagged: text.includes(second), categories: [] };
  };
  const model = writing([first, 'e1'], [second, 'e1']);
  expect(await told(model, { moderate })).toEqual({ texts: [first], outcome: 'withheld' });
  expect(asked).toEqual([first, `${first} ${second}`, `${first} ${second}`]);
});

test('a moderation that is away tells nothing; one that is slow holds up no answer', async () => {
  const model = writing([first, 'e1'], [second, 'e1']);
  expect(await told(model, { moderate: () => Promise.reject(new Error('away')) })).toEqual({
    ...{ texts: [], outcome: 'review' },
  });
  let calls = 0;
  const given: AbortSignal[] = [];
  const slow: Moderate = async (_, { signal: limited }) => {
    calls += 1;
    // The whole is looked at in the end; what was asked about its first sentence never comes back.
    if (calls > 1) return { flagged: false, categories: [] };
    given.push(limited);
    return new Promise(() => {});
  };
  expect(await told(model, { moderate: slow })).toEqual({ texts: [], outcome: 'show' });
  expect([calls, given[0]?.aborted]).toEqual([2, true]);
});

test('moderation is asked about a bounded number of sentences', async () => {
  const many = Array.from({ length: 40 }, () => [first, 'e1'] as const);
  let calls = 0;
  const moderate: Moderate = async () => {
    calls += 1;
    return { flagged: false, categories: [] };
  };
  const { texts, outcome } = await told(writing(...many), { moderate });
  expect([texts.length, calls, outcome]).toEqual([20, 21, 'show']);
});

test('nothing is told of a reply graver than the rule lets through', async () => {
  const grave = 'We will refund the 10 working days.';
  const policy = await definePolicy([{ id: 'bot', when: { asked: 'suggest', maxRisk: 'medium' }, outcome: 'show' }]);
  const sources = [sourceOf([passage('e1', `${first} ${grave}`, { score: 0.9 })])];
  const { texts, outcome } = await told(writing([first, 'e1'], [grave, 'e1']), { policy, sources });
  expect([texts, outcome]).toEqual([[first], 'review']);
});

test('a beginning whose language nobody could tell waits for more of it', async () => {
  const german = 'Die Lieferung in ein anderes Land dauert bis zu zehn Werktage, weil jedes Paket durch den Zoll muss.';
  const sources = [sourceOf([passage('e1', `OK. ${german}`, { score: 0.9 })])];
  const { texts, outcome } = await told(writing(['OK.', 'e1'], [german, 'e1']), { sources });
  expect([texts, outcome]).toEqual([[], 'review']);
});

test('what a reviewer rejected is not told as it grows', async () => {
  const policy = await definePolicy([{ id: 'bot', when: { asked: 'suggest' }, outcome: 'show' }]);
  const model = writing([first, 'e1'], [second, 'e1']);
  const { suggest, learn, views, store } = await openRecommender({ sources: [source], policy, model });
  await learn(received('1', 'How long does delivery to another country take?'));
  const open = (await views()).find(({ kind }) => kind === 'reply');
  const request = { kind: 'reject' as const, hash: open?.hash ?? '', reason: { code: 'wrong' as const } };
  const { recommendationId = '' } = open ?? {};
  await createReviewDesk({ store, policy }).give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId, request });
  const progress: SuggestionProgress[] = [];
  const input = { tenant: 'acme', actor: 'bot/shop', conversation: conversationSubject };
  const answer = await suggest(input, { signal, onProgress: (one) => progress.push(one) });
  expect([progress, answer.outcome]).toEqual([[], 'withheld']);
});
