/** Bounds of consuming and reading from Kafka. */
export interface ConsumeLimits {
  /** How long a member may be silent before the group goes on without it. Default: 15 000. */
  readonly sessionTimeoutMs: number;
  /** How long the group waits for its members when partitions are dealt anew. Default: 60 000. */
  readonly rebalanceTimeoutMs: number;
  /** How long handlers in flight may go on before the partitions are dealt anew; below `rebalanceTimeoutMs`. Default: 10 000. */
  readonly revokeMs: number;
  /** After what is done is committed, at the latest. Default: 500. */
  readonly commitMs: number;
  /** How long one commit is waited for when partitions or the subscription end. Default: 5 000. */
  readonly lastCommitMs: number;
  /** Events of a subscription that are read and not yet done, over all its partitions. Default: 4 000. */
  readonly windowEvents: number;
  /** Bytes of such events, and as many again that wait to be read. Default: 16 Mi. */
  readonly windowBytes: number;
  /** Bytes asked of a partition at a time. Default: 512 Ki. */
  readonly fetchBytes: number;
  /** How long `close` lets handlers end by themselves before their signal is aborted. Default: 2 000. */
  readonly drainMs: number;
  /** How long `close` then waits for handlers that were told to stop. Default: 3 000. */
  readonly abortMs: number;
  /** How long a read that follows lets a broker wait for news. Default: 500. */
  readonly followMs: number;
  /** How long a read goes on trying while Kafka does not answer. Default: 30 000. */
  readonly readPatienceMs: number;
}

export const consumeLimits: ConsumeLimits = {
  sessionTimeoutMs: 15_000,
  rebalanceTimeoutMs: 60_000,
  revokeMs: 10_000,
  commitMs: 500,
  lastCommitMs: 5_000,
  windowEvents: 4_000,
  windowBytes: 16 * 1024 * 1024,
  fetchBytes: 512 * 1024,
  drainMs: 2_000,
  abortMs: 3_000,
  followMs: 500,
  readPatienceMs: 30_000,
};
