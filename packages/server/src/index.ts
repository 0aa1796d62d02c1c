export type { JwtIssuer, PublicJwk } from './auth/jwt-issuer.js';
export { type ApiKey, type ApiKeys, apiKeys } from './auth/keys.js';
export { type Credential, type Role, roles } from './auth/roles.js';
export {
  createDeadLetters,
  type DeadLetterFilter,
  type DeadLetters,
  letterView,
  type RedriveWebhook,
  type StoredLetter,
} from './dead-letters/dead-letters.js';
export type { ReconciledObservation } from './metrics/count-reconciled.js';
export type { DeliveryObservation, GaugeOption, Metrics } from './metrics/metrics.js';
export { openApiDocument } from './openapi.js';
export type { PageOptions } from './page.js';
export type { PartReport, PartState, ReadinessCheck } from './readiness.js';
export type { OpenReconciliation, RunReconciliation } from './reconciliations/reconciliations.js';
export { type NodeServer, type ServeNodeOptions, serveNode } from './serve-node.js';
export {
  type ApiParts,
  createServer,
  type DeskrailServer,
  type FetchContext,
  type ServerLimits,
  type ServerOptions,
} from './server.js';
