import type { Connection, ReplyProposal, SubmitVerdict } from '@deskrail/contracts';
import { beforeEach, expect, test } from 'vitest';
import { received } from '../../test/facts.js';
import { type MemoryStore, memoryStore } from '../../test/memory-store.js';
import { quote, recommended } from '../../test/recommended.js';
import { vendor } from '../../test/vendor.js';
import { definePolicy } from '../policy/define-policy.js';
import { createReviewDesk } from './review-desk.js';

const question = received('1', 'How long does delivery take?');
const short: Connection = { ...vendor().connection, replyAtMost: 100 };
const reply: ReplyProposal = {
  ...{ kind: 'reply', visibility: 'public', text: quote },
  sentences: [{ text: quote, evidence: ['e1'] }],
};

let store: MemoryStore;
beforeEach(() => {
  store = memoryStore();
  store.receive(question);
});

async function give(
  request: Omit<SubmitVerdict, 'hash'>,
  { flags = [], bare = false }: { flags?: string[]; bare?: boolean } = {},
) {
  const given = { seen: [question.id], proposal: reply, bare, data: { flags } };
  const { recommendationId, hash } = await recommended(store, given);
  const desk = createReviewDesk({ store, policy: await definePolicy([]), connections: [short] });
  return desk.give({ tenant: 'acme', actor: 'reviewer/anna', recommendationId, request: { hash, ...request } });
}

const refused = { code: 'request-invalid', details: { flags: ['too-long'] } };

test('a reply that its desk would refuse for its length is not approved, and says what to do', async () => {
  await expect(give({ kind: 'approve' }, { flags: ['too-long'] })).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining('shorten it by an edit'),
  });
  expect((await give({ kind: 'edit', text: 'Up to 10 working days.' }, { flags: ['too-long'] })).verdict.decides).toBe(
    true,
  );
});

test.each(['edit', 'respond'] as const)('%s takes as much as the desk of the conversation does', async (kind) => {
  await expect(give({ kind, text: 'x'.repeat(101) })).rejects.toMatchObject(refused);
  expect((await give({ kind, text: 'x'.repeat(100) })).verdict.decides).toBe(true);
});

test('what a chatbot is to deliver is the chatbot’s to cut', async () => {
  expect((await give({ kind: 'approve' }, { flags: ['too-long'], bare: true })).verdict.decides).toBe(true);
});
