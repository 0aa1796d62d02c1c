import type { PolicyRules, RecommendationView, ReviewDesk, ReviewRole, SubmitVerdict } from '@deskrail/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { received } from '../../test/facts.js';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { quote, recommended } from '../../test/recommended.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewDesk } from './review-desk.js';

const question = received('1', 'How long does delivery take?');
const rules: PolicyRules['rules'] = [
  { id: 'grave', when: 'draft.risk == "high"', outcome: 'review', review: { role: 'senior', reviewers: 2 } },
  { id: 'plain', when: { kind: 'reply' }, outcome: 'review', review: { reviewers: 2 } },
];
const order = ['agent', 'reviewer', 'senior'] as const;

let store: MemoryStore;
let desk: ReviewDesk;
let id: string;
const read = async () => (await store.recommendation('acme', id)) as RecommendationView;

async function give(
  name: string,
  request: Omit<SubmitVerdict, 'hash'> & { hash?: string },
  role: Exclude<ReviewRole, 'admin'> = 'reviewer',
) {
  const rights = { roles: order.slice(0, order.indexOf(role) + 1) };
  const { hash = '' } = await read();
  const verdict = { hash, ...request };
  return desk.give({ tenant: 'acme', actor: `reviewer/${name}`, rights, recommendationId: id, request: verdict });
}

beforeEach(async () => {
  store = memoryStore();
  store.receive(question);
  desk = createReviewDesk({ store, policy: await definePolicy(rules) });
  const need = { role: 'reviewer', queue: 'review', reviewers: 2, fourEyes: false } as const;
  const made = await recommended(store, { seen: [question.id], data: { need, risk: 'low', flags: ['too-long'] } });
  id = made.recommendationId;
});

