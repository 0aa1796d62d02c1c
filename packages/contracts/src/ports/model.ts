import type { z } from 'zod';
import type { Evidence } from '../decisions/evidence.js';
import type { Proposal, ProposalKind } from '../decisions/proposal.js';
import type { Finding, ModelUsage, RiskTier } from '../decisions/recommendation.js';
import type { FeatureSet } from '../features.js';
import type { Conversation, ConversationSummary } from '../views/conversation.js';
import type { Customer } from '../views/customer.js';
import type { RecommendationView } from '../views/recommendation.js';
import type { EventByType } from '../vocabulary.js';
import type { LookUp } from './adapter.js';

/** What was suggested in the conversation before, and how people judged it. */
export type EarlierSuggestion = Pick<
  RecommendationView,
  'recommendationId' | 'kind' | 'status' | 'proposal' | 'verdict' | 'createdAt'
>;

/** All that a suggestion may be made from, fresh at the moment of use. */
export interface CopilotContext {
  readonly tenant: string;
  /** Absent where a chatbot asked for a bare text. Private messages inform, and are never quoted to a customer. */
  readonly conversation?: Conversation;
  /** The customer's words to answer. */
  readonly question: string;
  /** The customer's earlier words in the conversation, oldest first. */
  readonly earlier: readonly string[];
  readonly customer?: Customer;
  /** The customer's other cases that are not over, newest first. */
  readonly openCases: readonly ConversationSummary[];
  /** Open incidents; those that touch what the conversation is about come first. */
  readonly incidents: readonly EventByType<'incident.signalled.v1'>[];
  /** Newest first. */
  readonly suggested: readonly EarlierSuggestion[];
  /** Ids of the facts above, which the recommendation lists as seen. */
  readonly seen: readonly string[];
}

export interface EvidenceQuery {
  readonly tenant: string;
  readonly text: string;
  readonly earlier: readonly string[];
  /** ISO 639-1; absent when unsure. */
  readonly language?: string;
  /** Access scopes of the asker; what lies outside is filtered before ranking. */
  readonly scopes: readonly string[];
  /** The conversation that asks, so that it is not its own evidence. */
  readonly conversation?: string;
  readonly limit: number;
}

/** Whether a piece of evidence still stands as it was quoted. */
export type EvidenceState = 'unchanged' | 'moved' | 'changed' | 'gone' | 'no-longer-permitted';

/** What became of a piece of evidence. */
export interface EvidenceNow {
  readonly state: EvidenceState;
  /** Where the quoted words stand now, or what stands in their place; not where it is gone or not permitted. */
  readonly span?: Evidence['span'];
  /** The source's present text at `span`. */
  readonly quote?: string;
}

/** Articles, resolved conversations, a vector store: anything that finds passages. Ids of what it returns are set by the caller. */
export interface EvidenceSource {
  readonly name: string;
  retrieve(query: EvidenceQuery, options: { readonly signal: AbortSignal }): Promise<readonly Omit<Evidence, 'id'>[]>;
  /** Look again at what was quoted. */
  check(
    evidence: Evidence,
    options: { readonly tenant: string; readonly scopes: readonly string[]; readonly signal: AbortSignal },
  ): Promise<EvidenceState>;
  /** As `check`, with where the words stand now and, where they changed, what stands in their place. */
  inspect?(
    evidence: Evidence,
    options: { readonly tenant: string; readonly scopes: readonly string[]; readonly signal: AbortSignal },
  ): Promise<EvidenceNow>;
  /** Whether a piece of evidence came from here. Default: its source's id begins with `<name>/`. */
  owns?(evidence: Evidence): boolean;
  /**
   * Changes whenever an answer for this tenant might: cached answers are thrown away then. Absent: nothing that asked this
   * source is cached.
   */
  knowledgeVersion?(tenant: string): Promise<string>;
  close?(): Promise<void>;
}

/** Vectors for texts, such as an OpenAI-compatible endpoint's. Those of one name may be compared with each other. */
export interface Embeddings {
  /** Name and version of the model. */
  readonly name: string;
  /** One vector for each text, in order, of length 1. Throws `dependency-unavailable`, `aborted`. */
  embed(
    texts: readonly string[],
    options: { readonly signal: AbortSignal },
  ): Promise<readonly (readonly number[] | Float32Array)[]>;
}

