import {
  actionView,
  apiKeyView,
  conversation,
  conversationSummary,
  deadLetterSummary,
  deadLetterView,
  evidenceAnswer,
  evidenceCheck,
  evidenceInput,
  factInput,
  factsAccepted,
  madeKey,
  makeKey,
  pausePolicy,
  policyExplanation,
  policyView,
  problem,
  recommendationView,
  reconciliationView,
  redrivenLetter,
  resolveAction,
  rotateKey,
  startReconciliation,
  submitVerdict,
  suggestionAnswer,
  suggestionInput,
  suggestionProgress,
  verdictView,
} from '@deskrail/contracts';
import { z } from 'zod';
import { roles } from './auth/roles.js';

const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().optional().describe('Pass as cursor for the next page; absent on the last.'),
  });

const session = z.strictObject({
  actor: z.string().describe('Such as reviewer/anna.'),
  tenant: z.string(),
  roles: z.array(z.enum(roles)),
  queues: z.array(z.string()).optional().describe('The only queues it may decide in.'),
  expiresAt: z.iso.datetime().optional().describe('When the key ends by itself, where it does.'),
});

/** Every body there is, under the name it has in `/openapi.json`. */
export const schemas = {
  Action: actionView,
  ActionPage: pageOf(actionView),
  ApiKey: apiKeyView,
  Conversation: conversation,
  ConversationPage: pageOf(conversationSummary),
  ConversationSummary: conversationSummary,
  EvidenceAnswer: evidenceAnswer,
  EvidenceCheck: evidenceCheck,
  EvidenceInput: evidenceInput,
  FactInput: factInput,
  FactsAccepted: factsAccepted,
  DeadLetter: deadLetterView,
  DeadLetterPage: pageOf(deadLetterSummary),
  FactsInput: z.union([factInput, z.array(factInput).min(1).max(100)]).describe('One fact, or up to 100.'),
  GivenVerdict: z.strictObject({
    verdict: verdictView,
    recommendation: recommendationView,
    repeated: z.boolean().describe('The same had been given before; this is its answer again.'),
  }),
  Health: z.strictObject({ status: z.literal('ok') }),
  KeyList: z.strictObject({ items: z.array(apiKeyView) }),
  MadeKey: madeKey,
  MakeKey: makeKey,
  Problem: problem,
  Readiness: z.strictObject({
    status: z.enum(['ready', 'not-ready']),
    parts: z.record(
      z.string(),
      z.strictObject({
        state: z.enum(['ready', 'degraded', 'failed']),
        code: z.string().optional().describe('Why it failed: one of the error codes.'),
        detail: z.string().optional(),
      }),
    ),
  }),
  Recommendation: recommendationView,
  RecommendationPage: pageOf(recommendationView),
  Reconciliation: reconciliationView,
  RedrivenLetter: redrivenLetter,
  ResolveAction: resolveAction,
  RotateKey: rotateKey,
  Session: session,
  SignIn: z.strictObject({
    code: z.string().min(1).max(256).describe('From the address that was printed; works once.'),
  }),
  SignedIn: session.required({ expiresAt: true }).extend({ key: z.string().describe('For Authorization: Bearer.') }),
  StartReconciliation: startReconciliation,
  SubmitVerdict: submitVerdict,
  SuggestionAnswer: suggestionAnswer,
  SuggestionInput: suggestionInput,
  SuggestionProgress: suggestionProgress,
  Verdict: verdictView,
} as const satisfies Record<string, z.ZodType>;
