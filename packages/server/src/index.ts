export { type ApiKey, type ApiKeys, apiKeys } from './auth/keys.js';
export { type Credential, type Role, roles } from './auth/roles.js';
export type { DeliveryObservation, Metrics } from './metrics/metrics.js';
export { openApiDocument } from './openapi.js';
export type { PageOptions } from './page.js';
export type { PartReport, PartState, ReadinessCheck } from './readiness.js';
export { type NodeServer, type ServeNodeOptions, serveNode } from './serve-node.js';
export {
  createServer,
  type DeskrailServer,
  type FetchContext,
  type ServerLimits,
  type ServerOptions,
} from './server.js';
