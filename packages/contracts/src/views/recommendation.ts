import { z } from 'zod';
import { actionParameters, actionStarted } from '../actions.js';
import { proposal, proposalKinds } from '../decisions/proposal.js';
import {
  classificationSuggested,
  recommendationWithheld,
  supersededReasons,
  withheldReasons,
} from '../decisions/recommendation.js';
import { verdictGiven } from '../decisions/verdict.js';
import { timestamp } from '../envelope.js';
import { operational, personal, pseudonymous } from '../privacy.js';

export const actionStatuses = ['approved', 'started', 'executed', 'failed', 'uncertain', 'cancelled'] as const;
export type ActionStatus = (typeof actionStatuses)[number];

/** One entry of the action ledger. */
export const actionView = z.strictObject({
  id: operational(z.string()),
  tenant: operational(z.string()),
  connection: operational(z.string()),
  conversation: pseudonymous(z.string()),
  recommendationId: operational(z.string()),
  verdictId: operational(z.string()),
  parameters: actionParameters,
  status: operational(z.enum(actionStatuses)),
  index: operational(z.number().int()),
  of: operational(z.number().int()),
  automatic: operational(z.boolean()),
  attempts: operational(z.number().int(), 'How often it was started.'),
  vendorId: pseudonymous(z.string().optional()),
  found: operational(z.enum(['answer', 'marker', 'person']).optional()),
  code: operational(z.string().optional(), 'Why it failed, is uncertain or was cancelled.'),
  rule: operational(z.string().optional(), 'The rule of the policy that applied.'),
  undoes: operational(z.string().optional(), 'The action that it takes back.'),
  undoneBy: operational(z.string().optional(), 'The action that takes it back.'),
  before: actionStarted.data.shape.before,
  approvedAt: operational(timestamp),
  updatedAt: operational(timestamp),
});

export type ActionView = z.output<typeof actionView>;

export const recommendationStatuses = [
  'open',
  'approved',
  'rejected',
  'superseded',
  'expired',
  'withheld',
  'shown',
] as const;
export type RecommendationStatus = (typeof recommendationStatuses)[number];

/** A verdict as it was given, with its time. */
export const verdictView = verdictGiven.data.omit({ salt: true }).extend({ at: operational(timestamp) });
export type VerdictView = z.output<typeof verdictView>;

const suggestion = classificationSuggested.data;

/** A reviewer’s lease on an open recommendation, by the store’s clock. */
export const reviewClaim = z.strictObject({
  holder: personal(z.string(), 'An actor, such as reviewer/anna.'),
  token: operational(z.number().int(), 'Fencing token: a later claim has a higher one.'),
  expiresAt: operational(timestamp),
});

export type ReviewClaim = z.output<typeof reviewClaim>;

/** Somebody has it before their eyes. */
export const looking = z.strictObject({ reviewer: personal(z.string()), until: operational(timestamp) });
export type Looking = z.output<typeof looking>;

/** Somebody who agreed to what is proposed now, where one is not enough. */
export const agreement = z.strictObject({
  reviewer: personal(z.string()),
  verdictId: operational(z.string()),
  at: operational(timestamp),
});

export type Agreement = z.output<typeof agreement>;

/** A recommendation with its verdicts and actions: what the reviewer's page and the API show. */
export const recommendationView = suggestion
  .omit({ proposal: true, outcome: true, salt: true })
  .partial({ hash: true, evidence: true, confidence: true, flags: true, model: true })
  .extend({
    tenant: operational(z.string()),
    connection: operational(z.string().optional()),
    kind: operational(z.enum(proposalKinds)),
    status: operational(z.enum(recommendationStatuses)),
    outcome: operational(z.enum(['review', 'auto', 'show', 'withheld'])),
    proposal: proposal.optional(),
    withheld: z
      .strictObject({ reason: operational(z.enum(withheldReasons)), detail: recommendationWithheld.data.shape.detail })
      .optional(),
    superseded: z
      .strictObject({ reason: operational(z.enum(supersededReasons)), by: pseudonymous(z.string().optional()) })
      .optional(),
    queue: operational(z.string().optional(), 'Where it waits; by the policy, or where it was moved since.'),
    assignee: personal(z.string().optional(), 'The person it is meant for: an actor.'),
    dueAt: operational(timestamp.optional(), 'By when somebody should have decided, in the queue where it is.'),
    reminders: operational(z.number().int().optional()),
    remindedAt: operational(timestamp.optional()),
    agreements: z
      .array(agreement)
      .optional()
      .describe('Who agreed to what is proposed now, where several must; an edit begins anew with its writer.'),
    suggestedHash: operational(
      z.string().optional(),
      'The hash as it was suggested, where an edit put another in its place.',
    ),
    claim: reviewClaim.optional().describe('Only while somebody holds it.'),
    looking: z.array(looking).optional(),
    policyVersion: operational(z.string().optional()),
    createdAt: operational(timestamp),
    updatedAt: operational(timestamp),
    verdict: verdictView.optional().describe('The winning verdict.'),
    verdicts: z.array(verdictView).describe('All, comments included, in order.'),
    actions: z.array(actionView),
  });

export type RecommendationView = z.output<typeof recommendationView>;
