import { join } from 'node:path';
import { DeskrailError, type EventLog, type Store, silentLogger, systemClock } from '@deskrail/contracts';
import { createRecommender, createReviewDesk, definePolicy, embeddedModel } from '@deskrail/copilot';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { apiKeys, createServer, type DeskrailServer, type FetchContext } from '@deskrail/server';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { createReceiver } from '@deskrail/webhooks';
import { checkOptions } from './config/check-options.js';
import { databaseFile } from './config/data-directory.js';
import { evidenceSources } from './evidence-sources.js';
import { type OpenParts, openParts } from './open-parts.js';
import type { DeskrailOptions } from './options.js';
import { pageFolder } from './page-folder.js';
import { createSignatureWatch } from './signature-watch.js';
import { startWorking } from './start-working.js';

/** All of Deskrail in one process: start it, hand it requests, close it or `await using` it. */
export interface Deskrail extends AsyncDisposable {
  /** Answers every route. Until `start` has resolved, and after `close`: 503. */
  fetch(request: Request, context?: FetchContext): Promise<Response>;
  /** Begin to work: relay, projection, copilot, executors, housekeeping. Idempotent. */
  start(): Promise<void>;
  /** End in reverse, each part within its limit; what was acknowledged is on disk. Idempotent. */
  close(): Promise<void>;
  /** A code for the page's address (`/#code=…`): signs in one person as a reviewer, once, within ten minutes. */
  signInCode(person?: { readonly tenant?: string; readonly name?: string }): string;
  /** The read side. Write through the API. */
  readonly store: Store;
  /** The record. */
  readonly log: EventLog;
}

/**
 * Open the data directory and put everything together; nothing runs until `start`. Throws `config-invalid` with all that
 * is wrong, `secret-empty`, `secret-public`, and `log-locked` where another process writes to the directory.
 */
export async function createDeskrail(options: DeskrailOptions): Promise<Deskrail> {
  checkOptions(options);
  const { logger = silentLogger, clock = systemClock, limits = {}, tenant = 'default', connections = [] } = options;
  const closeTimeoutMs = limits.closeTimeoutMs ?? 5_000;
  const parts = openParts({ logger, closeTimeoutMs });
  try {
    const file = parts.add('file', await openSqliteFile({ path: join(options.data, databaseFile), logger }));
    const log = parts.add('log', await openSqliteLog({ file, clock, logger }));
    const store = parts.add('store', await openSqliteStore({ database: file, clock, logger }));
    const policy = await definePolicy(options.policy ?? { rules: [] });
    const sources = await evidenceSources({ options, store, clock, logger });
    const model = options.model ?? embeddedModel();
    const recommender = createRecommender({ store, sources, model, policy, clock, logger });
    const watch = createSignatureWatch(clock);
    const receiver = createReceiver({
      ...{ log, connections, logger, clock },
      ...(limits.bodyBytes !== undefined && { bodyLimitBytes: limits.bodyBytes }),
      ...(limits.appendTimeoutMs !== undefined && { appendTimeoutMs: limits.appendTimeoutMs }),
      onDelivery(report) {
        watch.onDelivery(report);
        server.metrics.onDelivery(report);
      },
    });
    const server: DeskrailServer = createServer({
      ...{ store, log, receiver, logger, clock },
      reviewDesk: createReviewDesk({ store, policy, clock }),
      copilot: recommender,
      keys: apiKeys((options.keys ?? []).map((key) => ({ tenant, ...key }))),
      cors: options.cors,
      page: pageOf(options),
      checks: { connections: watch.check },
      ...(limits.bodyBytes !== undefined && { limits: { bodyBytes: limits.bodyBytes } }),
    });
    // Closed before all else: its requests end before what they ask is gone.
    const serving = openParts({ logger, closeTimeoutMs });
    serving.add('server', server);
    const start = () => startWorking({ options, parts, log, store, policy, recommender, connections, clock, logger });
    return running({ parts, serving, log, store, server, start });
  } catch (error) {
    await parts.close();
    throw error;
  }
}

interface Assembled {
  readonly parts: OpenParts;
  readonly serving: OpenParts;
  readonly log: EventLog;
  readonly store: Store;
  readonly server: DeskrailServer;
  readonly start: () => Promise<void>;
}

function running({ parts, serving, log, store, server, start }: Assembled): Deskrail {
  let state: 'new' | 'running' | 'closed' = 'new';
  let starting: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  async function startOnce(): Promise<void> {
    if (closing !== undefined) throw new DeskrailError('closed', 'This Deskrail has been closed. Create another one.');
    try {
      await start();
      if (closing === undefined) state = 'running';
    } catch (error) {
      await close();
      throw error;
    }
  }

  async function closeAll(): Promise<void> {
    state = 'closed';
    await serving.close();
    await starting?.catch(() => {});
    await parts.close();
  }
  const close = () => (closing ??= closeAll());

  return {
    fetch: async (request, context) =>
      state === 'running' ? server.fetch(request, context) : notRunning(state === 'new'),
    start: () => (starting ??= startOnce()),
    close,
    signInCode: (person) => server.issueSignInCode(person),
    store,
    log,
    [Symbol.asyncDispose]: close,
  };
}

function pageOf({ page = true, logger = silentLogger }: DeskrailOptions): { readonly folder: string } | undefined {
  const folder = page ? pageFolder() : undefined;
  if (page && folder === undefined) logger.warn({}, 'The reviewers’ page is not built, so none is served.');
  return folder === undefined ? undefined : { folder };
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
