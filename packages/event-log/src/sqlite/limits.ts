/** Bounds of a file's queues and waits. */
export interface FileLimits {
  /** Write jobs waiting; one more is refused as `overloaded`. Default: 10 000. */
  readonly queuedWrites: number;
  /** Read jobs waiting; one more is refused as `overloaded`. Default: 10 000. */
  readonly queuedReads: number;
  /** Jobs that share one commit. Default: 256. */
  readonly jobsPerCommit: number;
  /** How long a job may keep its transaction; then it is rolled back with `timeout`. Default: 10 000. */
  readonly jobMs: number;
  /** How long a commit is tried again while another connection holds the write lock. Default: 5 000. */
  readonly busyMs: number;
  /** A file up to this size is looked through for damage when it is opened for writing. Default: 64 Mi, some 50 ms. */
  readonly checkedBytes: number;
}

export const fileLimits: FileLimits = {
  queuedWrites: 10_000,
  queuedReads: 10_000,
  jobsPerCommit: 256,
  jobMs: 10_000,
  busyMs: 5_000,
  checkedBytes: 64 * 1024 * 1024,
};

/** Bounds of a log. */
export interface LogLimits {
  /** Events waiting to be written; an append past that is refused as `overloaded`. Default: 20 000. */
  readonly queuedEvents: number;
  /** Characters of JSON waiting to be written. Default: 64 Mi. */
  readonly queuedCharacters: number;
  /** Events written by one commit, unless a single append holds more. Default: 1 000. */
  readonly eventsPerCommit: number;
  /** Events deleted by one commit of `retain`. Default: 500. */
  readonly deletedPerCommit: number;
  /** Events that a subscription holds in memory while its oldest is not done. Default: 1 000. */
  readonly windowEvents: number;
  /** How long `close` lets handlers end by themselves before their signal is aborted. Default: 2 000. */
  readonly drainMs: number;
  /** How long `close` then waits for handlers that were told to stop. Default: 3 000. */
  readonly abortMs: number;
  /** How often a process that only reads looks for news while it follows. Default: 100. */
  readonly pollMs: number;
}

export const logLimits: LogLimits = {
  queuedEvents: 20_000,
  queuedCharacters: 64 * 1024 * 1024,
  eventsPerCommit: 1_000,
  deletedPerCommit: 500,
  windowEvents: 1_000,
  drainMs: 2_000,
  abortMs: 3_000,
  pollMs: 100,
};
