import type { Proposal, RecommendationView, Suggestion } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { suggestedWords } from './told-words.js';

const refund = (amount: number): Proposal => ({ kind: 'tool-call', tool: 'refund', arguments: { order: '7', amount } });
const reply = (text: string): Proposal => ({ kind: 'reply', text, visibility: 'public', sentences: [] });
const suggested = (proposal: Proposal) => ({ data: { proposal, evidence: [] as unknown } }) as Suggestion;
const view = (proposal: Proposal, more: Partial<RecommendationView> = {}) =>
  ({ proposal, ...more }) as RecommendationView;

test.each([
  ['a call', refund(389), refund(389.005)],
  ['a reply', reply('Yes.'), reply('Yes, today.')],
  ['a call that became a reply', refund(389), reply('No, we do not.')],
])('%s is told as it was suggested where an edit has taken its place', (_, first, edited) => {
  const told = suggestedWords(suggested(first), view(edited, { suggestedHash: 'sha256:0' }));
  expect(told).toMatchObject({ proposal: first, storeDiffers: false });
});
