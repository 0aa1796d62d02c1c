export type { AppendLimits } from './append/append-limits.js';
export type { KafkaConnectionOptions, SaslOptions, TlsOptions } from './connection-options.js';
export { type KafkaLog, type KafkaLogOptions, openKafkaLog } from './open-kafka-log.js';
