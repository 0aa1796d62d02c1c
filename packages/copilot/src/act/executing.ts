import { setTimeout as sleepFor } from 'node:timers/promises';
import {
  type Clock,
  type Connections,
  DeskrailError,
  type EventLog,
  type ExecutorOptions,
  isDeskrailError,
  type Logger,
  type Policy,
  type Store,
  silentLogger,
  type Tool,
} from '@deskrail/contracts';
import type { RequireSignature } from '../audit/require-signature.js';
import { codeOf } from '../code-of.js';
import { carryOut } from './carry-out.js';
import type { CarryOutSetting } from './claim.js';
import { createExecutors } from './executors.js';
import { createPauses } from './pauses.js';
import { createToolCalls } from './tool-calls.js';
import { createWaker } from './waker.js';

export interface ExecutingOptions {
  readonly store: Store;
  /** `flushed` resolves once the log has acknowledged the event: nothing is sent before its start is there. */
  readonly relay: { flushed(eventId: string, options: { readonly signal: AbortSignal }): Promise<void> };
  /** For what a vendor's answer tells of a conversation and no webhook will, such as the text that it sent. */
  readonly log: Pick<EventLog, 'append'>;
  readonly connections: Connections;
  /** Names this process in the ledger. */
  readonly executor: string;
  /** Asked again when an automatic action starts. */
  readonly policy: Policy;
  /** Those with a `handle` are called here, wherever their case is. Default: none. */
  readonly tools?: readonly Tool[];
  /** As `requireSignature` makes it: nothing is started whose verdict is not signed. Default: not asked. */
  readonly verify?: RequireSignature;
  /** Told whenever it changes how many handlers of tools go on beyond their time limit, each in a place of its tool. */
  readonly onOverdue?: (handlers: number) => void;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** For the executors' own calls. */
  readonly fetch?: ExecutorOptions['fetch'];
  /** For one vendor call. Default: 30 000; at most half of `graceMs`. */
  readonly callTimeoutMs?: number;
  /** How long a claim lasts. Default: 60 000. */
  readonly leaseMs?: number;
  /** After a lease's end, until a started action is looked up. Default: 120 000. */
  readonly graceMs?: number;
  /** Actions carried out side by side. Default: 4. */
  readonly concurrency?: number;
  /** Starts of one action, save those that the desk refused for its limits. Default: 5. */
  readonly maxAttempts?: number;
  /** How long a look-up that fails is tried again, before a person decides. Default: 3 600 000. */
  readonly lookUpForMs?: number;
  /**
   * How long the desk's limits (429, 503) may keep an action waiting, from its first refusal; after that one more refusal
   * and it has failed as `rate-limited`. Default: 86 400 000.
   */
  readonly limitedForMs?: number;
  /** For leases that end: between looks when nothing was written. Default: 5 000. */
  readonly pollMs?: number;
  /** How long closing waits for calls in flight before it aborts them. Default: 10 000. */
  readonly closeTimeoutMs?: number;
  /** A clock that never jumps, in milliseconds: for how long a desk is left alone. Default: `performance.now`. */
  readonly monotonicMs?: () => number;
}

export interface Executing extends AsyncDisposable {
  /** Actions being carried out now. */
  readonly inFlight: number;
  close(): Promise<void>;
}

const failurePausesMs = { first: 500, most: 30_000 };

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  sleepFor(ms, undefined, { signal }).catch(() => undefined);

