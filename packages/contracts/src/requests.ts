import { z } from 'zod';
import { personId } from './actor.js';
import { evidence, evidenceStates } from './decisions/evidence.js';
import { incomingProposal, sentence } from './decisions/proposal.js';
import { rejectCodes, verdictKinds } from './decisions/verdict.js';
import { timestamp } from './envelope.js';
import { fieldProblem } from './field-problem.js';
import { queueName } from './policy-file.js';
import { recommendationView } from './views/recommendation.js';

/** What a reviewer submits. A request: it never enters the log as such. */
export const submitVerdict = z
  .strictObject({
    kind: z.enum(verdictKinds),
    hash: z.string().min(1).max(80).describe('The hash of the recommendation as the reviewer saw it.'),
    text: z.string().min(1).max(64_000).optional().describe('For edit and respond: the reply in the reviewer’s words.'),
    proposal: incomingProposal.optional().describe('For edit: the whole proposal as changed; of the same kind.'),
    reason: z
      .strictObject({ code: z.enum(rejectCodes), text: z.string().max(8192).optional() })
      .optional()
      .describe('For reject.'),
    comment: z.string().max(8192).optional(),
    escalateTo: queueName.optional(),
    claim: z.number().int().positive().optional().describe('The token of the claim it is given under.'),
    confirmation: z
      .string()
      .max(80)
      .optional()
      .describe('From the details of `evidence-changed`: what changed was shown, and is approved all the same.'),
  })
  .meta({ id: 'SubmitVerdict' });

export type SubmitVerdict = z.output<typeof submitVerdict>;

/** A fact of the embedder's own systems. Tenant and authenticity come from the credential. */
export const factInput = z
  .strictObject({
    id: z.string().min(1).max(512).describe('Yours; the same id again changes nothing.'),
    type: z.string().min(1).max(128).describe('Such as message.sent.v1 or incident.signalled.v1.'),
    subject: z.string().min(1).max(1024).describe('Such as conversation:zendesk:5158 or incident:status-page:INC-7.'),
    time: timestamp.optional().describe('When it happened; default: now.'),
    actor: z.string().max(512).optional().describe('Such as bot/shop-assistant; default: system/<key’s name>.'),
    data: z.record(z.string(), z.json()).describe('As the type’s contract says; origin may be left out.'),
  })
  .meta({ id: 'FactInput' });

export type FactInput = z.output<typeof factInput>;

export const factsAccepted = z
  .strictObject({ accepted: z.array(z.strictObject({ id: z.string(), duplicate: z.boolean() })) })
  .meta({ id: 'FactsAccepted' });

export type FactsAccepted = z.output<typeof factsAccepted>;

/** A chatbot asks for a suggestion now, for a text or for a conversation. */
export const suggestionInput = z
  .strictObject({
    text: z.string().min(1).max(64_000).optional(),
    conversation: z.string().min(1).max(1024).optional(),
  })
  .refine((input) => input.text !== undefined || input.conversation !== undefined, 'Give text, conversation or both.')
  .meta({ id: 'SuggestionInput' });

export type SuggestionInput = z.output<typeof suggestionInput>;

/** `show`: may be shown now. `review`: pending; wait for the verdict. `withheld`: nothing, and why. */
export const suggestionAnswer = z
  .strictObject({
    outcome: z.enum(['show', 'review', 'withheld']),
    recommendation: recommendationView,
    cached: z.boolean().optional().describe('The same had been asked before, and nothing it stands on has changed.'),
  })
  .meta({ id: 'SuggestionAnswer' });

export type SuggestionAnswer = z.output<typeof suggestionAnswer>;

/**
 * What is streamed while an answer is being made: sentences that passed the checks so far. Nothing is final before the
 * answer, which may say otherwise; a client shows it in the place of what came before.
 */
export const suggestionProgress = z
  .strictObject({ text: z.string(), sentences: z.array(sentence).max(500) })
  .meta({ id: 'SuggestionProgress' });

export type SuggestionProgress = z.output<typeof suggestionProgress>;

/** Passages that would answer a text, without a suggestion made of them. */
export const evidenceInput = z
  .strictObject({
    text: z.string().min(1).max(64_000),
    limit: z.number().int().min(1).max(50).optional().describe('Default: 8.'),
    conversation: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe('Asks as this conversation: its earlier turns count, and it is not its own evidence.'),
  })
  .meta({ id: 'EvidenceInput' });

