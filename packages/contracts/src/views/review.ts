import { z } from 'zod';
import { reviewNeed } from '../decisions/review-need.js';
import { timestamp } from '../envelope.js';
import { policyOutcomes } from '../policy-file.js';
import { operational, personal } from '../privacy.js';

/** One queue of the review desk. */
export const queueSummary = z
  .strictObject({
    queue: operational(z.string()),
    open: operational(z.number().int()),
    overdue: operational(z.number().int()),
    claimed: operational(z.number().int()),
    unassigned: operational(z.number().int()),
    oldestSeconds: operational(z.number(), 'Age of the oldest that is open; 0 where none is.'),
    nextDueAt: operational(timestamp.optional()),
  })
  .meta({ id: 'QueueSummary' });

export type QueueSummary = z.output<typeof queueSummary>;

/** The policy in force for a tenant. */
export const policyView = z
  .strictObject({
    version: operational(z.string()),
    rules: operational(z.number().int()),
    outcomes: z
      .array(z.strictObject({ rule: operational(z.string()), outcome: operational(z.enum(policyOutcomes)) }))
      .optional()
      .describe('Of each rule, in the order in which they are asked.'),
    limits: z
      .array(
        z.strictObject({
          id: operational(z.string()),
          counts: operational(z.enum(['replies', 'spend'])),
          per: operational(z.enum(['conversation', 'customer', 'tenant'])),
          most: operational(z.number()),
          withinSeconds: operational(z.number()),
        }),
      )
      .optional()
      .describe('Those that are the tenant’s.'),
    paused: z
      .strictObject({
        since: operational(timestamp),
        by: personal(z.string()),
        reason: operational(z.string().optional()),
        reasonSince: operational(timestamp.optional(), 'Where the reason is another than at first: since when.'),
        reasonBy: personal(z.string().optional(), 'And by whom.'),
      })
      .optional(),
    repeated: operational(
      z.literal(true).optional(),
      'Of a pause or a resume: it was so already, for that reason. Nothing is changed or recorded.',
    ),
  })
  .meta({ id: 'PolicyState' });

export type PolicyView = z.output<typeof policyView>;

/** What the policy in force says of a recommendation, rule by rule, and what it said when it was made. */
export const policyExplanation = z
  .strictObject({
    recommendationId: operational(z.string()),
    status: operational(z.string().optional(), 'What it is now: `open` is what people are still needed for.'),
    about: operational(
      z.record(z.string(), z.union([z.string(), z.number()])).optional(),
      'What conditions were asked about, by path; what is not known is left out, and so are lists and arguments.',
    ),
    made: z.strictObject({
      version: operational(z.string().optional()),
      outcome: operational(z.string()),
      rule: operational(z.string().optional()),
      heldBy: operational(z.string().optional()),
      error: operational(z.string().optional()),
      need: reviewNeed.optional(),
    }),
    inForce: z.strictObject({
      version: operational(z.string()),
      outcome: operational(z.enum(policyOutcomes)),
      rule: operational(z.string().optional()),
      error: operational(z.string().optional()),
      heldBy: operational(
        z.string().optional(),
        'What keeps back what the rule would let go: `paused`, or `handed-over` where the conversation is people’s.',
      ),
    }),
    rules: z.array(
      z.strictObject({
        id: operational(z.string()),
        outcome: operational(z.enum(policyOutcomes)),
        matched: operational(z.enum(['yes', 'no', 'error', 'not-asked'])),
        why: operational(
          z.string().optional(),
          'Of an error; or the part of its condition that does not hold, with what that looks at.',
        ),
      }),
    ),
  })
  .meta({ id: 'PolicyExplanation' });

export type PolicyExplanation = z.output<typeof policyExplanation>;

/** An API key that the store keeps: never the key itself. */
export const apiKeyView = z
  .strictObject({
    id: operational(z.string()),
    name: operational(z.string()),
    person: personal(z.string().optional(), 'Whose it is; verdicts are theirs. Default: its name.'),
    tenant: operational(z.string()),
    roles: operational(z.array(z.string())),
    queues: operational(z.array(z.string()).optional(), 'The only queues it may decide in.'),
    createdAt: operational(timestamp),
    createdBy: personal(z.string()),
    expiresAt: operational(timestamp.optional()),
    lastUsedAt: operational(timestamp.optional()),
    revokedAt: operational(timestamp.optional()),
    replaces: operational(z.string().optional(), 'The key that this one was rotated from.'),
  })
  .meta({ id: 'ApiKey' });

export type ApiKeyView = z.output<typeof apiKeyView>;

/** Somebody who is signed in: never the session's key. */
export const sessionView = z
  .strictObject({
    name: personal(z.string(), 'Verdicts are this person’s.'),
    tenant: operational(z.string()),
    roles: operational(z.array(z.string())),
    queues: operational(z.array(z.string()).optional(), 'The only queues they may decide in.'),
    createdBy: personal(z.string().optional(), 'Who made the code. Absent: the instance itself, as it started.'),
    startedAt: operational(timestamp),
    expiresAt: operational(timestamp),
  })
  .meta({ id: 'SessionView' });

export type SessionView = z.output<typeof sessionView>;
