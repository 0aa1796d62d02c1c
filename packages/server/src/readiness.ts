import { DeskrailError, type EventLog, isDeskrailError, type Store } from '@deskrail/contracts';
import { withinLimit } from './http/within-limit.js';

export interface PartReport {
  /** `degraded` says so without making the whole unready; `failed` is as a rejection, with more to say. */
  readonly state: 'ready' | 'degraded' | 'failed';
  /** Why it failed: one of the error codes. */
  readonly code?: string;
  /** For anybody to read: no secret, no address of the inside. */
  readonly detail?: string;
}

/** Resolves when the part works, with more to say or without. Rejects with why it does not. */
export type ReadinessCheck = () => Promise<void> | Promise<PartReport | undefined>;

export interface PartState {
  readonly state: 'ready' | 'degraded' | 'failed';
  readonly code?: string;
  readonly detail?: string;
}

export interface ReadinessReport {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, PartState>>;
}

export interface Readiness {
  check(): Promise<ReadinessReport>;
}

export interface ReadinessOptions {
  readonly store: Store | undefined;
  readonly log: EventLog;
  readonly checks?: Readonly<Record<string, ReadinessCheck>> | undefined;
  /** For each part. */
  readonly timeoutMs: number;
  /** The server's own end. */
  readonly closing: AbortSignal;
}

/** Asks all parts at once; calls that come meanwhile share the answer, so that asking often costs the parts nothing. */
export function createReadiness({ store, log, checks, timeoutMs, closing }: ReadinessOptions): Readiness {
  const server: ReadinessCheck = async () => {
    if (closing.aborted) throw new DeskrailError('closed', 'The server is closing.');
  };
  const all: Record<string, ReadinessCheck> = {
    server,
    ...(store && { store: () => store.ready() }),
    log: () => log.ready(),
    ...checks,
  };
  let asking: Promise<ReadinessReport> | undefined;

  const ask = async (): Promise<ReadinessReport> => {
    const names = Object.keys(all);
    const states = await Promise.all(names.map((name) => stateOf(all[name] as ReadinessCheck, timeoutMs)));
    const parts = Object.fromEntries(names.map((name, index) => [name, states[index] as PartState]));
    return { ready: states.every(({ state }) => state !== 'failed'), parts };
  };

  return {
    check() {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
}

async function stateOf(check: ReadinessCheck, timeoutMs: number): Promise<PartState> {
  try {
    const report: unknown = await withinLimit<unknown>(async () => check(), { ms: timeoutMs, signals: [] });
    return (report as PartReport | undefined) ?? { state: 'ready' };
  } catch (error) {
    // Anybody may ask: the code says enough, the message could tell of paths and hosts.
    return { state: 'failed', code: isDeskrailError(error) ? error.code : 'internal' };
  }
}
