import { type Draft, type Model, proposalHash, type Tool } from '@deskrail/contracts';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { passage, replyOf } from '../../test/drafts.js';
import { received, sent } from '../../test/facts.js';
import { conversationSubject } from '../../test/memory-store.js';
import { openRecommender } from '../../test/recommender.js';
import { sourceOf } from '../../test/source.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewDesk } from '../review/review-desk.js';
import type { RecommenderOptions } from './recommender.js';

const { signal } = new AbortController();
const quote = 'Delivery to another country takes up to 10 working days.';
const question = received('1', 'How long does delivery to another country take?');
const sources = [sourceOf([passage('e1', quote, { score: 0.9 })])];
const modelOf = (...drafts: Draft[]): Model => ({
  name: 'scripted',
  version: '1',
  suggest: async () => ({ drafts, usage: { inputTokens: 10, outputTokens: 5 } }),
});
const fine = replyOf([[quote, 'e1']]);
const auto = definePolicy([{ id: 'all', when: {}, outcome: 'auto' }]);

async function judged(draft: Draft | Draft[], options: Partial<RecommenderOptions> = {}) {
  const model = modelOf(...[draft].flat());
  const { learn, views } = await openRecommender({ sources, model, policy: await auto, ...options });
  await learn(question);
  return views();
}

test('what was found, how grave it is and what it cost stand on the event', async () => {
  expect(await judged(replyOf([[quote, 'e1'], ['We will refund you.']]))).toMatchObject([
    {
      status: 'open',
      outcome: 'review',
      flags: ['unsupported-sentence'],
      findings: [{ flag: 'unsupported-sentence', sentence: 1 }],
      risk: 'high',
      usage: { inputTokens: 10, outputTokens: 5 },
    },
  ]);
  expect(await judged(fine)).toMatchObject([{ status: 'approved', flags: [], risk: 'medium' }]);
});

test.each([
  ['by its words', 'My lawyer asks how long delivery to another country takes.', []],
  [
    'by a rule of one’s own',
    question.data.text,
    [{ proposal: { kind: 'escalation', to: 'safety', why: 'Gas.' }, confidence: 0.9 } satisfies Draft],
  ],
])('what is to be escalated %s is grave, however harmless the reply', async (_, text, escalation) => {
  const model = modelOf(replyOf([['You get a link.', 'e1']]), ...escalation);
  const found = [sourceOf([passage('e1', 'You get a link.', { score: 0.9 })])];
  const policy = await definePolicy([{ id: 'harmless', when: { maxRisk: 'medium' }, outcome: 'auto' }]);
  const { learn, views, suggest } = await openRecommender({ sources: found, model, policy });
  await learn(received('1', text));
  const byKind = new Map((await views()).map((view) => [view.kind, view]));
  expect(byKind.get('reply')).toMatchObject({ risk: 'high', outcome: 'review' });
  if (escalation.length > 0) expect(byKind.get('escalation')).toMatchObject({ risk: 'low' });
  else expect(await suggest({ tenant: 'acme', actor: 'bot/1', text }, { signal })).toMatchObject({ outcome: 'review' });
});

test('a rule’s limit on risk holds', async () => {
  const policy = await definePolicy([{ id: 'harmless', when: { maxRisk: 'low' }, outcome: 'auto' }]);
  expect(await judged(fine, { policy })).toMatchObject([{ status: 'open', outcome: 'review' }]);
});

test('a moderation that flags withholds, one that is away leaves it to a person', async () => {
  const moderate = async () => ({ flagged: true, categories: ['harassment'] });
  expect(await judged(fine, { moderate })).toMatchObject([
    { withheld: { reason: 'moderation', detail: 'harassment' } },
  ]);
  const away = () => Promise.reject(new Error('away'));
  expect(await judged(fine, { moderate: away })).toMatchObject([{ status: 'open', flags: ['moderation-unavailable'] }]);
});

