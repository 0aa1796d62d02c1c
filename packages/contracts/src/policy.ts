import type { ProposalKind } from './decisions/proposal.js';
import type { RiskTier } from './decisions/recommendation.js';
import type { AskedWay, PolicyFacts, ReviewRole } from './decisions/review-need.js';
import type { PolicyOutcome, PolicyQueue, PolicyRules } from './policy-file.js';

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
  /** `suggest`: a chatbot asks for an answer at once. `desk`: a case waits at the desk. `propose`: somebody else drafted it. */
  readonly asked: AskedWay;
  /** Of a reply: how many characters it has. */
  readonly length?: number | undefined;
  /** Of a tool call. */
  readonly tool?: string | undefined;
  readonly arguments?: Readonly<Record<string, unknown>> | undefined;
  readonly amount?: number | undefined;
  readonly customerTier?: string | undefined;
  readonly priority?: PolicyFacts['priority'];
  readonly status?: PolicyFacts['status'];
  readonly tags?: readonly string[] | undefined;
  /** RFC 3339; rules about time are asked for this moment. Absent: not known, so that such rules err. */
  readonly at?: string | undefined;
}

/** How people are to review, before there is a clock to say until when. */
export interface ReviewTermsInForce {
  readonly role: ReviewRole;
  readonly queue: string;
  readonly reviewers: number;
  readonly fourEyes: boolean;
  readonly withinSeconds: number;
}

export interface PolicyAnswer {
  /** `auto`: approved by the rule. `show`: a chatbot may show it now. `block`: nothing is proposed. */
  readonly outcome: PolicyOutcome;
  readonly rule?: string;
  /** What review takes, should it come to that: also of `auto` and `show`, which a limit or a pause may turn into it. */
  readonly review: ReviewTermsInForce;
  /** A condition that could not be told, so that people review: the rule and what was wrong. */
  readonly error?: string;
}

/** A bound on what is sent, shown or spent. */
export interface PolicyLimit {
  readonly id: string;
  readonly counts: 'replies' | 'spend';
  readonly per: 'conversation' | 'customer' | 'tenant';
  readonly tenant?: string | undefined;
  readonly most: number;
  readonly withinSeconds: number;
  readonly beyond: ReviewTermsInForce;
}

export interface Policy {
  /** `sha256:<hex>` of the file's content in its one form, whitespace and comments aside. */
  readonly version: string;
  readonly rules: number;
  decide(question: PolicyQuestion): PolicyAnswer;
  readonly limits: readonly PolicyLimit[];
  readonly queues: Readonly<Record<string, PolicyQueue>>;
  /** What it was made from. */
  readonly document: PolicyRules;
}
