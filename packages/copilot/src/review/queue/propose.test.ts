import type { PolicyRules, ProposalInput, ReviewQueue, Tool } from '@deskrail/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { received, statusChanged } from '../../../test/facts.js';
import { conversationSubject, type MemoryStore, memoryStore } from '../../../test/memory-store.js';
import { articleEvidence, replyProposal } from '../../../test/recommended.js';
import { definePolicy } from '../../policy/define-policy.js';
import { createReviewDesk } from '../review-desk.js';
import { createReviewQueue, type ReviewQueueOptions } from './review-queue.js';

const caller = { tenant: 'acme', actor: 'system/agent' };
const call = { kind: 'tool-call', tool: 'lookup', arguments: { order: '7' } } as const;

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
  store.receive(received('1', 'How long does delivery take?'));
});

const open = async (rules: PolicyRules['rules'] = []): Promise<ReviewQueue> =>
  createReviewQueue({ store, policy: await definePolicy(rules), clock: { now: () => store.nowMs } });
const propose = (queue: ReviewQueue, input: Partial<ProposalInput> = {}) =>
  queue.propose({ ...caller, id: 'call-1', proposal: call, question: 'Where is my order?', ...input });

describe('somebody else’s draft', () => {
  test('waits for people, who know whose it is', async () => {
    const { recommendation, repeated } = await propose(await open());
    expect(repeated).toBe(false);
    expect(recommendation).toMatchObject({
      ...{ status: 'open', outcome: 'review', kind: 'tool-call', requestedBy: 'system/agent', queue: 'review' },
      ...{ need: { role: 'reviewer', reviewers: 1 }, policyFacts: { asked: 'propose', tool: 'lookup' }, risk: 'high' },
    });
  });

  test('that a rule lets go may run now: it is approved, and nothing is done at the desk', async () => {
    const rules: PolicyRules['rules'] = [{ id: 'reads', when: 'draft.tool == "lookup"', outcome: 'auto' }];
    const { recommendation } = await propose(await open(rules), { conversation: conversationSubject });
    expect(recommendation).toMatchObject({ status: 'approved', outcome: 'auto', verdict: { reviewer: 'rule/reads' } });
    expect(recommendation.actions).toEqual([]);
  });

  test('that policy blocks is withheld, and says by which rule', async () => {
    const rules: PolicyRules['rules'] = [{ id: 'never', when: { kind: 'tool-call' }, outcome: 'block' }];
    const { recommendation } = await propose(await open(rules));
    expect(recommendation).toMatchObject({ status: 'withheld', withheld: { reason: 'policy', detail: 'never' } });
  });

  test('for the desk is carried out there, once a person approves', async () => {
    const policy = await definePolicy([]);
    const lookAtEvidence = async () => [{ id: 'e1', state: 'unchanged' as const }];
    const queue = createReviewQueue({ store, policy, lookAtEvidence });
    const { recommendation } = await queue.propose({
      ...{ ...caller, id: 'r', proposal: replyProposal, conversation: conversationSubject, deliver: 'desk' },
      evidence: [articleEvidence],
    });
    expect(recommendation).toMatchObject({ status: 'open', about: { conversation: conversationSubject }, flags: [] });
    const desk = createReviewDesk({ store, policy: await definePolicy([]) });
    const { recommendationId, hash = '' } = recommendation;
    const request = { kind: 'approve', hash } as const;
    const given = await desk.give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId, request });
    expect(given.recommendation.actions).toMatchObject([{ parameters: { kind: 'post-reply' } }]);
  });

  test('passes the checks: what nothing supports is flagged, and so never goes by itself', async () => {
    const queue = await open([{ id: 'all', when: { kind: 'reply' }, outcome: 'auto' }]);
    const { recommendation } = await propose(queue, { proposal: replyProposal });
    expect(recommendation.status).toBe('open');
    expect(recommendation.flags).not.toEqual([]);
  });

  describe('that quotes something, under a rule that lets such drafts go', () => {
    const rules: PolicyRules['rules'] = [{ id: 'sure', when: { kind: 'reply', minConfidence: 0.9 }, outcome: 'auto' }];
    const quoting = { proposal: replyProposal, evidence: [articleEvidence], confidence: 1 };
    const found = async (lookAtEvidence: ReviewQueueOptions['lookAtEvidence']) => {
      const queue = createReviewQueue({ store, policy: await definePolicy(rules), lookAtEvidence });
      const { recommendation } = await propose(queue, {
        ...quoting,
        conversation: conversationSubject,
        deliver: 'desk',
        question: undefined,
      });
      return recommendation;
    };

    test.each(['changed', 'gone', 'no-longer-permitted', 'unknown'] as const)(
      'is for people where that is %s',
      async (state) => {
        const recommendation = await found(async () => [{ id: 'e1', state }]);
        expect(recommendation).toMatchObject({ status: 'open', flags: ['evidence-unverified'] });
      },
    );

    test('is for people where nobody can look', async () => {
      expect(await found(undefined)).toMatchObject({ status: 'open', flags: ['evidence-unverified'] });
      store.receive(received('2', 'And how long to Norway?'));
      expect(await found(() => Promise.reject(new Error('away')))).toMatchObject({ flags: ['evidence-unverified'] });
    });

    test.each(['unchanged', 'moved'] as const)('goes where that is %s at its source', async (state) => {
      const looked: unknown[] = [];
      const recommendation = await found(async ({ tenant, evidence }) => {
        looked.push(tenant, ...evidence);
        return [{ id: 'e1', state }];
      });
      expect(recommendation).toMatchObject({ status: 'approved', flags: [], rule: 'sure' });
      expect(looked).toEqual(['acme', articleEvidence]);
    });
  });

  test('several at once all wait: none takes another’s place', async () => {
    const queue = await open();
    for (const id of ['1', '2']) await propose(queue, { id, conversation: conversationSubject });
    const { items } = await store.recommendations('acme', { status: 'open' });
    expect(items).toHaveLength(2);
  });

  describe('for the desk, where another waits there', () => {
    const lookup: Tool = { name: 'lookup', description: 'Looks up.', arguments: z.object({ order: z.string() }) };
    const forDesk = (id: string, more: Partial<ProposalInput> = {}): Partial<ProposalInput> => ({
      ...{ id, conversation: conversationSubject, deliver: 'desk', question: undefined },
      ...{ proposal: { ...call, arguments: { order: id } }, ...more },
    });
    const desk = async () =>
      createReviewQueue({
        ...{ store, policy: await definePolicy([]), tools: [{ ...lookup, handle: async () => ({}) }] },
        clock: { now: () => store.nowMs },
      });

    test('is refused with its id, and neither is touched', async () => {
      const queue = await desk();
      const first = await propose(queue, forDesk('a'));
      const { recommendationId } = first.recommendation;
      await expect(propose(queue, forDesk('b'))).rejects.toMatchObject({
        code: 'conflict',
        details: { recommendation: recommendationId },
      });
      expect((await store.recommendation('acme', recommendationId))?.status).toBe('open');
      expect((await propose(queue, forDesk('a'))).repeated).toBe(true);
    });

    test('takes its place where it names it, and only while it is open', async () => {
      const queue = await desk();
      const { recommendationId } = (await propose(queue, forDesk('a'))).recommendation;
      const { recommendation } = await propose(queue, forDesk('b', { replaces: recommendationId }));
      expect(recommendation.status).toBe('open');
      expect(await store.recommendation('acme', recommendationId)).toMatchObject({
        status: 'superseded',
        superseded: { reason: 'newer-recommendation', by: recommendation.recommendationId },
      });
      await expect(propose(queue, forDesk('c', { replaces: recommendationId }))).rejects.toMatchObject({
        code: 'conflict',
        details: { status: 'superseded' },
      });
    });

    test('is refused as a conflict where the case is over', async () => {
      const queue = await desk();
      store.receive(statusChanged('solved'));
      await expect(propose(queue, forDesk('a'))).rejects.toMatchObject({
        code: 'conflict',
        message: 'The case is solved: nothing is proposed in it until it is opened again.',
      });
    });
  });

  test('of a tool that only its caller has is edited as that tool’s call, and no other’s', async () => {
    const policy = await definePolicy([]);
    const queue = createReviewQueue({ store, policy, tools: [] });
    const { recommendation } = await propose(queue);
    const { recommendationId, hash = '' } = recommendation;
    const desk = createReviewDesk({ store, policy, tools: [] });
    const edit = (proposal: ProposalInput['proposal']) =>
      desk.give({
        tenant: 'acme',
        actor: 'reviewer/anna',
        recommendationId,
        request: { kind: 'edit', hash, proposal },
      });
    await expect(edit({ ...call, tool: 'drop' })).rejects.toMatchObject({ code: 'request-invalid' });
    const { verdict } = await edit({ ...call, arguments: { order: '8' } });
    expect(verdict).toMatchObject({
      decides: true,
      final: { arguments: { order: '8' } },
      edit: { distance: expect.any(Number) },
    });
  });

  test('expires when its caller says', async () => {
    const { recommendation } = await propose(await open(), { expiresAfterMinutes: 5 });
    expect(Date.parse(recommendation.expiresAt ?? '')).toBe(store.nowMs + 300_000);
  });
});

