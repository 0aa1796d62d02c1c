import { z } from 'zod';
import { type ProposalKind, proposalKinds } from './decisions/proposal.js';
import { type RiskTier, riskTiers } from './decisions/recommendation.js';

/** What policy is asked about a draft. */
export interface PolicyQuestion {
  readonly tenant: string;
  readonly kind: ProposalKind;
  readonly confidence: number;
  readonly intent?: string | undefined;
  readonly channel?: string | undefined;
  /** What validation found; a draft with flags is never sent by a rule. */
  readonly flags: readonly string[];
  readonly risk?: RiskTier | undefined;
  readonly language?: string | undefined;
  /** `suggest`: a chatbot asks for an answer at once. `desk`: a case waits at the desk. */
  readonly asked: 'desk' | 'suggest';
}

export interface PolicyAnswer {
  /** `auto`: approved by the rule. `show`: a chatbot may show it now. `block`: nothing is proposed. */
  readonly outcome: 'auto' | 'show' | 'review' | 'block';
  readonly rule?: string;
}

export interface Policy {
  /** `sha256:<hex>` of the rules. */
  readonly version: string;
  readonly rules: number;
  decide(question: PolicyQuestion): PolicyAnswer;
}

/** Policy as data: the first rule that matches decides; with no match, a person reviews. */
export const policyRules = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(128),
        when: z.strictObject({
          tenant: z.string().optional(),
          kind: z.enum(proposalKinds).optional(),
          intent: z.string().optional(),
          channel: z.string().optional(),
          asked: z.enum(['desk', 'suggest']).optional(),
          maxRisk: z.enum(riskTiers).optional(),
          minConfidence: z.number().min(0).max(1).optional(),
        }),
        outcome: z.enum(['auto', 'show', 'review', 'block']),
      }),
    )
    .max(1000),
});

export type PolicyRules = z.output<typeof policyRules>;
