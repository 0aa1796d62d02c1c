import type {
  Clock,
  CopilotContext,
  Draft,
  Evidence,
  FeatureSet,
  Finding,
  Logger,
  Model,
  ModelUsage,
  Moderate,
  Policy,
  PolicyAnswer,
  PolicyQuestion,
  ProposalKind,
  RecommendationWithheld,
  RiskTier,
  SuggestionProgress,
  Tool,
} from '@deskrail/contracts';
import type { ReachedKind } from '../desk-kinds.js';
import type { Use } from '../policy/limits.js';
import type { Check } from '../validation/check.js';
import type { GatheredEvidence } from './evidence.js';

/** A draft that validation and policy have let through. */
export interface ReadyDraft {
  readonly kind: ProposalKind;
  readonly draft: Draft;
  readonly evidence: readonly Evidence[];
  readonly hash: string;
  readonly flags: readonly string[];
  readonly findings: readonly Finding[];
  readonly risk: RiskTier;
  readonly usage?: ModelUsage | undefined;
  readonly answer: PolicyAnswer;
  /** What policy was asked. */
  readonly question: PolicyQuestion;
  /** What it would use of the policy's limits, should it go by itself. */
  readonly use: Use;
  readonly model: { readonly name: string; readonly version: string };
  readonly prompt: { readonly id: string; readonly version: string } | undefined;
}

export interface WithheldDraft {
  readonly kind: ProposalKind;
  readonly withheld: RecommendationWithheld['data']['reason'];
  readonly detail?: string;
  /** Of what policy blocked. */
  readonly blocked?: { readonly rule: string; readonly question: PolicyQuestion };
}

export type DraftOutcome = ReadyDraft | WithheldDraft;

/** What is asked of the models. */
export interface Asked {
  readonly context: CopilotContext;
  readonly features: FeatureSet;
  readonly gathered: GatheredEvidence;
  readonly kinds: readonly ProposalKind[];
  readonly asked: 'desk' | 'suggest';
  /** What the desk of the conversation can carry out, where it is to. */
  readonly deskKinds?: readonly ReachedKind[] | undefined;
  /** How long a reply its desk sends, where that is known. */
  readonly replyAtMost?: number | undefined;
  /** A person is to look in any case, as some draft says: nothing that is proposed beside it is harmless. */
  readonly escalates?: boolean | undefined;
  readonly onProgress?: ((progress: SuggestionProgress) => void) | undefined;
}

export interface DraftMaker {
  readonly model: Model;
  readonly fallback?: Model | undefined;
  readonly policy: Policy;
  readonly checks: readonly Check[];
  readonly tools: readonly Tool[];
  readonly allowedLinks: readonly string[];
  readonly moderate?: Moderate | undefined;
  readonly timeoutMs: number;
  readonly logger: Logger;
  /** Says for which moment rules about time are asked. Default: the system's. */
  readonly clock?: Clock | undefined;
}
