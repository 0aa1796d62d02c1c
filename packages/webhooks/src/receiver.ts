import {
  type Clock,
  type Connection,
  type Connections,
  type Delivery,
  DeskrailError,
  type ErrorCode,
  isDeskrailError,
  type Logger,
  silentLogger,
  systemClock,
} from '@deskrail/contracts';
import { answerTo } from './answer.js';
import type { ReceiverLog } from './append.js';
import { createLookup } from './connection-lookup.js';
import { problemResponse } from './problem-response.js';
import { readBody } from './read-body.js';
import { remoteAddressOf } from './remote-address.js';
import { findRoute } from './route.js';
import { createStaleQuota } from './stale-quota.js';
import { type Outcome, type TakeInOptions, takeIn } from './take-in.js';
import { createToldLately } from './told-lately.js';

/** What became of one delivery, for metrics. */
export interface DeliveryReport {
  /** `(unknown)` where the URL names no connection. */
  readonly connection: string;
  readonly desk: string;
  /** `dropped`: authentic, and no fact. `retry`: the vendor was asked to send again. */
  readonly outcome: Outcome['outcome'];
  readonly code?: ErrorCode;
  /** How many facts were appended. */
  readonly facts: number;
  readonly ms: number;
}

export interface ReceiverOptions {
  /** Where it has a spool behind it, its `afterMs` is at most three quarters of `appendTimeoutMs`. */
  readonly log: ReceiverLog;
  readonly connections: Connections;
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Larger bodies get 413 before they are hashed. Default: 1 MiB. */
  readonly bodyLimitBytes?: number;
  /** Default: 10 000. */
  readonly bodyTimeoutMs?: number;
  /** How long the log may take before the vendor is asked to send again. Default: 4000. */
  readonly appendTimeoutMs?: number;
  /** What a connection's `enrich` may take; then its facts go without. Default: 1500. */
  readonly enrichTimeoutMs?: number;
  /** For connections by look-up. Default: 2000. */
  readonly lookupTimeoutMs?: number;
  /** How long a looked-up connection, with its secrets, is used again. Default: 5000; 0: never. */
  readonly connectionCacheMs?: number;
  /**
   * Stale deliveries kept per connection in ten minutes; past that the vendor is asked to send again. Default: 2000.
   */
  readonly staleKept?: number;
  onDelivery?(report: DeliveryReport): void;
}

/** `Request` in, `Response` out, for `/webhooks/{connection}[/{secret}]`. Never rejects, never answers 500. */
export type Receiver = (request: Request) => Promise<Response>;

type Untaken = Extract<Outcome, { outcome: 'refused' | 'retry' }>;

const unknown = { connection: '(unknown)', desk: '(unknown)' };
const usualMethods: readonly string[] = ['POST', 'PUT', 'PATCH'];
/** Where no adapter says what makes its vendor send again. */
const defaultRetry = { status: 503, headers: { 'retry-after': '5' } };

