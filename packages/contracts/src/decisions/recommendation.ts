import { z } from 'zod';
import { timestamp } from '../envelope.js';
import { type EventOf, eventsOf } from '../event.js';
import { content, operational, personal, pseudonymous } from '../privacy.js';
import { evidence } from './evidence.js';
import {
  classificationProposal,
  escalationProposal,
  proposalKinds,
  replyProposal,
  summaryProposal,
  toolCallProposal,
} from './proposal.js';
import { policyFacts, reviewNeed, useCounts } from './review-need.js';

const decision = eventsOf('decisions');

/** How much harm a wrong draft could do: `high` where it promises money, a date or anything legal. */
export const riskTiers = ['low', 'medium', 'high'] as const;
export type RiskTier = (typeof riskTiers)[number];

/** What validation found, and where in the draft. */
export const finding = z.strictObject({
  flag: operational(z.string().max(64)),
  sentence: operational(z.number().int().nonnegative().optional(), 'Index into the proposal’s sentences.'),
  detail: operational(z.string().max(256).optional(), 'For the reviewer; never a person’s text.'),
});

export type Finding = z.output<typeof finding>;

/** What a remote model was paid for. */
export const modelUsage = z.strictObject({
  inputTokens: operational(z.number().int().nonnegative()),
  outputTokens: operational(z.number().int().nonnegative()),
  cost: operational(z.number().nonnegative().optional(), 'In the currency that the model’s prices were given in.'),
});

export type ModelUsage = z.output<typeof modelUsage>;

const base = {
  recommendationId: operational(z.string().min(1).max(128)),
  about: z.strictObject({
    conversation: pseudonymous(z.string().max(1024).optional(), 'Left out where a chatbot asked for a bare text.'),
    fact: pseudonymous(z.string().max(1024).optional(), 'The customer’s message that it answers.'),
    question: content(
      z.string().max(64_000).optional(),
      'What a chatbot asked. It delivers the answer itself: approving sends nothing to the desk.',
    ),
  }),
  hash: operational(z.string().max(80), 'What a verdict must name; see proposalHash.'),
  seen: pseudonymous(z.array(z.string().max(1024)), 'Ids of the facts it was made from; a newer one makes it stale.'),
  evidence: z.array(evidence).max(50),
  confidence: operational(z.number().min(0).max(1)),
  flags: operational(z.array(z.string().max(64)).max(50), 'What validation found, such as unsupported-sentence.'),
  findings: z.array(finding).max(200).optional().describe('Each flag with its place.'),
  risk: operational(z.enum(riskTiers).optional()),
  usage: modelUsage.optional(),
  outcome: operational(z.enum(['review', 'auto', 'show']), 'What policy allowed.'),
  rule: operational(z.string().max(128).optional(), 'The policy’s rule that said so.'),
  need: reviewNeed.optional().describe('What it takes for people to decide. Absent: one reviewer.'),
  policyFacts: policyFacts.optional().describe('What policy was told beside the draft.'),
  policyError: operational(z.string().max(512).optional(), 'A condition of the policy that could not be told.'),
  heldBy: operational(
    z.string().max(128).optional(),
    'Why a rule that would have let it go did not: a limit’s id, `paused`, or `handed-over`.',
  ),
  counts: useCounts.optional().describe('Of what is shown at once: what it counts toward.'),
  requestedBy: personal(z.string().max(512).optional(), 'Who asked for it, where somebody did: an actor.'),
  salt: content(z.string().max(64).optional(), 'Of the digests that stand for texts in proofs; erased with the texts.'),
  expiresAt: operational(timestamp.optional()),
  pipeline: operational(z.string().max(128), 'Name and version of what made it.'),
  model: z.strictObject({ name: operational(z.string().max(128)), version: operational(z.string().max(128)) }),
  prompt: z
    .strictObject({ id: operational(z.string().max(128)), version: operational(z.string().max(128)) })
    .optional(),
};

const exampleBase = {
  recommendationId: 'rec_0123456789abcdef0123456789abcdef',
  about: { conversation: 'conversation:zendesk:5158', fact: 'acme/zendesk/message/9876543210' },
  hash: `sha256:${'0'.repeat(64)}`,
  seen: ['acme/zendesk/message/9876543210'],
  confidence: 0.8,
  flags: [],
  outcome: 'review' as const,
  pipeline: 'embedded/1',
  model: { name: 'embedded', version: '1' },
};

const exampleEvidence = {
  id: 'e1',
  source: { id: 'articles/delivery.md', kind: 'article' as const, title: 'Delivery times' },
  version: `sha256:${'1'.repeat(64)}`,
  span: { start: 120, end: 168 },
  quote: 'Orders within the country arrive in 2 to 4 days.',
  score: 0.8,
  retrievedAt: '2026-01-31T09:30:00Z',
  scope: [],
};

export const replySuggested = decision({
  type: 'reply.suggested.v1',
  data: z.strictObject({ ...base, proposal: replyProposal }),
  examples: [
    {
      ...exampleBase,
      evidence: [exampleEvidence],
      proposal: {
        kind: 'reply',
        visibility: 'public',
        text: 'Orders within the country arrive in 2 to 4 days.',
        sentences: [{ text: 'Orders within the country arrive in 2 to 4 days.', evidence: ['e1'] }],
      },
    },
  ],
});

