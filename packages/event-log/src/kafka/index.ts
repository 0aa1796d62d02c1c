export type { AppendLimits } from './append/append-limits.js';
export type { KafkaConnectionOptions, SaslOptions, TlsOptions } from './connection-options.js';
export { type KafkaLog, type KafkaLogOptions, openKafkaLog } from './open-kafka-log.js';
export { type AccessRule, accessCommands, type KafkaRole, kafkaRoles } from './topics/access.js';
export { type CatalogueOptions, type CatalogueTopic, topicCatalogue } from './topics/catalogue.js';
export type { TopicFinding } from './topics/findings.js';
export type { KeptDifference, SettingChange, TopicPlan } from './topics/plan.js';
export {
  type AppliedTopics,
  applyTopics,
  checkTopics,
  planTopics,
  type TopicOptions,
  type TopicReport,
  type TopicStep,
} from './topics/topics.js';
