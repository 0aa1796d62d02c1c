import type { RecommendationView } from '@deskrail/contracts';
import { describe, expect, it } from 'vitest';
import { agreedText, needText } from '../text/need-words.js';
import { hindrancesOf, isWorthHolding } from './may.js';

const refund = {
  recommendationId: 'r1',
  status: 'open',
  queue: 'money',
  need: { role: 'senior', queue: 'money', reviewers: 1, fourEyes: true },
  requestedBy: 'system/anna',
} as unknown as RecommendationView;
const plain = { ...refund, need: undefined, requestedBy: undefined } as RecommendationView;
const person = (name: string, role: string, queues?: string[]) => ({
  actor: `reviewer/${name}`,
  tenant: 'demo',
  roles: [role],
  ...(queues && { queues }),
});
const theirs = { holder: 'reviewer/ben', expiresAt: '2026-01-31T10:00:00Z' };

describe('what is offered', () => {
  it('follows the role: who may not decide may escalate and comment', () => {
    const { decide, escalate, comment } = hindrancesOf(refund, { me: person('cleo', 'reviewer') });
    expect(decide).toBe('Deciding this takes a senior. You can escalate it, or comment.');
    expect([escalate, comment]).toEqual([undefined, undefined]);
    expect(hindrancesOf(refund, { me: person('eve', 'reader') })).toMatchObject({
      decide: expect.stringContaining('may read, but not decide'),
      comment: expect.any(String),
    });
  });

  it('lets whoever asked for it reject it, under whichever of their actors they asked', () => {
    const { decide, letGo } = hindrancesOf(refund, { me: person('anna', 'admin') });
    expect([decide, letGo]).toEqual([undefined, 'You asked for this, so others approve it. You can still reject it.']);
  });

  it('follows queues and claims', () => {
    const me = person('dora', 'senior', ['review']);
    expect(hindrancesOf(refund, { me }).decide).toContain('queue “money”');
    const holding = { id: 'r1', theirs, looking: [] };
    const reviewer = person('cleo', 'reviewer');
    expect(hindrancesOf(plain, { me: reviewer, holding })).toMatchObject({
      decide: 'Ben is deciding this.',
      claimed: true,
    });
    expect(hindrancesOf(plain, { me: reviewer, holding: { ...holding, id: 'r2' } }).decide).toBeUndefined();
  });

  it('leaves passing on others’ items to seniors', () => {
    const bens = { ...plain, assignee: 'reviewer/ben' } as RecommendationView;
    expect(hindrancesOf(bens, { me: person('cleo', 'reviewer') }).pass).toContain('takes a senior');
    expect(hindrancesOf(bens, { me: person('dora', 'senior') }).pass).toBeUndefined();
    expect(hindrancesOf(bens, { me: person('ben', 'reviewer') }).pass).toBeUndefined();
  });

  it('holds nothing that this person cannot bring further', () => {
    const agreed = {
      ...refund,
      agreements: [{ reviewer: 'reviewer/ben', verdictId: 'v1', at: '2026-01-31T09:00:00Z' }],
    };
    expect(isWorthHolding(refund, person('ben', 'senior'))).toBe(true);
    expect(isWorthHolding(agreed, person('ben', 'senior'))).toBe(false);
    expect(isWorthHolding(refund, person('anna', 'admin'))).toBe(false);
    expect(isWorthHolding(refund, person('cleo', 'reviewer'))).toBe(false);
    expect(isWorthHolding({ ...plain, status: 'approved' }, person('ben', 'senior'))).toBe(false);
    expect(isWorthHolding(plain, undefined)).toBe(false);
    const forAnna = { ...plain, assignee: 'reviewer/anna' };
    expect(isWorthHolding(forAnna, person('anna', 'reviewer'))).toBe(true);
    expect(isWorthHolding(forAnna, person('ben', 'senior'))).toBe(false);
  });
});

it('says what it takes, and how far it is', () => {
  expect(needText(plain)).toBe('Takes a reviewer');
  expect(needText(refund)).toBe(
    'Takes 2 people, each a senior; four eyes: whoever asked for it (Anna) is none of them',
  );
  const agreements = ['ben', 'cleo'].map((name) => ({
    reviewer: `reviewer/${name}`,
    verdictId: 'v1',
    at: '2026-01-31T09:00:00Z',
  }));
  const four = {
    ...refund,
    need: { role: 'agent', queue: 'money', reviewers: 4, fourEyes: false },
    agreements,
  } as const;
  expect(agreedText(four as unknown as RecommendationView)).toBe(
    '2 of 4 agreed (Ben and Cleo): it waits for 2 others.',
  );
});
