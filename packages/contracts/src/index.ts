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
  auditLinked,
} from './actions.js';
export { type ActorKind, actorKinds, formatActor, parseActor, personActor, personId } from './actor.js';
export { type ApprovedAction, approveAction, isApproving } from './approved-action.js';
export {
  type AuditEntry,
  type AuditLink,
  type AuditLinked,
  auditEntry,
  type ChainEnd,
  type ChainFault,
  type CheckedLinks,
  chainStart,
  checkLinks,
  endOfLink,
  entriesPerLink,
  linkedEvent,
  linkFault,
  linkHash,
  linkOf,
} from './audit-chain.js';
export { canonicalJson, digestOf, sha256Hex } from './canonical.js';
export { deadLetterRecorded } from './dead-letter.js';
export { type Evidence, evidence, evidenceKinds, evidenceStates } from './decisions/evidence.js';
export {
  type ClassificationProposal,
  type EscalationProposal,
  incomingProposal,
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
  automationHeld,
  automationReleased,
  limitReached,
  policyPaused,
  policyResumed,
  recommendationReminded,
  recommendationRouted,
} from './decisions/review-course.js';
export {
  type AskedWay,
  askedWays,
  type PolicyFacts,
  policyFacts,
  type ReviewNeed,
  type ReviewRole,
  reviewNeed,
  reviewRoles,
  type UseCounts,
  useCounts,
} from './decisions/review-need.js';
export {
  type ApprovingVerdict,
  decidingKinds,
  type EditMade,
  editMade,
  evidenceAtApproval,
  policyChanged,
  rejectCodes,
  type Signature,
  signature,
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
export { type FieldProblem, fieldProblem, fieldProblems } from './field-problem.js';
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
export {
  type KeyRole,
  keyRoles,
  type MadeKey,
  type MakeKey,
  madeKey,
  makeKey,
  type RotateKey,
  rotateKey,
} from './key-requests.js';
export { type Origin, origin } from './origin.js';
export { type CasePriority, type CaseStatus, casePriorities, caseStatuses, type Party, party } from './party.js';
export type { Policy, PolicyAnswer, PolicyLimit, PolicyQuestion, ReviewTermsInForce } from './policy.js';
export {
  type PolicyOutcome,
  type PolicyQueue,
  type PolicyRule,
  type PolicyRules,
  policyOutcomes,
  policyRules,
  type ReviewTerms,
  reviewTerms,
  type SimpleConditions,
  simpleConditions,
} from './policy-file.js';
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
export type { Analytics, AnalyticsQuery, LiveMetric, LiveNumbers, LiveValue } from './ports/analytics.js';
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
export type { KeptSessions, KeptTerms, SessionOwner } from './ports/kept-sessions.js';
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
  ToolCall,
} from './ports/model.js';
export type { Person, PersonEntry, PolicyDesk, ReviewQueue, ReviewRights } from './ports/review.js';
export { type Clock, type Logger, silentLogger, systemClock } from './ports/runtime.js';
export type {
  ActionQuery,
  AutomationState,
  ConversationQuery,
  Deliveries,
  KeptKeys,
  Lease,
  LedgerEntry,
  Outbox,
  OutboxEvent,
  Page,
  PageQuery,
  RecommendationQuery,
  Refusals,
  ReviewQueueQuery,
  Store,
  UnitOfWork,
  UseKey,
} from './ports/store.js';
export { type PrivacyClass, privacyClasses, privacyOf } from './privacy.js';
export { isReadBack } from './read-back.js';
export {
  automationInput,
  type ClaimInput,
  claimInput,
  claimToken,
  type EvidenceAnswer,
  type EvidenceCheck,
  type EvidenceInput,
  evidenceAnswer,
  evidenceCheck,
  evidenceInput,
  type FactInput,
  type FactsAccepted,
  factInput,
  factsAccepted,
  type Problem,
  type ProposalInput,
  pausePolicy,
  problem,
  proposalInput,
  type ResolveAction,
  type RouteInput,
  resolveAction,
  routeInput,
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
export { type Digest, eraseTexts, sealEvent } from './seal.js';
export {
  type EndedSessions,
  type EndSessions,
  endedSessions,
  endSessions,
  type MadeSignInCode,
  type MakeSignInCode,
  madeSignInCode,
  makeSignInCode,
} from './session-requests.js';
export { type StreamDefinition, type StreamName, streamNames, streams } from './streams.js';
export {
  conversationId,
  formatSubject,
  parseSubject,
  partitionKey,
  type Subject,
  type SubjectKind,
  subjectOfRecommendation,
} from './subject.js';
export { checkEvent, type ReadEvent, readEvent } from './validate.js';
export {
  type AnalyticsNumbers,
  type AnalyticsPart,
  type AnalyticsView,
  analyticsParts,
  analyticsView,
  type Share,
  type Spread,
} from './views/analytics.js';
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
  type Agreement,
  actionView,
  agreement,
  type Looking,
  looking,
  type RecommendationStatus,
  type RecommendationView,
  type ReviewClaim,
  recommendationView,
  reviewClaim,
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
  type ApiKeyView,
  apiKeyView,
  type PolicyExplanation,
  type PolicyView,
  policyExplanation,
  policyView,
  type QueueSummary,
  queueSummary,
  type SessionView,
  sessionView,
} from './views/review.js';
export {
  type Action,
  type DeadLetter,
  type Decision,
  type DeskrailEvent,
  definitionOf,
  type EventByType,
  type Fact,
  type Feature,
  type LedgerEvent,
  type StreamEvents,
  vocabulary,
} from './vocabulary.js';