/**
 * The receiving end of the path: bytes → verify → read → normalize → enrich → append → 2xx. Throws `config-invalid`,
 * `secret-empty` or `secret-public` at once for a connection in the list that cannot work.
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { logger = silentLogger, clock = systemClock } = options;
  const now = () => clock.now();
  const limitBytes = options.bodyLimitBytes ?? 1024 * 1024;
  const bodyTimeoutMs = options.bodyTimeoutMs ?? 10_000;
  const lookUp = createLookup(options.connections, {
    timeoutMs: options.lookupTimeoutMs ?? 2_000,
    cacheMs: options.connectionCacheMs ?? 5_000,
    now,
  });
  const steps: TakeInOptions = {
    log: options.log,
    logger,
    appendTimeoutMs: checkTimeout(options.appendTimeoutMs ?? 4_000, options.log),
    enrichTimeoutMs: options.enrichTimeoutMs ?? 1_500,
    notToldLately: createToldLately({ quietMs: 600_000, now }),
    staleQuota: createStaleQuota({ perWindow: options.staleKept ?? 2_000, windowMs: 600_000, now }),
  };

  const report = (about: { connection: string; desk: string }, outcome: Outcome, startedAt: number): void => {
    if (options.onDelivery === undefined) return;
    const ms = performance.now() - startedAt;
    const { code, facts = 0 } = outcome;
    try {
      options.onDelivery({ ...about, outcome: outcome.outcome, facts, ms, ...(code === undefined ? {} : { code }) });
    } catch (error) {
      logger.warn({ error: nameOf(error) }, 'onDelivery threw; its report was dropped');
    }
  };

  return async (request) => {
    const startedAt = performance.now();
    const finish = (about: { connection: string; desk: string }, outcome: Untaken): Response => {
      report(about, outcome, startedAt);
      return problemResponse(outcome);
    };
    const refuse = (code: ErrorCode, status: number): Response => finish(unknown, { outcome: 'refused', code, status });

    const route = findRoute(request.url);
    if (route === undefined) return refuse('not-found', 404);

    let connection: Connection | undefined;
    try {
      const found = lookUp(route.connection);
      connection = found instanceof Promise ? await found : found;
    } catch (error) {
      // The code says what to mend; the name from the URL may be anybody's, and is cut.
      const code = isDeskrailError(error) ? error.code : 'internal';
      logger.error({ connection: route.connection.slice(0, 128), code }, messageOf(error));
      return finish(unknown, { outcome: 'retry', code, ...defaultRetry });
    }
    if (connection === undefined) return refuse('connection-unknown', 404);

    const about = { connection: connection.id, desk: connection.desk };
    const methods = connection.adapter.methods ?? usualMethods;
    if (!methods.includes(request.method)) {
      const headers = { allow: methods.join(', ') };
      return finish(about, { outcome: 'refused', code: 'method-not-allowed', status: 405, headers });
    }
    try {
      const body = await readBody(request, { limitBytes, timeoutMs: bodyTimeoutMs });
      const remoteAddress = remoteAddressOf(request);
      const delivery: Delivery = {
        method: request.method,
        url: request.url,
        headers: request.headers,
        body,
        receivedAtMs: now(),
        ...(route.pathSecret === undefined ? {} : { pathSecret: route.pathSecret }),
        ...(remoteAddress === undefined ? {} : { remoteAddress }),
      };
      const outcome = await takeIn(connection, delivery, steps);
      report(about, outcome, startedAt);
      return answerTo(outcome, connection, delivery, logger);
    } catch (error) {
      return finish(about, failed(connection, error, logger));
    }
  };
}

/** Time is left to write to the spool after the log was waited for. */
function checkTimeout(appendTimeoutMs: number, { afterMs }: ReceiverLog): number {
  if (afterMs === undefined || afterMs <= 0.75 * appendTimeoutMs) return appendTimeoutMs;
  const message = `The log gets ${afterMs} ms before the spool is used, and a webhook ${appendTimeoutMs} ms in all, so the spool comes too late: lower afterMs to three quarters of appendTimeoutMs, or less.`;
  throw new DeskrailError('config-invalid', message);
}

const statuses: Partial<Record<ErrorCode, number>> = { 'body-too-large': 413, timeout: 408, aborted: 400 };

/** A body that could not be had, or an error nobody foresaw: the vendor keeps the delivery. */
function failed(connection: Connection, error: unknown, logger: Logger): Untaken {
  const known = isDeskrailError(error) ? error : undefined;
  const status = known === undefined ? undefined : statuses[known.code];
  const fields = { connection: connection.id, desk: connection.desk, code: known?.code ?? 'internal' };
  if (known !== undefined && status !== undefined) {
    logger.warn(fields, known.message);
    return { outcome: 'refused', code: known.code, status };
  }
  logger.error(known === undefined ? { ...fields, error: nameOf(error) } : fields, messageOf(error));
  return { outcome: 'retry', code: known?.code ?? 'internal', ...connection.adapter.retry };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/** Only our own errors' messages are known to hold no secret and no person's text. */
const messageOf = (error: unknown): string =>
  isDeskrailError(error) ? error.message : 'A webhook could not be taken in for a reason that was not foreseen';