/** Whether a text may be said at all. Rejects where the service is away: then a person decides. */
export type Moderate = (
  text: string,
  options: { readonly signal: AbortSignal },
) => Promise<{ readonly flagged: boolean; readonly categories: readonly string[] }>;

/** One approved call of a tool. */
export interface ToolCall {
  /** The same at every attempt: the idempotency key. */
  readonly actionId: string;
  readonly tenant: string;
  readonly conversation: string;
  readonly signal: AbortSignal;
}

/** Something of the embedder's own that may be proposed, such as a refund. Nothing runs before a verdict. */
export interface Tool<Arguments extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** For the model and the reviewer. */
  readonly description: string;
  /**
   * What is proposed is parsed by it, whoever wrote the draft or edited it. It reads what it made as the same again: what is
   * shown and approved is what runs.
   */
  readonly arguments: Arguments;
  /** Default: `high`. */
  readonly risk?: RiskTier;
  /** What a call would spend, in the currency of the limits; for policy. Default: nothing is known of it. */
  readonly amount?: (given: z.output<Arguments>) => number;
  /**
   * Carries out an approved call, in the executor's process. Give `actionId` on as the idempotency key. Resolve with what
   * it made; throw a `DeskrailError` for what certainly had no effect (`retryable` says whether to try again); any other
   * error, or the time limit, leaves it uncertain. Absent: the executor of the connection does it.
   */
  readonly handle?: (
    given: z.output<Arguments>,
    call: ToolCall,
  ) => Promise<{ readonly vendorId?: string | undefined } | undefined> | Promise<void>;
  /** What an earlier call did, by its `actionId`. Absent: after a crash a person decides. */
  readonly lookUp?: (call: ToolCall) => Promise<LookUp>;
  /** For one call. Default: 30 000. */
  readonly timeoutMs?: number;
  /** Calls of this tool side by side in one process. Default: 4. */
  readonly atOnce?: number;
  /** For the embedded model, which calls no tool by itself: the arguments, where the message gives them all. */
  readonly fill?: (request: SuggestionRequest) => z.input<Arguments> | undefined;
}

export interface SuggestionRequest {
  readonly context: CopilotContext;
  readonly features: FeatureSet;
  readonly evidence: readonly Evidence[];
  readonly kinds: readonly ProposalKind[];
  readonly tools: readonly Tool[];
}

export interface Draft {
  readonly proposal: Proposal;
  readonly confidence: number;
  /** Pieces of evidence that the model itself adds, such as the conversation's own messages for a summary. */
  readonly evidence?: readonly Evidence[];
  /** What the model itself would have a person look at, beside what validation finds. Each is a flag. */
  readonly findings?: readonly Finding[];
}

/** Drafts, and what they cost together. */
export interface ModelAnswer {
  readonly drafts: readonly Draft[];
  readonly usage?: ModelUsage;
}

/** What writes drafts. It proposes; validation and policy decide what becomes of it. */
export interface Model {
  readonly name: string;
  readonly version: string;
  readonly prompt?: { readonly id: string; readonly version: string };
  /** Drafts of the kinds asked for; none of a kind means that it has nothing to propose. Throws `dependency-unavailable` when it is away. */
  suggest(
    request: SuggestionRequest,
    options: {
      readonly signal: AbortSignal;
      /** Called with the reply as far as it is written; whole sentences only. */
      readonly onReply?: ((sentences: readonly { text: string; evidence: readonly string[] }[]) => void) | undefined;
    },
  ): Promise<ModelAnswer>;
  close?(): Promise<void>;
}

/** Reads a message's features. */
export interface FeatureReader {
  readonly version: string;
  read(
    input: {
      readonly about: string;
      readonly text: string;
      readonly earlier: readonly string[];
      readonly tenant?: string;
      readonly conversation?: string;
    },
    options?: { readonly signal?: AbortSignal },
  ): Promise<FeatureSet>;
}
