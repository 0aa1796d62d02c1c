import type { Evidence } from '../decisions/evidence.js';
import type { Proposal, ProposalKind } from '../decisions/proposal.js';
import type { FeatureSet } from '../features.js';
import type { Conversation } from '../views/conversation.js';
import type { Customer } from '../views/customer.js';
import type { EventByType } from '../vocabulary.js';

/** All that a suggestion may be made from, fresh at the moment of use. */
export interface CopilotContext {
  readonly tenant: string;
  /** Absent where a chatbot asked for a bare text. */
  readonly conversation?: Conversation;
  /** The customer's words to answer. */
  readonly question: string;
  /** The customer's earlier words in the conversation, oldest first. */
  readonly earlier: readonly string[];
  readonly customer?: Customer;
  readonly incidents: readonly EventByType<'incident.signalled.v1'>[];
  /** Ids of the facts above, which the recommendation lists as seen. */
  readonly seen: readonly string[];
}

export interface EvidenceQuery {
  readonly tenant: string;
  readonly text: string;
  readonly earlier: readonly string[];
  readonly language?: string;
  /** Access scopes of the asker; what lies outside is filtered before ranking. */
  readonly scopes: readonly string[];
  /** The conversation that asks, so that it is not its own evidence. */
  readonly conversation?: string;
  readonly limit: number;
}

/** Whether a piece of evidence still stands as it was quoted. */
export type EvidenceState = 'unchanged' | 'moved' | 'changed' | 'gone' | 'no-longer-permitted';

/** Articles, resolved conversations, a vector store: anything that finds passages. Ids of what it returns are set by the caller. */
export interface EvidenceSource {
  readonly name: string;
  retrieve(query: EvidenceQuery, options: { readonly signal: AbortSignal }): Promise<readonly Omit<Evidence, 'id'>[]>;
  /** Look again at what was quoted. */
  check(
    evidence: Evidence,
    options: { readonly tenant: string; readonly scopes: readonly string[]; readonly signal: AbortSignal },
  ): Promise<EvidenceState>;
}

export interface SuggestionRequest {
  readonly context: CopilotContext;
  readonly features: FeatureSet;
  readonly evidence: readonly Evidence[];
  readonly kinds: readonly ProposalKind[];
}

export interface Draft {
  readonly proposal: Proposal;
  readonly confidence: number;
}

/** What writes drafts. It proposes; validation and policy decide what becomes of it. */
export interface Model {
  readonly name: string;
  readonly version: string;
  readonly prompt?: { readonly id: string; readonly version: string };
  /** Drafts of the kinds asked for; none of a kind means that it has nothing to propose. Throws `dependency-unavailable` when it is away. */
  suggest(request: SuggestionRequest, options: { readonly signal: AbortSignal }): Promise<readonly Draft[]>;
}

/** Reads a message's features. */
export interface FeatureReader {
  readonly version: string;
  read(input: {
    readonly about: string;
    readonly text: string;
    readonly earlier: readonly string[];
  }): Promise<FeatureSet>;
}
