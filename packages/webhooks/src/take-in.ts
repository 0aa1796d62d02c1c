import {
  type Connection,
  type Delivery,
  type DeskrailError,
  type Enrich,
  type ErrorCode,
  type Fact,
  isDeskrailError,
  type Logger,
  type Verification,
} from '@deskrail/contracts';
import { appendWithin, type ReceiverLog } from './append.js';
import { type DeadLetterInput, deadLetterOf, withoutBody } from './dead-letters.js';
import { enrichFacts } from './enrich-facts.js';
import { readFacts } from './read-facts.js';
import type { StaleQuota } from './stale-quota.js';

export interface TakeInOptions {
  readonly log: ReceiverLog;
  readonly logger: Logger;
  readonly appendTimeoutMs: number;
  readonly enrichTimeoutMs: number;
  /** Whether to log this now. */
  readonly notToldLately: (key: string) => boolean;
  readonly staleQuota: StaleQuota;
}

export type Outcome =
  | { readonly outcome: 'accepted'; readonly facts: number; readonly code?: undefined }
  /** Authentic, and no fact. */
  | { readonly outcome: 'dropped'; readonly facts?: undefined; readonly code?: undefined }
  | { readonly outcome: 'dead-lettered'; readonly code: ErrorCode; readonly facts?: undefined }
  | {
      readonly outcome: 'refused' | 'retry';
      readonly code: ErrorCode;
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly facts?: undefined;
    };

/** What the log will never take, however often the vendor sends it. */
const refusals: Partial<Record<ErrorCode, DeadLetterInput['reason']>> = {
  'event-invalid': 'event-invalid',
  'body-too-large': 'too-large',
};

/** A body that is here: verify → read → normalize → enrich → append. Rejects only for what nobody foresaw. */
export async function takeIn(connection: Connection, delivery: Delivery, options: TakeInOptions): Promise<Outcome> {
  const verification = await connection.adapter.verify(delivery, connection);
  if (!verification.authentic) return refused(connection, delivery, verification, options);

  const { authenticity } = verification;
  const about = { connection, delivery, authenticity };
  const read = await readFacts(connection, delivery, authenticity);
  if (!read.readable) {
    return keep({ ...about, reason: 'unreadable', code: read.code, message: read.cause }, options);
  }
  if (read.facts.length === 0) return { outcome: 'dropped' };
  const facts =
    connection.enrich === undefined ? read.facts : await enriched(about, connection.enrich, read.facts, options);
  if (facts === undefined) return { outcome: 'refused', code: 'signature-invalid', status: 401 };
  try {
    await appendWithin(options.log, 'facts', facts, options.appendTimeoutMs);
    return { outcome: 'accepted', facts: facts.length };
  } catch (error) {
    const reason = isDeskrailError(error) ? refusals[error.code] : undefined;
    if (reason === undefined) return logFailed(connection, error, options.logger);
    const { code, message } = error as DeskrailError;
    return keep({ ...about, reason, code, message }, options);
  }
}

/** With what the desk was asked for; `undefined` where it does not know of the delivery. */
async function enriched(
  { connection, delivery }: { readonly connection: Connection; readonly delivery: Delivery },
  enrich: Enrich,
  given: readonly Fact[],
  { logger, enrichTimeoutMs, notToldLately }: TakeInOptions,
): Promise<readonly Fact[] | undefined> {
  const about = { connection: connection.id, desk: connection.desk };
  try {
    const { facts, failure } = await enrichFacts(enrich, given, { delivery, timeoutMs: enrichTimeoutMs });
    if (failure !== undefined && notToldLately(`${connection.id} ${failure.code}`)) {
      logger.warn(
        { ...about, code: failure.code },
        `Facts are kept without what the desk was asked for: ${failure.message}`,
      );
    }
    return facts;
  } catch (error) {
    const { code, message } = error as DeskrailError;
    logger.warn({ ...about, code, cause: message }, 'A webhook was refused');
    return undefined;
  }
}

async function refused(
  connection: Connection,
  delivery: Delivery,
  verification: Extract<Verification, { authentic: false }>,
  options: TakeInOptions,
): Promise<Outcome> {
  const { code, cause, stale = false } = verification;
  options.logger.warn({ connection: connection.id, desk: connection.desk, code, cause }, 'A webhook was refused');
  const answer: Outcome = { outcome: 'refused', code, status: 401 };
  if (!stale) return answer;
  const letter = await deadLetterOf({ connection, delivery, reason: 'stale', code, message: cause });
  // No room to keep more: the vendor keeps it, and comes again when this clock may be right.
  if (!options.staleQuota.admits(connection.id, letter.id))
    return { outcome: 'retry', code, ...connection.adapter.retry };
  try {
    await appendWithin(options.log, 'dead-letters', [letter], options.appendTimeoutMs);
    return answer;
  } catch (error) {
    return logFailed(connection, error, options.logger);
  }
}

/** Authentic, but nothing can be made of it: kept once, and the vendor has done its part. */
async function keep(input: DeadLetterInput, { log, logger, appendTimeoutMs }: TakeInOptions): Promise<Outcome> {
  const { connection, delivery, code, message } = input;
  try {
    const letter = await deadLetterOf(input);
    await appendWithin(log, 'dead-letters', [letter], appendTimeoutMs).catch((error: unknown) => {
      if (!isDeskrailError(error, 'body-too-large')) throw error;
      // Not even alone: that it came, and how large it was, is kept.
      return appendWithin(log, 'dead-letters', [withoutBody(letter, delivery.body.length)], appendTimeoutMs);
    });
    logger.warn({ connection: connection.id, desk: connection.desk, code, deadLetter: letter.id }, message);
    return { outcome: 'dead-lettered', code };
  } catch (error) {
    return logFailed(connection, error, logger);
  }
}

/** The log cannot take it now: the status that makes this vendor send again. */
function logFailed(connection: Connection, error: unknown, logger: Logger): Outcome {
  const known = isDeskrailError(error) ? error : undefined;
  const code = known?.code ?? 'internal';
  logger.error(
    { connection: connection.id, desk: connection.desk, code },
    known?.message ?? 'The log failed to take a webhook’s events',
  );
  return { outcome: 'retry', code, ...connection.adapter.retry };
}
