import { type ApprovedAction, proposalHash, type ReplyProposal } from '@deskrail/contracts';
import { beforeEach, expect, test } from 'vitest';
import { received } from '../../test/facts.js';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { articleEvidence, quote, recommended } from '../../test/recommended.js';
import { vendor } from '../../test/vendor.js';
import { startExecuting } from '../act/executing.js';
import { definePolicy } from '../policy/define-policy.js';
import { validateDraft } from '../validation/validate-draft.js';
import { createReviewDesk } from './review-desk.js';

const question = received('1', 'How long does delivery take?');
const reply: ReplyProposal = {
  kind: 'reply',
  visibility: 'public',
  text: quote,
  sentences: [{ text: quote, evidence: ['e1'] }],
  template: { id: 'HX0123456789', variables: { '1': '10' } },
};

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
  store.receive(question);
});

async function give(request: { kind: 'approve' } | { kind: 'edit'; text?: string; proposal?: ReplyProposal }) {
  const { recommendationId, hash } = await recommended(store, { seen: [question.id], proposal: reply });
  const desk = createReviewDesk({ store, policy: await definePolicy([]) });
  return desk.give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId, request: { hash, ...request } });
}

/** What the executor of the one approved action was given. */
async function carriedOut(): Promise<ApprovedAction> {
  const desk = vendor();
  const taken = Promise.withResolvers<ApprovedAction>();
  desk.before = (action) => void taken.resolve(action);
  const options = {
    executor: 'host-1',
    pollMs: 2,
    closeTimeoutMs: 50,
    relay: { flushed: async () => {} },
    log: { append: async () => [] },
  };
  const policy = await definePolicy([]);
  await using _executing = await startExecuting({ store, policy, connections: [desk.connection], ...options });
  return await taken.promise;
}

test('approved as it stands, the desk’s template and its variables reach whoever sends it', async () => {
  const { recommendation, verdict } = await give({ kind: 'approve' });
  expect(recommendation.proposal).toEqual(reply);
  expect(verdict.finalHash).toBe(recommendation.hash);
  expect((await carriedOut()).proposal).toEqual(reply);
});

test('edited as text it is the reviewer’s text: the template would say something else', async () => {
  const { verdict } = await give({ kind: 'edit', text: `${quote} Sorry.` });
  expect(verdict.final).not.toHaveProperty('template');
  expect((await carriedOut()).proposal).toMatchObject({ text: `${quote} Sorry.` });
});

test('edited as a proposal it keeps the template that the reviewer gives, and hashes anew', async () => {
  const proposal = { ...reply, template: { id: 'HX0123456789', variables: { '1': '12' } } };
  const { verdict, recommendation } = await give({ kind: 'edit', proposal });
  expect(verdict.final).toEqual(proposal);
  expect(verdict.finalHash).not.toBe(recommendation.hash);
  expect((await carriedOut()).proposal).toEqual(proposal);
});

test('is part of the hash that a verdict names', async () => {
  const { template, ...plain } = reply;
  const others = [plain, { ...reply, template: { id: 'HX9' } }, { ...reply, template: { ...template, variables: {} } }];
  const hashes = await Promise.all(
    [reply, ...others].map((each) => proposalHash(each as ReplyProposal, [articleEvidence])),
  );
  expect(new Set(hashes).size).toBe(4);
});

test.each([
  [{ id: '' }, 'template.id'],
  [{ id: 'HX1', variables: { '1': 10 } }, 'template.variables.1'],
  [{ name: 'HX1' }, 'template.id'],
])('a template that is none is no proposal: %j', async (template, where) => {
  const draft = { proposal: { ...reply, template } as unknown as ReplyProposal, confidence: 1 };
  const context = { tenant: 'acme', question: '', earlier: [], openCases: [], incidents: [], suggested: [], seen: [] };
  expect(await validateDraft(draft, { context, evidence: [articleEvidence] })).toMatchObject({
    valid: false,
    where: expect.stringContaining(where),
  });
});
