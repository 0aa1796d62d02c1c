import { z } from 'zod';
import { actionParameters } from '../actions.js';
import { proposal, proposalKinds } from '../decisions/proposal.js';
import {
  classificationSuggested,
  recommendationWithheld,
  supersededReasons,
  withheldReasons,
} from '../decisions/recommendation.js';
import { verdictGiven } from '../decisions/verdict.js';
import { timestamp } from '../envelope.js';
import { operational, pseudonymous } from '../privacy.js';

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
export const verdictView = verdictGiven.data.extend({ at: operational(timestamp) });
export type VerdictView = z.output<typeof verdictView>;

const suggestion = classificationSuggested.data;

/** A recommendation with its verdicts and actions: what the reviewer's page and the API show. */
export const recommendationView = suggestion
  .omit({ proposal: true, outcome: true })
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
    queue: operational(z.string().optional(), 'Where an escalating verdict moved it.'),
    policyVersion: operational(z.string().optional()),
    createdAt: operational(timestamp),
    updatedAt: operational(timestamp),
    verdict: verdictView.optional().describe('The winning verdict.'),
    verdicts: z.array(verdictView).describe('All, comments included, in order.'),
    actions: z.array(actionView),
  });

export type RecommendationView = z.output<typeof recommendationView>;
