import type { Executor, LedgerEntry, Logger, Policy, Store } from '@deskrail/contracts';

export interface CarryOutSetting {
  readonly store: Store;
  readonly relay: { flushed(eventId: string, options: { readonly signal: AbortSignal }): Promise<void> };
  readonly policy: Policy;
  readonly executorOf: (owner: { readonly tenant: string; readonly connection: string }) => Promise<Executor>;
  readonly executor: string;
  readonly logger: Logger;
  readonly leaseMs: number;
  /** For one vendor call; well under the grace after which another may look the action up. */
  readonly callTimeoutMs: number;
  readonly lookUpForMs: number;
  readonly maxAttempts: number;
  readonly noExecutorWaitMs: number;
  /** Milliseconds by a clock that never jumps. */
  readonly monotonicMs: () => number;
  /** Actions of this process whose last try certainly had no effect, by the number of that try. */
  readonly idle: Map<string, number>;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What one claim works on. */
export interface Claim {
  readonly entry: LedgerEntry;
  readonly token: number;
  readonly claimedAtMs: number;
}