export const classificationSuggested = decision({
  type: 'classification.suggested.v1',
  data: z.strictObject({ ...base, proposal: classificationProposal }),
  examples: [
    {
      ...exampleBase,
      evidence: [],
      proposal: { kind: 'classification', intent: 'order-status', addTags: ['order-status'] },
    },
  ],
});

export const escalationSuggested = decision({
  type: 'escalation.suggested.v1',
  data: z.strictObject({ ...base, proposal: escalationProposal }),
  examples: [
    {
      ...exampleBase,
      evidence: [],
      proposal: { kind: 'escalation', to: 'seniors', why: 'The customer mentions a lawyer.' },
    },
  ],
});

export const toolCallSuggested = decision({
  type: 'tool-call.suggested.v1',
  data: z.strictObject({ ...base, proposal: toolCallProposal }),
  examples: [
    {
      ...exampleBase,
      evidence: [],
      proposal: { kind: 'tool-call', tool: 'refund', arguments: { order: '1042', amount: '12.50' } },
    },
  ],
});

export const summarySuggested = decision({
  type: 'summary.suggested.v1',
  data: z.strictObject({ ...base, proposal: summaryProposal }),
  examples: [
    {
      ...exampleBase,
      evidence: [exampleEvidence],
      proposal: {
        kind: 'summary',
        text: 'Asked how long delivery takes.',
        sentences: [{ text: 'Asked how long delivery takes.', evidence: ['e1'] }],
      },
    },
  ],
});

export const withheldReasons = [
  'no-evidence',
  'nothing-asked',
  'policy',
  'bot-loop',
  'model-unavailable',
  'too-old',
  'already-answered',
  'invalid-draft',
  'moderation',
] as const;

/** Nothing was proposed, and why: silence is never the answer. */
export const recommendationWithheld = decision({
  type: 'recommendation.withheld.v1',
  data: z.strictObject({
    recommendationId: base.recommendationId,
    about: base.about,
    kind: operational(z.enum(proposalKinds)),
    reason: operational(z.enum(withheldReasons)),
    detail: operational(z.string().max(1024).optional()),
    seen: base.seen,
    pipeline: base.pipeline,
    salt: base.salt,
    blocked: z
      .strictObject({
        rule: operational(z.string().max(128)),
        confidence: base.confidence,
        flags: base.flags,
        risk: base.risk,
        policyFacts,
      })
      .optional()
      .describe('Of what policy blocked: what it was told, so that another policy can be asked the same.'),
  }),
  examples: [
    {
      recommendationId: 'rec_0123456789abcdef0123456789abcdef',
      about: { conversation: 'conversation:zendesk:5158', fact: 'acme/zendesk/message/9876543210' },
      kind: 'reply',
      reason: 'no-evidence',
      seen: ['acme/zendesk/message/9876543210'],
      pipeline: 'embedded/1',
    },
  ],
});

export const supersededReasons = [
  'newer-recommendation',
  'newer-message',
  'answered',
  'case-closed',
  'opted-out',
  'erased',
] as const;

export const recommendationSuperseded = decision({
  type: 'recommendation.superseded.v1',
  data: z.strictObject({
    recommendationId: base.recommendationId,
    reason: operational(z.enum(supersededReasons)),
    by: pseudonymous(z.string().max(1024).optional(), 'The newer recommendation, or the fact that made it stale.'),
  }),
  examples: [
    {
      recommendationId: 'rec_0123456789abcdef0123456789abcdef',
      reason: 'newer-message',
      by: 'acme/zendesk/message/9876543212',
    },
  ],
});

export const recommendationExpired = decision({
  type: 'recommendation.expired.v1',
  data: z.strictObject({ recommendationId: base.recommendationId }),
  examples: [{ recommendationId: 'rec_0123456789abcdef0123456789abcdef' }],
});

/** How many replies were withheld, or written by the fallback, went over the limit: the copilot is getting worse. */
export const fallbackRateExceeded = decision({
  type: 'fallback-rate.exceeded.v1',
  data: z.strictObject({
    windowSeconds: operational(z.number().int().positive()),
    total: operational(z.number().int().nonnegative(), 'Replies asked for in the window.'),
    fallbacks: operational(z.number().int().nonnegative()),
    rate: operational(z.number().min(0).max(1)),
    threshold: operational(z.number().min(0).max(1)),
    reasons: operational(z.record(z.string().max(64), z.number().int().nonnegative()), 'How many, by reason.'),
  }),
  examples: [
    {
      windowSeconds: 86_400,
      total: 40,
      fallbacks: 14,
      rate: 0.35,
      threshold: 0.3,
      reasons: { 'no-evidence': 12, fallback: 2 },
    },
  ],
});

/** The events that propose something. */
export const suggestionEvents = [
  replySuggested,
  classificationSuggested,
  escalationSuggested,
  toolCallSuggested,
  summarySuggested,
] as const;

export type Suggestion = EventOf<(typeof suggestionEvents)[number]>;
export type RecommendationWithheld = EventOf<typeof recommendationWithheld>;

export const recommendationEvents = [
  ...suggestionEvents,
  recommendationWithheld,
  recommendationSuperseded,
  recommendationExpired,
  fallbackRateExceeded,
] as const;