function settingOf(options: ExecutingOptions, logger: Logger, wakeIn: (ms: number) => void): CarryOutSetting {
  const { store, relay, log, connections, executor, policy, leaseMs = 60_000, graceMs = 120_000 } = options;
  const { monotonicMs = () => performance.now() } = options;
  const callTimeoutMs = Math.min(options.callTimeoutMs ?? 30_000, graceMs / 2);
  const executors = createExecutors(connections, {
    logger,
    timeoutMs: callTimeoutMs,
    ...(options.fetch !== undefined && { fetch: options.fetch }),
    ...(options.clock !== undefined && { clock: options.clock }),
  });
  const toolCalls = createToolCalls(options.tools ?? [], { graceMs, logger, onOverdue: options.onOverdue });
  return {
    store,
    relay,
    log,
    policy,
    toolCalls,
    verify: options.verify,
    executorOf: async (action) => toolCalls.executorOf(action.parameters) ?? executors.of(action),
    executor,
    logger,
    leaseMs,
    callTimeoutMs,
    lookUpForMs: options.lookUpForMs ?? 3_600_000,
    maxAttempts: options.maxAttempts ?? 5,
    noExecutorWaitMs: 60_000,
    limitedForMs: options.limitedForMs ?? 86_400_000,
    monotonicMs,
    pauses: createPauses({
      now: monotonicMs,
      async tell({ tenant, connection }, forMs) {
        try {
          await store.pauseConnection(tenant, connection, { forMs });
        } catch (error) {
          logger.warn({ connection, code: codeOf(error) }, 'other instances could not be told to leave the desk alone');
        }
      },
      onBegin(connection, ms) {
        logger.warn({ connection, ms }, 'the desk takes no more for now; its actions wait');
        // A timer may be early by a little.
        wakeIn(ms + 5);
      },
    }),
    sleep,
  };
}

/**
 * Carry out approved actions as they come, each at most once without a person's say. Woken by what is written to the
 * store; a slow timer is for leases that end. Throws `config-invalid` for limits that make no sense.
 */
export async function startExecuting(options: ExecutingOptions): Promise<Executing> {
  const { store, executor, leaseMs = 60_000, graceMs = 120_000, concurrency = 4, pollMs = 5_000 } = options;
  const { logger = silentLogger, closeTimeoutMs = 10_000 } = options;
  if (!(leaseMs > 0 && graceMs > 0 && concurrency >= 1)) {
    throw new DeskrailError('config-invalid', 'leaseMs, graceMs and concurrency of the executor must be positive.');
  }
  const waker = createWaker();
  const setting = settingOf(options, logger, waker.wakeIn);
  const closing = new AbortController();
  const aborting = new AbortController();
  const inFlight = new Set<Promise<void>>();

  async function claimOne(): Promise<boolean> {
    const claimedAtMs = setting.monotonicMs();
    const exceptConnections = setting.pauses.current();
    const entry = await store.claimAction({ executor, leaseMs, graceMs, exceptConnections });
    if (entry === undefined) return false;
    const job = carryOut(setting, entry, { signal: aborting.signal, claimedAtMs })
      .then(({ againInMs }) => {
        if (againInMs !== undefined && againInMs < pollMs) waker.wakeIn(againInMs);
      })
      .catch((error) => {
        const code = isDeskrailError(error) ? error.code : 'internal';
        logger.error({ action: entry.view.id, code }, 'action left as it stands; it will be looked up');
      })
      .finally(() => {
        inFlight.delete(job);
        waker.wake();
      });
    inFlight.add(job);
    return true;
  }

  async function run(): Promise<void> {
    let pauseMs = failurePausesMs.first;
    while (!closing.signal.aborted) {
      try {
        const claimed = inFlight.size < concurrency && (await claimOne());
        if (!claimed) await waker.wait(pollMs, closing.signal);
        pauseMs = failurePausesMs.first;
      } catch (error) {
        if (closing.signal.aborted) return;
        logger.warn({ code: isDeskrailError(error) ? error.code : 'internal' }, 'no action could be claimed');
        await sleep(pauseMs, closing.signal);
        pauseMs = Math.min(failurePausesMs.most, 2 * pauseMs);
      }
    }
  }

  const stopListening = store.outbox.onWritten(waker.wake);
  const running = run();

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    stopListening();
    closing.abort();
    await running;
    const limit = setTimeout(() => aborting.abort(), closeTimeoutMs);
    await Promise.all(inFlight);
    clearTimeout(limit);
    waker.close();
  }
  const closeOnce = (): Promise<void> => {
    closed ??= close();
    return closed;
  };

  return {
    get inFlight() {
      return inFlight.size;
    },
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  };
}
