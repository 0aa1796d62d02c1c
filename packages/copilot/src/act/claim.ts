import {
  type EventLog,
  type Executor,
  isDeskrailError,
  type LedgerEntry,
  type Logger,
  type Policy,
  type Store,
} from '@deskrail/contracts';
import type { Pauses } from './pauses.js';

export interface CarryOutSetting {
  readonly store: Store;
  readonly relay: { flushed(eventId: string, options: { readonly signal: AbortSignal }): Promise<void> };
  readonly log: Pick<EventLog, 'append'>;
  readonly policy: Policy;
  readonly executorOf: (owner: { readonly tenant: string; readonly connection: string }) => Promise<Executor>;
  readonly executor: string;
  readonly logger: Logger;
  readonly leaseMs: number;
  /** For one vendor call; well under the grace after which another may look the action up. */
  readonly callTimeoutMs: number;
  readonly lookUpForMs: number;
  /** How long an action may be kept waiting by the desk's limits, from the first refusal. */
  readonly limitedForMs: number;
  readonly maxAttempts: number;
  readonly noExecutorWaitMs: number;
  /** Milliseconds by a clock that never jumps. */
  readonly monotonicMs: () => number;
  readonly pauses: Pauses;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What one claim works on. */
export interface Claim {
  readonly entry: LedgerEntry;
  readonly token: number;
  readonly claimedAtMs: number;
}

export const codeOf = (error: unknown): string => (isDeskrailError(error) ? error.code : 'internal');