const tool: Tool = {
  name: 'refund',
  description: 'Pays money back',
  arguments: z.object({ order: z.string(), amount: z.number().max(100) }),
};
const call = (args: Record<string, string | number>, name = 'refund'): Draft => ({
  proposal: { kind: 'tool-call', tool: name, arguments: args },
  confidence: 0.9,
});

test('a tool’s arguments are read by its schema; an unknown tool and wrong arguments are no proposal', async () => {
  const options = { tools: [tool], policy: await definePolicy([]) };
  expect(await judged([fine, call({ order: '1042', amount: 10, to: 'mallory' })], options)).toMatchObject([
    { kind: 'reply' },
    { kind: 'tool-call', status: 'open', risk: 'high', proposal: { arguments: { order: '1042', amount: 10 } } },
  ]);
  const [, wrong] = await judged([fine, call({ order: '1042', amount: 5_000 })], options);
  expect(wrong).toMatchObject({ withheld: { reason: 'invalid-draft', detail: 'arguments.amount: too_big' } });
  const [, unknown] = await judged([fine, call({}, 'delete-all')], options);
  expect(unknown).toMatchObject({ withheld: { reason: 'invalid-draft', detail: 'tool: unknown' } });
});

test('a reviewer’s edit of a call passes the same schema', async () => {
  const policy = await definePolicy([]);
  const model = modelOf(fine, call({ order: '1042', amount: 10 }));
  const { learn, views, store } = await openRecommender({ sources, model, policy, tools: [tool] });
  await learn(question);
  const [, open] = await views();
  const desk = createReviewDesk({ store, policy, tools: [tool] });
  const { proposal } = call({ order: '1042', amount: 5_000 });
  const request = { kind: 'edit' as const, hash: open?.hash ?? '', proposal };
  const given = { tenant: 'acme', actor: 'reviewer/anna', recommendationId: open?.recommendationId ?? '', request };
  await expect(desk.give(given)).rejects.toMatchObject({
    code: 'request-invalid',
    message: expect.stringContaining('amount must be '),
  });
  const more = call({ order: '1042', amount: 5, to: 'mallory', skipChecks: 'yes' }).proposal;
  const { verdict } = await desk.give({ ...given, request: { ...request, proposal: more } });
  const asRead = call({ order: '1042', amount: 5 }).proposal;
  expect(verdict.final).toEqual(asRead);
  expect(verdict.finalHash).toBe(await proposalHash(asRead, []));
  expect(await desk.give({ ...given, request: { ...request, proposal: more } })).toMatchObject({ repeated: true });
});

test('what a reviewer rejected is not proposed again word for word', async () => {
  const policy = await definePolicy([]);
  const { learn, views, store } = await openRecommender({ sources, model: modelOf(fine), policy });
  await learn(question);
  const [first] = await views();
  const request = { kind: 'reject' as const, hash: first?.hash ?? '', reason: { code: 'wrong' as const } };
  const recommendationId = first?.recommendationId ?? '';
  const desk = createReviewDesk({ store, policy });
  await desk.give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId, request });
  await learn(received('2', 'So how long does it take, please?', { minutes: 1 }));
  expect((await views()).at(-1)).toMatchObject({
    withheld: { reason: 'invalid-draft', detail: 'the same was rejected before' },
  });
});

test('evidence that a model brings itself is the conversation’s own words, or none', async () => {
  const message = question.data.text;
  const own = {
    ...passage('m1', message, { kind: 'conversation' }),
    source: { id: `${conversationSubject}#1`, kind: 'conversation' as const },
  };
  const summary = (evidence: Draft['evidence'] = []): Draft => ({
    proposal: {
      kind: 'summary',
      text: `Customer: ${message}`,
      sentences: [{ text: `Customer: ${message}`, evidence: ['m1'] }],
    },
    confidence: 0.8,
    evidence,
  });
  const of = async (draft: Draft) => (await judged([fine, draft])).find(({ kind }) => kind === 'summary');
  expect(await of(summary([own]))).toMatchObject({ flags: [], evidence: [{ id: 'm1', quote: message }] });
  const forged = { ...own, quote: 'Refund everything.', span: { start: 0, end: 18 } };
  expect(await of(summary([forged]))).toMatchObject({
    flags: expect.arrayContaining(['unknown-evidence']),
    evidence: [],
  });
  const article = { ...own, source: { id: 'articles/made-up.md', kind: 'article' as const } };
  expect(await of(summary([article]))).toMatchObject({ evidence: [] });
});

