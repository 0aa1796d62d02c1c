import type {
  Conversation,
  PolicyQuestion,
  Proposal,
  RecommendationView,
  RiskTier,
  VerdictKind,
} from '@deskrail/contracts';

/** What policy is to be told of what a verdict would let go, beside how things stand when it is given. */
export interface Proposed {
  readonly final: Proposal;
  readonly confidence: number;
  readonly flags: readonly string[];
  readonly risk: RiskTier | undefined;
  /** What it would spend, as its tool tells it. */
  readonly amount: number | undefined;
}

/** As it was suggested, or as the reviewer wrote it: people's own words are as sure as they are. */
export const proposedBy = (
  view: RecommendationView,
  { kind, final }: { readonly kind: VerdictKind; readonly final: Proposal },
  own: Pick<Proposed, 'flags' | 'risk'> | undefined,
  amount: number | undefined,
): Proposed =>
  kind === 'approve' || own === undefined
    ? { final, amount, confidence: view.confidence ?? 0, flags: view.flags ?? [], risk: view.risk }
    : { final, amount, confidence: 1, ...own };

/**
 * What the policy in force is asked about what is finally proposed: what was read of the customer's message stands, and
 * the case is told as it is now.
 */
export function questionInForce(
  view: RecommendationView,
  { final, ...proposed }: Proposed,
  { now, conversation }: { readonly now: string; readonly conversation: Conversation | undefined },
): PolicyQuestion {
  const { policyFacts: facts, about, tenant } = view;
  return {
    tenant,
    kind: final.kind,
    ...proposed,
    intent: facts?.intent,
    language: facts?.language,
    customerTier: facts?.customerTier,
    channel: conversation?.channel ?? facts?.channel,
    priority: conversation === undefined ? facts?.priority : (conversation.priority ?? undefined),
    status: conversation?.status ?? facts?.status,
    tags: conversation?.tags ?? facts?.tags,
    asked: facts?.asked ?? (about.question === undefined ? 'desk' : 'suggest'),
    at: now,
    ...(final.kind === 'tool-call' && { tool: final.tool, arguments: final.arguments }),
  };
}