describe('where two must agree to a reply', () => {
  test('the edit of the one stands for the other, who approves just that', async () => {
    const first = await give('anna', { kind: 'edit', text: `${quote} Sorry.` });
    expect(first).toMatchObject({ verdict: { decides: false }, recommendation: { status: 'open', actions: [] } });
    const second = await give('ben', { kind: 'approve' });
    expect(second.verdict).toMatchObject({
      decides: true,
      final: { text: `${quote} Sorry.` },
      agreed: expect.any(Array),
    });
    expect(second.verdict.finalHash).toBe(first.verdict.finalHash);
    expect(second.recommendation.actions).toHaveLength(1);
  });

  test('own words in its place are edited and approved as what they are', async () => {
    await give('anna', { kind: 'respond', text: 'It is on its way.' });
    await give('ben', { kind: 'edit', text: 'It is on its way, Kim.' });
    expect((await give('anna', { kind: 'approve' })).verdict).toMatchObject({
      ...{ decides: true, final: { text: 'It is on its way, Kim.' } },
    });
  });

  test('who agreed before the words were changed and changed back agrees anew, and a repeat is one all the same', async () => {
    const need = { role: 'reviewer', queue: 'review', reviewers: 2, fourEyes: false } as const;
    const data = { need, risk: 'low' as const, flags: [] };
    ({ recommendationId: id } = await recommended(store, { id: 'unflagged', seen: [question.id], data }));
    const { hash = '' } = await read();
    const first = await give('anna', { kind: 'approve' });
    expect(first).toMatchObject({ repeated: false, recommendation: { agreements: [{ reviewer: 'reviewer/anna' }] } });
    expect(await give('anna', { kind: 'approve' })).toMatchObject({ repeated: true });
    const away = await give('sam', { kind: 'edit', text: `${quote} Sorry.` });
    expect(await give('sam', { kind: 'edit', text: `${quote} Sorry.`, hash })).toMatchObject({
      ...{ repeated: true, verdict: { verdictId: away.verdict.verdictId } },
    });
    const { proposal } = first.recommendation;
    await give('sam', { kind: 'edit', ...(proposal && { proposal }) });
    expect(await read()).toMatchObject({ hash, agreements: [{ reviewer: 'reviewer/sam' }] });
    const again = await give('anna', { kind: 'approve' });
    expect(again).toMatchObject({
      repeated: false,
      verdict: { decides: true },
      recommendation: { status: 'approved' },
    });
    expect(await give('anna', { kind: 'approve' })).toMatchObject({ repeated: true });
  });

  test('who agreed before somebody wrote the same words anew agrees anew; the same key is the same answer', async () => {
    const need = { role: 'reviewer', queue: 'review', reviewers: 3, fourEyes: false } as const;
    const data = { need, risk: 'low' as const, flags: [] };
    ({ recommendationId: id } = await recommended(store, { id: 'three', seen: [question.id], data }));
    const { hash = '' } = await read();
    const approve = (idempotencyKey: string) =>
      desk.give({
        ...{ tenant: 'acme', actor: 'reviewer/anna', recommendationId: id, idempotencyKey },
        request: { kind: 'approve', hash },
      });
    const first = await approve('one');
    const { proposal } = first.recommendation;
    const same = await give('sam', { kind: 'edit', ...(proposal && { proposal }) });
    expect(same.recommendation).toMatchObject({ hash, agreements: [{ reviewer: 'reviewer/sam' }] });
    expect(await give('sam', { kind: 'edit', ...(proposal && { proposal }) })).toMatchObject({ repeated: true });
    const { verdictId } = first.verdict;
    expect(await approve('one')).toMatchObject({ repeated: true, verdict: { verdictId } });
    const anew = await approve('two');
    expect(anew).toMatchObject({
      repeated: false,
      recommendation: { agreements: [{ reviewer: 'reviewer/sam' }, { reviewer: 'reviewer/anna' }] },
    });
    expect(await approve('three')).toMatchObject({ repeated: true, verdict: { verdictId: anew.verdict.verdictId } });
  });

  test('what was escalated and brought back is escalated there again', async () => {
    const first = await give('anna', { kind: 'escalate', escalateTo: 'legal' });
    expect(await give('anna', { kind: 'escalate', escalateTo: 'legal' })).toMatchObject({ repeated: true });
    await give('ben', { kind: 'escalate', escalateTo: 'review' });
    const again = await give('anna', { kind: 'escalate', escalateTo: 'legal' });
    expect(again).toMatchObject({ repeated: false, recommendation: { queue: 'legal' } });
    expect(again.verdict.verdictId).not.toBe(first.verdict.verdictId);
    expect(await give('anna', { kind: 'escalate', escalateTo: 'legal' })).toMatchObject({ repeated: true });
  });

  test('who agrees again and again with another comment comes to an end, and others agree all the same', async () => {
    await give('sam', { kind: 'edit', text: `${quote} Sorry.` });
    for (let n = 0; n < 200; n += 1) await give('sam', { kind: 'approve', comment: `Yes ${n}` });
    const more = give('sam', { kind: 'approve', comment: 'Yes' });
    await expect(more).rejects.toMatchObject({ code: 'conflict', details: { kind: 'approve', most: 200 } });
    expect((await give('ben', { kind: 'approve' })).verdict.decides).toBe(true);
  });

  test('comments, escalations and edits that leave it open have an end; deciding has none', async () => {
    for (let n = 0; n < 200; n += 1) await give('anna', { kind: 'comment', comment: `Note ${n}` });
    const tooMany = { code: 'conflict', details: { kind: 'comment', most: 200 } };
    await expect(give('ben', { kind: 'comment', comment: 'One more' })).rejects.toMatchObject(tooMany);
    expect(await give('anna', { kind: 'comment', comment: 'Note 7' })).toMatchObject({ repeated: true });
    for (let n = 0; n < 50; n += 1) await give('anna', { kind: 'escalate', escalateTo: `queue-${n}` });
    await expect(give('anna', { kind: 'escalate', escalateTo: 'more' })).rejects.toMatchObject({ code: 'conflict' });
    for (let n = 0; n < 100; n += 1) await give('anna', { kind: 'edit', text: `${quote} Sorry ${n}.` });
    await expect(give('anna', { kind: 'edit', text: `${quote} Oh.` })).rejects.toMatchObject({ code: 'conflict' });
    expect((await give('ben', { kind: 'approve' })).verdict.decides).toBe(true);
  });

  test('what the one made graver is as grave for whoever approves it', async () => {
    const promise = 'We will refund you 500 euros within 3 days.';
    await expect(give('anna', { kind: 'edit', text: promise })).rejects.toMatchObject({ details: { role: 'senior' } });
    await give('sue', { kind: 'edit', text: promise }, 'senior');
    await expect(give('ben', { kind: 'approve' })).rejects.toMatchObject({
      ...{ code: 'forbidden', details: { role: 'senior' } },
    });
    expect((await give('sam', { kind: 'approve' }, 'senior')).verdict.decides).toBe(true);
  });

  test('who guesses the hash of an edit that is under way approves nothing', async () => {
    const { verdict } = await give('anna', { kind: 'edit', text: `${quote} Sorry.` });
    const edited = await read();
    // As it was read before the edit, and as the transaction finds it after.
    const before = { ...edited, hash: verdict.hash, verdicts: [], suggestedHash: undefined, agreements: [] };
    const late = { ...store, recommendation: async () => before as unknown as RecommendationView };
    desk = createReviewDesk({ store: late, policy: await definePolicy(rules) });
    const request = { kind: 'approve', hash: verdict.finalHash ?? '' } as const;
    const guess = { tenant: 'acme', actor: 'reviewer/ben', recommendationId: id, request };
    await expect(desk.give(guess)).rejects.toMatchObject({ code: 'conflict', retryable: true });
    expect((await store.actions('acme', {})).items).toEqual([]);
  });
});