test('evidence outside what the asker may read is not used, whatever its source thinks', async () => {
  const secret = { ...passage('e1', quote, { score: 0.9 }), scope: ['partners'] };
  const { learn, views } = await openRecommender({ sources: [sourceOf([secret])] });
  await learn(question);
  expect((await views()).find(({ kind }) => kind === 'reply')).toMatchObject({ withheld: { reason: 'no-evidence' } });
});

test('evidence is found without a suggestion, and looked up again later', async () => {
  const { evidence, checkEvidence, learn, views, store } = await openRecommender({ sources });
  const found = await evidence({ tenant: 'acme', text: 'How long?' }, { signal });
  expect(found.evidence).toMatchObject([{ id: 'e1', quote }]);
  expect(store.emitted).toEqual([]);
  await expect(evidence({ tenant: 'acme', text: '' }, { signal })).rejects.toMatchObject({ code: 'request-invalid' });
  await learn(question);
  const recommendationId = (await views())[0]?.recommendationId ?? '';
  expect(await checkEvidence({ tenant: 'acme', recommendationId }, { signal })).toMatchObject({
    recommendationId,
    evidence: [{ id: 'e1', state: 'unchanged' }],
  });
  const elsewhere = checkEvidence({ tenant: 'other', recommendationId }, { signal });
  await expect(elsewhere).rejects.toMatchObject({ code: 'not-found' });
});

test('evidence is looked up again with what its conversation may read', async () => {
  const asked: (readonly string[])[] = [];
  const source = sourceOf([{ ...passage('e1', quote, { score: 0.9 }), scope: ['partners'] }]);
  source.check = async (_, { scopes }) => {
    asked.push(scopes);
    return 'unchanged';
  };
  const scopes: RecommenderOptions['scopes'] = ({ conversation }) => (conversation === undefined ? [] : ['partners']);
  const { checkEvidence, learn, views } = await openRecommender({ sources: [source], scopes });
  await learn(question);
  const reply = (await views()).find(({ kind }) => kind === 'reply');
  await checkEvidence({ tenant: 'acme', recommendationId: reply?.recommendationId ?? '' }, { signal });
  expect(asked).toEqual([['partners']]);
});

test('thanks are withheld as such, also where a conversation goes on', async () => {
  const { learn, views } = await openRecommender({ sources });
  await learn(question, sent('2', 'Ten days.', { minutes: 1 }), received('3', 'I will wait then.', { minutes: 2 }));
  expect((await views()).filter(({ kind }) => kind === 'reply').at(-1)).toMatchObject({
    withheld: { reason: 'nothing-asked' },
  });
});

test('one message that two facts tell of is withheld once', async () => {
  const { learn, views, store } = await openRecommender({ sources });
  const again = { ...question, id: `${question.id}/opening` };
  const read = store.conversation;
  vi.spyOn(store, 'conversation').mockImplementation(async (...of) => {
    const conversation = await read(...of);
    const one = conversation?.messages.find(({ fact }) => fact === question.id);
    if (conversation === undefined || one === undefined) return conversation;
    const others = conversation.messages.filter(({ id }) => id !== one.id);
    return { ...conversation, messages: [{ ...one, otherFacts: [again.id] }, ...others] };
  });
  store.receive(sent('2', 'Ten days.', { minutes: 1 }));
  await learn(question);
  await learn(again);
  expect(await views()).toMatchObject([{ withheld: { reason: 'already-answered' } }]);
});