export type EvidenceInput = z.output<typeof evidenceInput>;

export const evidenceAnswer = z
  .strictObject({ evidence: z.array(evidence).describe('Best first.') })
  .meta({ id: 'EvidenceAnswer' });

export type EvidenceAnswer = z.output<typeof evidenceAnswer>;

/** What a recommendation quotes, looked up again: whether it still stands. */
export const evidenceCheck = z
  .strictObject({
    recommendationId: z.string(),
    checkedAt: timestamp,
    evidence: z.array(
      z.strictObject({
        id: z.string().describe('Of the recommendation’s evidence, such as e1.'),
        state: z.enum(evidenceStates).describe('`unknown`: its source is away, or configured no more.'),
        quote: z.string().optional().describe('What stands there now, where it changed.'),
      }),
    ),
  })
  .meta({ id: 'EvidenceCheck' });

export type EvidenceCheck = z.output<typeof evidenceCheck>;

/**
 * Somebody else’s draft for people to decide, such as an agent’s tool call before it runs. Policy, checks and review are
 * the same as for our own. Where the conversation is at a desk and `deliver` is `desk`, what is approved is carried out
 * there; else whoever proposed it reads the verdict and acts.
 */
export const proposalInput = z
  .strictObject({
    id: z.string().min(1).max(256).describe('Yours; the same id again is the same recommendation.'),
    proposal: incomingProposal,
    conversation: z.string().min(1).max(1024).optional(),
    question: z.string().min(1).max(64_000).optional().describe('What it answers, for the reviewer.'),
    evidence: z.array(evidence).max(50).optional(),
    confidence: z.number().min(0).max(1).optional().describe('Default: 0.'),
    deliver: z.enum(['desk', 'caller']).optional().describe('Default: caller.'),
    expiresAfterMinutes: z.number().positive().max(43_200).optional(),
    replaces: z
      .string()
      .min(1)
      .max(128)
      .optional()
      .describe('With deliver desk: the open proposal whose place this one takes. Refused where it is open no more.'),
  })
  .refine(
    ({ conversation, question }) => conversation !== undefined || question !== undefined,
    'Give conversation, question or both.',
  )
  .meta({ id: 'ProposalInput' });

export type ProposalInput = z.output<typeof proposalInput>;

export const claimInput = z
  .strictObject({
    takeOver: z.boolean().optional().describe('From whoever holds it; takes the role senior.'),
    leaseSeconds: z.number().int().min(10).max(3600).optional().describe('Default: 300.'),
  })
  .meta({ id: 'ClaimInput' });

export type ClaimInput = z.output<typeof claimInput>;

export const claimToken = z.strictObject({ token: z.number().int().positive() }).meta({ id: 'ClaimToken' });

/** To another queue, another person, or nobody. */
export const routeInput = z
  .strictObject({
    queue: queueName.optional(),
    assignee: z
      .string()
      .min(1)
      .max(256)
      .refine((name) => personId(name) !== '', 'is nobody’s name')
      .nullable()
      .optional()
      .describe('A person’s name; null: nobody in particular.'),
  })
  .refine(({ queue, assignee }) => queue !== undefined || assignee !== undefined, 'Give queue, assignee or both.')
  .meta({ id: 'RouteInput' });

export type RouteInput = z.output<typeof routeInput>;

/** Who answers a conversation when a rule would let the bot: people have taken it over, or the bot may again. */
export const automationInput = z
  .strictObject({ automation: z.enum(['held', 'released']) })
  .meta({ id: 'AutomationInput' });

export const pausePolicy = z
  .strictObject({ reason: z.string().min(1).max(512).optional() })
  .meta({ id: 'PausePolicy' });

/** A person says what became of an uncertain action. */
export const resolveAction = z
  .strictObject({
    outcome: z
      .enum(['executed', 'retry', 'cancel'])
      .describe('executed: it is at the desk. retry: it is not, send it. cancel: it is not, leave it.'),
  })
  .meta({ id: 'ResolveAction' });

export type ResolveAction = z.output<typeof resolveAction>;

/** RFC 9457, with the error's stable code and, where there are any, facts for the caller. */
export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.string(),
    fields: z.array(fieldProblem).optional().describe('Of what is not valid: which fields, and what each must be.'),
  })
  .meta({ id: 'Problem' });

export type Problem = z.output<typeof problem>;