describe('the same id', () => {
  test('is the same recommendation, also at once', async () => {
    const queue = await open();
    const [one, other] = await Promise.all([propose(queue), propose(queue)]);
    expect([one?.repeated, other?.repeated].sort()).toEqual([false, true]);
    expect(other.recommendation.recommendationId).toBe(one.recommendation.recommendationId);
  });

  test('for something else is refused', async () => {
    const queue = await open();
    await propose(queue);
    await expect(propose(queue, { proposal: { ...call, arguments: { order: '8' } } })).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
  });

  test('with another question, conversation or deliverer is refused too', async () => {
    const queue = await open();
    await propose(queue);
    const others = [
      { question: 'Where is my other order?' },
      { conversation: conversationSubject },
      { deliver: 'desk', conversation: conversationSubject, question: undefined },
    ] as const;
    for (const other of others) {
      await expect(propose(queue, other)).rejects.toMatchObject({ code: 'idempotency-mismatch' });
    }
  });

  test('of another caller is another', async () => {
    const queue = await open();
    const { recommendation } = await propose(queue);
    const theirs = await queue.propose({
      tenant: 'acme',
      actor: 'system/b',
      id: 'call-1',
      proposal: call,
      question: 'x',
    });
    expect(theirs.recommendation.recommendationId).not.toBe(recommendation.recommendationId);
  });
});

test.each<[string, Partial<ProposalInput>, string]>([
  ['an unknown conversation', { conversation: 'conversation:zendesk:none' }, 'not-found'],
  ['for the desk without a conversation', { deliver: 'desk' }, 'request-invalid'],
  ['for the desk with a question', { deliver: 'desk', conversation: conversationSubject }, 'request-invalid'],
  ['two pieces of evidence of one id', { evidence: [articleEvidence, articleEvidence] }, 'request-invalid'],
  ['what is no proposal', { proposal: { kind: 'reply' } as never }, 'request-invalid'],
])('%s is refused', async (_, input, code) => {
  await expect(propose(await open(), input)).rejects.toMatchObject({ code });
});
