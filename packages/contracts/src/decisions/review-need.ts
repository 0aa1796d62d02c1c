import { z } from 'zod';
import { timestamp } from '../envelope.js';
import { casePriorities, caseStatuses } from '../party.js';
import { operational, pseudonymous } from '../privacy.js';

/** Who may decide, least first: each may what those before it may. */
export const reviewRoles = ['agent', 'reviewer', 'senior', 'admin'] as const;
export type ReviewRole = (typeof reviewRoles)[number];

/** What it takes for people to decide a recommendation. */
export const reviewNeed = z.strictObject({
  role: operational(z.enum(reviewRoles), 'The least role that may decide.'),
  queue: operational(z.string().min(1).max(256)),
  reviewers: operational(z.number().int().min(1).max(10), 'How many different people must agree to the same words.'),
  fourEyes: operational(z.boolean(), 'Who asked for it is none of them, and they are two at least.'),
  dueAt: operational(timestamp.optional(), 'By when somebody should have decided.'),
});

export type ReviewNeed = z.output<typeof reviewNeed>;

/** How it was asked for: a case at the desk, a chatbot’s question, or a proposal of somebody else’s for people to decide. */
export const askedWays = ['desk', 'suggest', 'propose'] as const;
export type AskedWay = (typeof askedWays)[number];

/**
 * What policy was told beside the draft itself, as it was then: so that another policy can be asked the same. No text of
 * a person's.
 */
export const policyFacts = z.strictObject({
  asked: operational(z.enum(askedWays)),
  at: operational(timestamp, 'The moment that rules about time were asked for.'),
  intent: operational(z.string().max(128).optional()),
  language: operational(z.string().max(16).optional()),
  channel: operational(z.string().max(128).optional()),
  priority: operational(z.enum(casePriorities).optional()),
  status: operational(z.enum(caseStatuses).optional()),
  tags: operational(z.array(z.string().max(256)).max(50).optional()),
  customerTier: operational(z.string().max(128).optional()),
  length: operational(z.number().int().nonnegative().optional(), 'Of a reply: how many characters it has.'),
  tool: operational(z.string().max(128).optional()),
  amount: operational(z.number().optional(), 'What the call would spend, as its tool tells it.'),
  customer: pseudonymous(
    z.string().max(1024).optional(),
    'Subject of the customer whose conversation it is: limits count by it; no rule is told.',
  ),
});

export type PolicyFacts = z.output<typeof policyFacts>;

/** What an automatic or spending decision counts toward, so that limits can be counted again from the stream. */
export const useCounts = z
  .array(
    z.strictObject({
      counts: operational(z.enum(['replies', 'spend'])),
      per: operational(z.enum(['conversation', 'customer', 'tenant'])),
      of: operational(z.string().max(1024), 'The conversation, the customer or the tenant.').meta({
        privacy: 'pseudonymous',
      }),
      amount: operational(z.number().nonnegative()),
    }),
  )
  .max(6);

export type UseCounts = z.output<typeof useCounts>;
