import type { ActionView, EventLog, LedgerEntry, Logger, Policy, Store } from '@deskrail/contracts';
import type { RequireSignature } from '../audit/require-signature.js';
import type { Pauses } from './pauses.js';
import type { ActionExecutor, ToolCalls } from './tool-calls.js';

export interface CarryOutSetting {
  readonly store: Store;
  readonly relay: { flushed(eventId: string, options: { readonly signal: AbortSignal }): Promise<void> };
  readonly log: Pick<EventLog, 'append'>;
  readonly policy: Policy;
  /** What carries it out: its tool's handler, or its connection's desk. */
  readonly executorOf: (action: ActionView) => Promise<ActionExecutor>;
  readonly toolCalls: ToolCalls;
  /** Throws `action-not-approved` for a verdict whose signature is not right. */
  readonly verify: RequireSignature | undefined;
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
