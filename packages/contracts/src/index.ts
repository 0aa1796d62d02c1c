export {
  type ActionApproved,
  type ActionKind,
  type ActionParameters,
  actionApproved,
  actionCancelled,
  actionEvents,
  actionExecuted,
  actionFailed,
  actionParameters,
  actionStarted,
  actionUncertain,
} from './actions.js';
export { type ActorKind, actorKinds, formatActor, parseActor } from './actor.js';
export { type ApprovedAction, approveAction, isApproving } from './approved-action.js';
export { canonicalJson, digestOf, sha256Hex } from './canonical.js';
export { deadLetterRecorded } from './dead-letter.js';
export { type Evidence, evidence, evidenceKinds } from './decisions/evidence.js';
export {
  type ClassificationProposal,
  type EscalationProposal,
  type Proposal,
  type ProposalKind,
  proposal,
  proposalHash,
  proposalKinds,
  type ReplyProposal,
  type SummaryProposal,
  type ToolCallProposal,
} from './decisions/proposal.js';
export {
  classificationSuggested,
  escalationSuggested,
  type Finding,
  fallbackRateExceeded,
  type ModelUsage,
  modelUsage,
  type RecommendationWithheld,
  type RiskTier,
  recommendationExpired,
  recommendationSuperseded,
  recommendationWithheld,
  replySuggested,
  riskTiers,
  type Suggestion,
  summarySuggested,
  toolCallSuggested,
  withheldReasons,
} from './decisions/recommendation.js';
export {
  type ApprovingVerdict,
  decidingKinds,
  policyChanged,
  rejectCodes,
  type VerdictGiven,
  type VerdictKind,
  verdictGiven,
  verdictKinds,
} from './decisions/verdict.js';
export {
  type Authenticity,
  authenticities,
  type DecisionEnvelope,
  type Envelope,
  type FactEnvelope,
  timestamp,
} from './envelope.js';
export { withoutContent } from './erase.js';
export {
  DeskrailError,
  type DeskrailErrorOptions,
  type ErrorCode,
  errorCodes,
  errorMeanings,
  isDependencyFailure,
  isDeskrailError,
} from './errors.js';
export type { EventDefinition, EventOf } from './event.js';
export { type CustomerProfile, customerProfile } from './facts/customer.js';
export { deliveryStatuses } from './facts/message.js';
export { type FeatureSet, featureSet, featuresDerived } from './features.js';
export {
  actionIdOf,
  derivedFactId,
  type FactIdentity,
  hashedFactId,
  hashedFactText,
  type Identity,
  messageFactId,
  recommendationIdOf,
  vendorEventFactId,
  verdictIdOf,
} from './identity.js';
export { type Origin, origin } from './origin.js';
export { type CasePriority, type CaseStatus, casePriorities, caseStatuses, type Party, party } from './party.js';
export { type Policy, type PolicyAnswer, type PolicyQuestion, type PolicyRules, policyRules } from './policy.js';
export type {
  Adapter,
  Answer,
  Connection,
  Connections,
  Delivery,
  Enrich,
  Execution,
  Executor,
  ExecutorOptions,
  LookUp,
  NormalizeContext,
  Observation,
  Reading,
  Reconciler,
  SeenMessages,
  Verification,
} from './ports/adapter.js';
export type { Copilot, GivenVerdict, ReviewDesk } from './ports/copilot.js';
export type { Checkpoint, Database, Row, Sql, SqlValue } from './ports/database.js';
export type {
  Appended,
  EventLog,
  From,
  HandlerContext,
  Lag,
  ReadOptions,
  Redrive,
  StoredEvent,
  SubscribeOptions,
  Subscription,
} from './ports/event-log.js';
export type {
  CopilotContext,
  Draft,
  EarlierSuggestion,
  Embeddings,
  EvidenceNow,
  EvidenceQuery,
  EvidenceSource,
  EvidenceState,
  FeatureReader,
  Model,
  ModelAnswer,
  Moderate,
  SuggestionRequest,
  Tool,
} from './ports/model.js';
export { type Clock, type Logger, silentLogger, systemClock } from './ports/runtime.js';
export type {
  ActionQuery,
  ConversationQuery,
  Lease,
  LedgerEntry,
  Outbox,
  OutboxEvent,
  Page,
  PageQuery,
  RecommendationQuery,
  Refusals,
  Store,
  UnitOfWork,
} from './ports/store.js';
export { type PrivacyClass, privacyClasses, privacyOf } from './privacy.js';
export { isReadBack } from './read-back.js';
export {
  type EvidenceAnswer,
  type EvidenceCheck,
  type EvidenceInput,
  evidenceAnswer,
  evidenceCheck,
  evidenceInput,
  evidenceStates,
  type FactInput,
  type FactsAccepted,
  factInput,
  factsAccepted,
  type Problem,
  problem,
  type ResolveAction,
  resolveAction,
  type SubmitVerdict,
  type SuggestionAnswer,
  type SuggestionInput,
  type SuggestionProgress,
  submitVerdict,
  suggestionAnswer,
  suggestionInput,
  suggestionProgress,
} from './requests.js';
export { isTimestamp } from './rfc3339.js';
export { type StreamDefinition, type StreamName, streamNames, streams } from './streams.js';
export {
  conversationId,
  formatSubject,
  parseSubject,
  partitionKey,
  type Subject,
  type SubjectKind,
} from './subject.js';
export { checkEvent, type ReadEvent, readEvent } from './validate.js';
export {
  type Conversation,
  type ConversationMessage,
  type ConversationSummary,
  conversation,
  conversationSummary,
} from './views/conversation.js';
export { type Customer, customer } from './views/customer.js';
export {
  type DeadLetterSummary,
  type DeadLetterView,
  deadLetterSummary,
  deadLetterView,
  type RedrivenLetter,
  redrivenLetter,
} from './views/dead-letter.js';
export {
  type ActionStatus,
  type ActionView,
  actionView,
  type RecommendationStatus,
  type RecommendationView,
  recommendationView,
  type VerdictView,
  verdictView,
} from './views/recommendation.js';
export {
  type Reconciled,
  type ReconciliationView,
  reconciled,
  reconciliationView,
  type StartReconciliation,
  startReconciliation,
} from './views/reconciliation.js';
export {
  type Action,
  type DeadLetter,
  type Decision,
  type DeskrailEvent,
  definitionOf,
  type EventByType,
  type Fact,
  type Feature,
  type StreamEvents,
  vocabulary,
} from './vocabulary.js';
