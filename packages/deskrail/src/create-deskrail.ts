import { DeskrailError, type EventLog, type Store, silentLogger, systemClock } from '@deskrail/contracts';
import { createFallbackWatch, maskingLogger, type PersonalKind } from '@deskrail/copilot';
import type { DeskrailServer, FetchContext, Role } from '@deskrail/server';
import { checkOptions } from './config/check-options.js';
import { createCopilot } from './create-copilot.js';
import { createHttp } from './create-http.js';
import { isLate } from './late-log.js';
import { type OpenParts, openParts } from './open-parts.js';
import { openPlaces } from './open-places.js';
import { openReceiving } from './open-receiving.js';
import { openSigning } from './open-signing.js';
import { type DeskrailOptions, instanceRoles } from './options.js';
import type { OverdueHandlers } from './overdue-handlers.js';
import type { Progress } from './part-checks.js';
import { openPolicy } from './policy/open-policy.js';
import { openKeeping } from './reconcile/open-keeping.js';
import { createSignatureWatch } from './signature-watch.js';
import { startWork } from './start-work.js';
import { startWorking } from './start-working.js';

/** Addresses of machines stay: without them no operator finds what does not answer. */
const maskedInLogs: readonly PersonalKind[] = ['email', 'card', 'iban', 'phone', 'ssn'];

/** All of Deskrail in one process, or its share by `roles`: start it, hand it requests, close it or `await using` it. */
export interface Deskrail extends AsyncDisposable {
  /** Answers every route of its roles. Until `start` has resolved, and after `close`: 503. */
  fetch(request: Request, context?: FetchContext): Promise<Response>;
  /** Begin to work: relay, projection, copilot, executors, housekeeping. Idempotent. */
  start(): Promise<void>;
  /**
   * End in reverse, each part within its limit; what was acknowledged is durable. What was given in the options (`model`,
   * `sources`, …) stays open: others may use it, and whoever made it closes it afterwards. Idempotent.
   */
  close(): Promise<void>;
  /**
   * A code for the page's address (`/#code=…`): signs in one person, once, within ten minutes, at any instance on the
   * store. Default of the roles: those that `people` says, else a reviewer's.
   */
  signInCode(person?: {
    readonly tenant?: string;
    readonly name?: string;
    readonly roles?: readonly Role[];
  }): Promise<string>;
  /** The read side. Write through the API. Throws `config-invalid` in a process that only receives. */
  readonly store: Store;
  /** The record. */
  readonly log: EventLog;
}

/**
 * Open the log and the store and put everything together; nothing runs until `start`. Throws `config-invalid` with all that
 * is wrong, `secret-empty`, `secret-public`, `log-locked` where another process writes to the directory, and
 * `dependency-unavailable` where Kafka or PostgreSQL does not answer.
 */
export async function createDeskrail(options: DeskrailOptions): Promise<Deskrail> {
  checkOptions(options);
  const { clock = systemClock, limits = {}, connections = [] } = options;
  const logger = maskingLogger(options.logger ?? silentLogger, { kinds: maskedInLogs });
  const { roles = instanceRoles } = options;
  const closeTimeoutMs = limits.closeTimeoutMs ?? 5_000;
  const parts = openParts({ logger, closeTimeoutMs });
  try {
    const receives = roles.includes('receive');
    const needsStore = roles.some((role) => role !== 'receive');
    // Before the database is made: there were no verdicts where there was none.
    const signing = needsStore ? await openSigning(options, { logger, clock }) : undefined;
    const places = await openPlaces({ options, parts, receives, needsStore, clock, logger });
    const policy = await openPolicy(options.policy);
    const { store, log } = places;
    const needsCopilot = roles.includes('recommend') || roles.includes('api');
    const recommender =
      store && needsCopilot
        ? await createCopilot({ options, store, policy, signing, parts, clock, logger })
        : undefined;
    const receiving = await openReceiving({ options, roles, places, parts, clock, logger });
    const progress: Progress = { state: 'waiting' };
    const watch = createSignatureWatch(clock);
    const fallbacks =
      store && roles.includes('recommend')
        ? createFallbackWatch({ log, store, ...options.fallbackAlert, clock, logger })
        : undefined;
    const overdue: OverdueHandlers = {};
    const http = {
      fallbacks,
      overdue,
      signing,
      options,
      roles,
      places,
      policy,
      recommender,
      receiving,
      progress,
      watch,
      clock,
      logger,
    };
    const { server, reconciling } = createHttp(http);
    // Closed before all else: its requests end before what they ask is gone.
    const serving = openParts({ logger, closeTimeoutMs });
    serving.add('server', server);
    const keeping = { options, connections, places, receiving, reconciling, watch, clock, logger };
    const work = async () => {
      await startWorking({
        options,
        roles,
        parts,
        places,
        policy,
        signing,
        recommender,
        fallbacks,
        overdue,
        connections,
        clock,
        logger,
      });
      openKeeping(keeping, parts);
    };
    const start = async () => {
      receiving?.start();
      const begun = isLate(log) ? log.opened.then(work) : work();
      // On Kafka a group may wait for a member that was killed: nobody who sends or asks has to wait with it.
      const waitMs = isLate(log) ? 0 : places.logKind === 'embedded' ? noLimitMs : startsWithinMs;
      await startWork({ work: begun, waitMs, progress, logger });
    };
    return running({ parts, serving, log, store, server, start });
  } catch (error) {
    await parts.close();
    throw error;
  }
}

const startsWithinMs = 2_000;
/** The embedded log’s work waits for nobody else. */
const noLimitMs = 2 ** 31 - 1;

interface Assembled {
  readonly parts: OpenParts;
  readonly serving: OpenParts;
  readonly log: EventLog;
  readonly store: Store | undefined;
  readonly server: DeskrailServer;
  readonly start: () => Promise<void>;
}

function running({ parts, serving, log, store, server, start }: Assembled): Deskrail {
  let state: 'new' | 'running' | 'closed' = 'new';
  let starting: Promise<void> | undefined;
  /** What is opened meanwhile: closing waits for it alone, as a start that fails closes all itself. */
  let working: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  async function startOnce(): Promise<void> {
    if (closing !== undefined) throw new DeskrailError('closed', 'This Deskrail has been closed. Create another one.');
    try {
      working = start();
      await working;
      if (closing === undefined) state = 'running';
    } catch (error) {
      await close();
      throw error;
    }
  }

  async function closeAll(): Promise<void> {
    state = 'closed';
    await serving.close();
    await working?.catch(() => {});
    await parts.close();
  }
  const close = () => (closing ??= closeAll());

  return {
    fetch: async (request, context) =>
      state === 'running' ? server.fetch(request, context) : notRunning(state === 'new'),
    start: () => (starting ??= startOnce()),
    close,
    signInCode: (person) => server.issueSignInCode(person),
    get store() {
      if (store !== undefined) return store;
      throw new DeskrailError('config-invalid', 'This process only receives: it has no store.');
    },
    log,
    [Symbol.asyncDispose]: close,
  };
}

function notRunning(early: boolean): Response {
  const detail = early ? 'Deskrail has not started yet. Await start() first.' : 'Deskrail is closed.';
  const problem = {
    type: 'urn:deskrail:problem:dependency-unavailable',
    title: 'Dependency unavailable',
    status: 503,
    detail,
    code: 'dependency-unavailable',
  };
  return Response.json(problem, {
    status: 503,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
  });
}
