/** Bounds of appending to Kafka. */
export interface AppendLimits {
  /** How long an append may take; then it is refused as `dependency-unavailable`. Default: 30 000. */
  readonly appendMs: number;
  /** Events taken and not yet answered; an append past that is refused as `overloaded`. Default: 20 000. */
  readonly queuedEvents: number;
  /** Bytes of events taken and not yet answered. Default: 64 Mi. */
  readonly queuedBytes: number;
  /** Events in one batch of a partition. Default: 1 000. */
  readonly batchEvents: number;
  /** Bytes in one batch of a partition, unless one call holds more for one subject. Default: 1 Mi. */
  readonly batchBytes: number;
  /** Requests on their way to one leader for one topic at a time. Default: 1. */
  readonly flightsPerLeader: number;
  /** How long one request may take. Default: 15 000. */
  readonly sendMs: number;
  /** Before a failed batch is sent again: doubles from this. Default: 50. */
  readonly baseRetryMs: number;
  /** Default: 2 000. */
  readonly maxRetryMs: number;
  /** How long `close` waits for what was taken. Default: 5 000. */
  readonly flushMs: number;
  /** How long `ready` may take. Default: 5 000. */
  readonly readyMs: number;
}

export const appendLimits: AppendLimits = {
  appendMs: 30_000,
  queuedEvents: 20_000,
  queuedBytes: 64 * 1024 * 1024,
  batchEvents: 1_000,
  batchBytes: 1024 * 1024,
  flightsPerLeader: 1,
  sendMs: 15_000,
  baseRetryMs: 50,
  maxRetryMs: 2_000,
  flushMs: 5_000,
  readyMs: 5_000,
};
