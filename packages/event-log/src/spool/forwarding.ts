import { DeskrailError, type EventLog } from '@deskrail/contracts';
import { type Backoff, backoffMs, pause } from '../delivery/backoff.js';
import type { Lane } from './backlog.js';
import { forwardLane } from './forward-lane.js';
import { partsOf, type Spool } from './open-spool.js';
import { createTally } from './tally.js';

export interface ForwardingOptions {
  readonly spool: Spool;
  readonly log: Pick<EventLog, 'append'>;
  /** How long one append may take before it is called back and tried again. Default: 10 000. */
  readonly appendTimeoutMs?: number;
  /** Subjects forwarded side by side. Default: 32. */
  readonly concurrency?: number;
  /** Between tries while the log is away. Default: 250 ms doubling to 2 s, jittered. */
  readonly retry?: Partial<Backoff>;
  /** From 0 up to 1; spreads the tries. Default: `Math.random`. */
  readonly random?: () => number;
  /** Some events have left the spool. */
  onMoved?(): void;
}

/** Appends what the spool holds, in order per subject, each event under its own id. */
export interface Forwarding extends AsyncDisposable {
  /** Events taken by the log since this was started. */
  readonly forwarded: number;
  /** Events that the log refused for good. */
  readonly refused: number;
  /** Why nothing was taken when it was last tried; `undefined` once something was. */
  readonly lastError: unknown;
  /** Calls back what is under way; it stays in the spool. */
  close(): Promise<void>;
}

/** Throws `conflict` while the spool is being forwarded already, `config-invalid` where it was opened for reading. */
export function startForwarding(options: ForwardingOptions): Forwarding {
  const spool = partsOf(options.spool);
  const { backlog, circuit } = spool;
  if (spool.forwarder !== undefined) throw new DeskrailError('conflict', `${spool.path} is being forwarded already.`);
  const { log, concurrency = 32, appendTimeoutMs = 10_000, random = Math.random } = options;
  const retry = { baseDelayMs: 250, maxDelayMs: 2_000, ...options.retry };
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const tally = createTally(spool.path, () => backlog.events, spool.logger);

  const host = {
    ...{ spool, log, appendTimeoutMs, stopping: stopping.signal },
    wait: (attempt: number) => pause(backoffMs(attempt, retry, random), stopping.signal),
    onMoved(what: 'forwarded' | 'refused', events: number) {
      tally.moved(what, events);
      options.onMoved?.();
    },
  };

  function dispatch(): void {
    // While the log is away one subject after the other tries, not all of them at once.
    while (!stopping.signal.aborted && running.size < (circuit.open ? 1 : concurrency)) {
      const lane = backlog.take();
      if (lane === undefined) return;
      const task: Promise<void> = work(lane).finally(() => {
        running.delete(task);
        backlog.release(lane);
        dispatch();
      });
      running.add(task);
    }
  }

  async function work(lane: Lane): Promise<void> {
    try {
      await forwardLane(lane, host);
    } catch (error) {
      if (stopping.signal.aborted) return;
      await host.wait(tally.failed(error));
    }
  }

  let closing: Promise<void> | undefined;
  const unsubscribe = [backlog.onChange(dispatch), circuit.onClosed(dispatch)];

  async function close(): Promise<void> {
    stopping.abort();
    for (const stop of unsubscribe) stop();
    await Promise.all(running);
    spool.forwarder = undefined;
  }
  const forwarding: Forwarding = {
    get forwarded() {
      return tally.forwarded;
    },
    get refused() {
      return tally.refused;
    },
    get lastError() {
      return tally.lastError;
    },
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => forwarding.close(),
  };
  spool.forwarder = forwarding;
  dispatch();
  return forwarding;
}
