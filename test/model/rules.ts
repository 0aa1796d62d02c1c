import type { Policy, PolicyRules, Proposal, Tool } from '@deskrail/contracts';
import { definePolicy } from '@deskrail/copilot';
import { z } from 'zod';
import { type Role, roles, type Setting } from './course.ts';

export const refund: Tool = {
  name: 'refund',
  description: 'Gives money back.',
  arguments: z.object({ order: z.string(), amount: z.number().positive() }),
  amount: (given) => (given as { amount: number }).amount,
};

/** What one of three policies asks of a refund; the second is stricter than the first, the third laxer. */
interface Variant {
  readonly blockedAbove: number;
  readonly small: Role;
  readonly middle: { readonly role: Role; readonly reviewers: number };
  readonly large: { readonly reviewers: number; readonly fourEyes: boolean };
  readonly lets: boolean;
}

const variantsOf = ({ quorum }: Setting): readonly Variant[] => [
  {
    blockedAbove: 900,
    ...{ small: 'agent', middle: { role: 'reviewer', reviewers: quorum } },
    ...{ large: { reviewers: Math.max(2, quorum), fourEyes: true }, lets: true },
  },
  {
    blockedAbove: 400,
    ...{ small: 'reviewer', middle: { role: 'senior', reviewers: quorum + 1 } },
    ...{ large: { reviewers: quorum + 1, fourEyes: true }, lets: false },
  },
  {
    blockedAbove: 100_000,
    ...{ small: 'agent', middle: { role: 'agent', reviewers: 1 } },
    ...{ large: { reviewers: 1, fourEyes: false }, lets: true },
  },
];

export const mostReplies = 2;
export const beyond: Role = 'senior';

/** The same in the policy's own words. */
const rulesOf = ({ blockedAbove, small, middle, large, lets }: Variant, { spendAtMost }: Setting): PolicyRules => ({
  rules: [
    { id: 'blocked', when: `draft.tool == "refund" && draft.amount > ${blockedAbove}.0`, outcome: 'block' },
    {
      ...{ id: 'small', when: 'draft.tool == "refund" && draft.amount <= 50.0', outcome: 'review' },
      review: { role: small },
    },
    {
      ...{ id: 'middle', when: 'draft.tool == "refund" && draft.amount <= 300.0', outcome: 'review' },
      review: middle,
    },
    {
      ...{ id: 'large', when: 'draft.tool == "refund"', outcome: large.fourEyes ? 'four-eyes' : 'review' },
      review: { role: 'senior', queue: 'money', reviewers: large.reviewers },
    },
    { id: 'sure', when: { kind: 'reply', minConfidence: 0.9 }, outcome: lets ? 'auto' : 'review' },
    { id: 'tags', when: { kind: 'classification', minConfidence: 0.9 }, outcome: lets ? 'auto' : 'review' },
  ],
  limits: [
    { id: 'loop', counts: 'replies', per: 'conversation', most: mostReplies, withinMinutes: 10_000 },
    {
      ...{ id: 'a-week', counts: 'spend', per: 'tenant', most: spendAtMost, withinMinutes: 10_000 },
      beyond: { role: beyond },
    },
  ],
});

const made = new Map<string, Promise<readonly Policy[]>>();

export function policiesFor(setting: Setting): Promise<readonly Policy[]> {
  const { quorum, spendAtMost } = setting;
  const key = `${quorum}/${spendAtMost}`;
  const known =
    made.get(key) ?? Promise.all(variantsOf(setting).map((variant) => definePolicy(rulesOf(variant, setting))));
  made.set(key, known);
  return known;
}

/** What it takes to let something go. */
export interface Takes {
  readonly blocked: boolean;
  readonly role: Role;
  readonly reviewers: number;
  readonly fourEyes: boolean;
}

/** What a policy asks, worked out without it. */
export function takes(proposal: Proposal | undefined, variant: number, setting: Setting): Takes {
  const { blockedAbove, small, middle, large } = variantsOf(setting)[variant] as Variant;
  const plain = { blocked: false, role: 'agent' as Role, reviewers: 1, fourEyes: false };
  if (proposal?.kind !== 'tool-call') return plain;
  const amount = amountOf(proposal);
  if (amount > blockedAbove) return { ...plain, blocked: true };
  if (amount <= 50) return { ...plain, role: small };
  return amount <= 300 ? { ...plain, ...middle } : { ...plain, ...large, role: 'senior' };
}

export const amountOf = (proposal: Proposal | undefined): number =>
  proposal?.kind === 'tool-call' ? Number(proposal.arguments.amount) : 0;

export const rank = (role: string | undefined): number => roles.indexOf(role as Role);
