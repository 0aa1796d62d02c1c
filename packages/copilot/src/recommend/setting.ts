import type {
  Clock,
  EvidenceSource,
  FeatureReader,
  Logger,
  Model,
  Moderate,
  Policy,
  ProposalKind,
  Store,
  Tool,
} from '@deskrail/contracts';
import type { SignVerdict } from '../audit/sign-verdict.js';
import type { DeskKinds } from '../desk-kinds.js';
import type { Check } from '../validation/check.js';
import type { IsOwnBot } from './eligibility.js';
import type { RecommenderOptions } from './recommender.js';

/** The options with their defaults, as the steps need them. */
export interface RecommenderSetting {
  readonly store: Store;
  readonly sources: readonly EvidenceSource[];
  readonly model: Model;
  readonly fallback: Model | undefined;
  readonly policy: Policy;
  readonly features: FeatureReader;
  readonly checks: readonly Check[];
  readonly tools: readonly Tool[];
  readonly allowedLinks: readonly string[];
  readonly moderate: Moderate | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly maxAgeHours: number;
  readonly expiresAfterHours: number;
  readonly timeoutMs: number;
  readonly sourceTimeoutMs: number;
  readonly evidenceLimit: number;
  readonly kinds: readonly ProposalKind[];
  readonly scopes: NonNullable<RecommenderOptions['scopes']>;
  readonly isOwnBot: IsOwnBot;
  readonly deskKinds: DeskKinds;
  readonly newId: () => string;
  /** Name and version of everything that has a say in what is proposed; ids of recommendations follow from it. */
  readonly pipeline: string;
  readonly sign: SignVerdict | undefined;
}
