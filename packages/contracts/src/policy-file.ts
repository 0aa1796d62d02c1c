import { z } from 'zod';
import { proposalKinds } from './decisions/proposal.js';
import { riskTiers } from './decisions/recommendation.js';
import { reviewRoles } from './decisions/review-need.js';

const ruleId = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, 'letters, digits, dots, hyphens and underscores');

const minutes = z.number().positive().max(525_600);

/** As a key or a search can name it too. */
export const queueName = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'is empty, or holds a control character');

/** How a person's review is to be. What is left out is as `otherwise` of the policy says, and that as the defaults say. */
export const reviewTerms = z.strictObject({
  role: z.enum(reviewRoles).optional().describe('The least role that may decide. Default: reviewer.'),
  queue: queueName.optional().describe('Default: review.'),
  reviewers: z.number().int().min(1).max(10).optional().describe('How many people must agree. Default: 1.'),
  withinMinutes: minutes.optional().describe('Default: by risk; high 60, medium 240, low 480.'),
});

export type ReviewTerms = z.output<typeof reviewTerms>;

/**
 * Conditions without a language, all of which must hold. A field that is not known is neither a match nor none: where no
 * other certainly fails, the condition cannot be told, and people review.
 */
export const simpleConditions = z.strictObject({
  tenant: z.string().optional(),
  kind: z.enum(proposalKinds).optional(),
  intent: z.string().optional(),
  channel: z.string().optional(),
  asked: z.enum(['desk', 'suggest', 'propose']).optional(),
  maxRisk: z.enum(riskTiers).optional(),
  minConfidence: z.number().min(0).max(1).optional(),
});

export type SimpleConditions = z.output<typeof simpleConditions>;

export const policyOutcomes = ['auto', 'show', 'review', 'four-eyes', 'block'] as const;
export type PolicyOutcome = (typeof policyOutcomes)[number];

const rule = z.strictObject({
  id: ruleId,
  about: z.string().max(1024).optional().describe('For people.'),
  when: z
    .union([simpleConditions, z.string().min(1).max(4096)])
    .describe('A condition in CEL, such as draft.kind == "reply" && draft.confidence >= 0.9; or simple conditions.'),
  outcome: z
    .enum(policyOutcomes)
    .describe(
      'auto: approved by the rule. show: a chatbot may show it. review: people decide. four-eyes: two people at least, none of whom asked for it. block: nothing is proposed.',
    ),
  review: reviewTerms.optional().describe('For review and four-eyes.'),
});

const limit = z.strictObject({
  id: ruleId,
  counts: z
    .enum(['replies', 'spend'])
    .describe('replies: sent or shown by a rule. spend: amounts of all approved tool calls.'),
  per: z.enum(['conversation', 'customer', 'tenant']),
  tenant: z.string().optional().describe('Only for this one. Default: for each.'),
  most: z.number().nonnegative(),
  withinMinutes: minutes,
  beyond: reviewTerms
    .optional()
    .describe('How what goes over it is reviewed; for spend, whoever approves needs this role.'),
});

const queue = z.strictObject({
  remindAfterMinutes: minutes.optional().describe('From when it came into the queue, and as often again.'),
  escalateAfterMinutes: minutes.optional(),
  escalateTo: queueName.optional().describe('Another queue.'),
});

/** Policy as data: the first rule that matches decides; with no match, or where a condition errs, people review. */
export const policyRules = z
  .strictObject({
    version: z.literal(1).optional().describe('Of this format.'),
    rules: z.array(rule).max(1000),
    otherwise: reviewTerms.optional().describe('What review means where a rule does not say.'),
    limits: z
      .array(limit)
      .max(100)
      .optional()
      .describe('Default: five automatic replies an hour in one conversation, under the id bot-loop.'),
    queues: z.record(queueName, queue).optional(),
  })
  .meta({ id: 'Policy' });

export type PolicyRules = z.output<typeof policyRules>;
export type PolicyRule = PolicyRules['rules'][number];
export type PolicyQueue = z.output<typeof queue>;
