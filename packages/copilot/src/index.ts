export { type Executing, type ExecutingOptions, startExecuting } from './act/executing.js';
export { type FollowingDeliveries, startFollowingDeliveries } from './act/following-deliveries.js';
export { tellPeople } from './act/tell-people.js';
export { type ClusterTextsOptions, clusterTexts } from './alike/cluster-texts.js';
export {
  createDuplicateFinder,
  type DuplicateFinder,
  type DuplicateFinderOptions,
  type SeenConversation,
} from './alike/duplicate-finder.js';
export { likenessOf } from './alike/likeness-of.js';
export { type AnalyticsOptions, createAnalytics } from './analytics/create-analytics.js';
export type { MetricDefinition, MetricName } from './analytics/definition.js';
export { metricDefinitions } from './analytics/definitions.js';
export { type LiveDefinition, liveMetrics } from './analytics/live-metrics.js';
export { createLiveNumbers, type LiveNumbersOptions } from './analytics/live-numbers.js';
export {
  type AuditFinding,
  type AuditFindingKind,
  type AuditReport,
  auditFindingKinds,
  auditFindingMeanings,
  type ChainSpan,
  type KeptEnd,
} from './audit/audit-report.js';
export { type CheckRecordOptions, checkRecord } from './audit/check-record.js';
export { type RequireSignature, requireSignature } from './audit/require-signature.js';
export {
  createSigner,
  createVerifier,
  type SignatureState,
  type SigningKey,
  type SignVerdict,
  type VerifyVerdict,
} from './audit/sign-verdict.js';
export { defineTool } from './define-tool.js';
export type { SayIntent } from './embedded/clarify.js';
export type { IntentRoute } from './embedded/classification.js';
export { defaultEscalationRules, type EscalationRule } from './embedded/escalation.js';
export { type EmbeddedModelOptions, embeddedModel } from './embedded/model.js';
export { type EmbeddedFeaturesOptions, embeddedFeatures, type IntentReader } from './features/embedded-features.js';
export { type EvaluateIntentsOptions, evaluateIntents, type IntentReport } from './intents/evaluate.js';
export type {
  IntentGuess,
  IntentModel,
  IntentPrediction,
  TrainedIntentModel,
  TrainingReport,
} from './intents/intent-model.js';
export { loadIntentModel } from './intents/load.js';
export {
  type LabelledExample,
  type LabelledFormat,
  labelledFormatOf,
  labelledFormats,
  readLabelled,
} from './intents/read-labelled.js';
export type { StarterIntent } from './intents/starter/starter-intent.js';
export { starterIntents } from './intents/starter/starter-intents.js';
export { starterTaxonomy } from './intents/starter/taxonomy.js';
export { type TrainIntentsOptions, trainIntents } from './intents/train.js';
export { type Cell, columnsFor, type DecisionColumn } from './learning/decision-columns.js';
export { type DecisionRecord, distanceOfEdits } from './learning/decision-record.js';
export { editDistance, proposalDistance } from './learning/edit-distance.js';
export { createFallbackWatch, type FallbackWatch, type FallbackWatchOptions } from './learning/fallback-watch.js';
export { gapDraft, gapFileName } from './learning/gap-draft.js';
export { type FindGapsOptions, findGaps, type KnowledgeGap } from './learning/knowledge-gaps.js';
export {
  type LearningReport,
  learningReport,
  type SourceStanding,
  type TemplateStanding,
} from './learning/learning-report.js';
export { type ReadDecisionsOptions, readDecisions } from './learning/read-decisions.js';
export { announcePolicy } from './policy/announce-policy.js';
export { askPolicy } from './policy/ask-policy.js';
export { checkPolicy, checkPolicyText, type PolicyCheck } from './policy/check-policy.js';
export { botLoopLimit, type DefinePolicyOptions, definePolicy } from './policy/define-policy.js';
export {
  createDryRun,
  type Deciders,
  type DryRun,
  type DryRunOptions,
  type Judged,
  type Standing,
} from './policy/dry-run.js';
export type { DecidersChange } from './policy/dry-run-deciders.js';
export type { DryRunExample } from './policy/dry-run-group.js';
export type { JudgedCounts } from './policy/dry-run-judged.js';
export type { DryRunChange, DryRunReport } from './policy/dry-run-report.js';
export { namedQueues } from './policy/named-queues.js';
export { createPolicyDesk, explainRules } from './policy/policy-desk.js';
export { policyView } from './policy/policy-view.js';
export { type PolicyProblem, tellProblem, tellProblems } from './policy/problems.js';
export {
  type PolicyFormat,
  type PolicyText,
  parsePolicyText,
  type ReadPolicyOptions,
  readPolicy,
} from './policy/read-policy.js';
export { needOf } from './policy/terms.js';
export { type PolicyVariable, policyVariables } from './policy/variables.js';
export {
  findPersonalData,
  type OwnPattern,
  type PersonalData,
  type PersonalDataOptions,
  type PersonalKind,
} from './privacy/find-personal-data.js';
export { createMasking, type Masking } from './privacy/masking.js';
export { maskingLogger } from './privacy/masking-logger.js';
export { possibleInjection } from './prompts/possible-injection.js';
export { type Suspicion, suspicionsOf } from './prompts/suspicious.js';
export type { CacheOptions } from './recommend/answer-cache.js';
export type { LookAtEvidence } from './recommend/check-evidence.js';
export { createRecommender, type Recommender, type RecommenderOptions } from './recommend/recommender.js';
export { type Recommending, startRecommending } from './recommend/recommending.js';
export { assign } from './review/keeping/assign.js';
export { type QueueKeeping, type QueueKeepingOptions, startQueueKeeping } from './review/keeping/queue-keeping.js';
export { createKnownQueues, type KnownQueues, type KnownQueuesOptions } from './review/queue/known-queues.js';
export { createReviewQueue, type ReviewQueueOptions } from './review/queue/review-queue.js';
export { createReviewDesk, type ReviewDeskOptions } from './review/review-desk.js';
export {
  type EvaluateRetrievalOptions,
  evaluateRetrieval,
  type RetrievalReport,
} from './search/evaluate-retrieval.js';
export {
  type RetrievalDoc,
  type RetrievalQuery,
  readRetrievalDocs,
  readRetrievalQueries,
} from './search/read-retrieval.js';
export { type ArticleFolder, type ArticleFolderOptions, articleFolder } from './sources/articles/article-folder.js';
export { type DocumentsOptions, documentList, type SourceDocument } from './sources/documents.js';
export { type IncidentNotesOptions, incidentNotes } from './sources/incident-notes.js';
export { type FilledMacro, fillMacro, placeholdersOf } from './sources/macros/fill-macro.js';
export { type Macro, type Macros, type MacrosOptions, macros } from './sources/macros/macros.js';
export type { FoundPassage, PassageSource, RankedPassage, SourcePassage } from './sources/passage-source.js';
export { type AcceptedAnswersOptions, acceptedAnswers } from './sources/replies/accepted-answers.js';
export { type ResolvedConversationsOptions, resolvedConversations } from './sources/replies/resolved-conversations.js';
export { type EmbeddedSource, type WithEmbeddingsOptions, withEmbeddings } from './sources/vectors/with-embeddings.js';
export { ownerOf, type VerifiedEvidence, type VerifyOptions, verifyEvidence } from './sources/verify-evidence.js';
export type { Check, CheckAbout, Flag } from './validation/check.js';
export { defaultChecks } from './validation/default-checks.js';
