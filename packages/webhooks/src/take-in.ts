import {
  type Connection,
  type Delivery,
  type ErrorCode,
  type EventLog,
  type Fact,
  isDeskrailError,
  type Logger,
  type Verification,
} from '@deskrail/contracts';
import { appendWithin } from './append.js';
import { type DeadLetterInput, deadLetterOf } from './dead-letters.js';
import type { StaleQuota } from './stale-quota.js';

export interface TakeInOptions {
  readonly log: EventLog;
  readonly logger: Logger;
  readonly appendTimeoutMs: number;
  readonly staleQuota: StaleQuota;
}

export type Outcome =
  | { readonly outcome: 'accepted'; readonly facts: number; readonly code?: undefined }
  | { readonly outcome: 'dead-lettered'; readonly code: ErrorCode; readonly facts?: undefined }
  | {
      readonly outcome: 'refused' | 'retry';
      readonly code: ErrorCode;
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly facts?: undefined;
    };

// The byte order mark stays: this is the body exactly as it came.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A body that is here: verify → read → normalize → append. Rejects only for what nobody foresaw. */
export async function takeIn(connection: Connection, delivery: Delivery, options: TakeInOptions): Promise<Outcome> {
  const { adapter } = connection;
  const verification = await adapter.verify(delivery, connection);
  if (!verification.authentic) return refused(connection, delivery, verification, options);

  let facts: readonly Fact[];
  try {
    const reading = adapter.read(delivery);
    if (!reading.readable) {
      return await keep(
        { connection, delivery, reason: 'unreadable', code: 'payload-unreadable', message: reading.cause },
        options,
      );
    }
    facts = await adapter.normalize(reading.payload, {
      connection,
      authenticity: verification.authenticity,
      receivedAtMs: delivery.receivedAtMs,
      headers: delivery.headers,
      raw: decoder.decode(delivery.body),
    });
  } catch (error) {
    const known = isDeskrailError(error);
    const code = known ? error.code : 'payload-unreadable';
    const message = known ? error.message : `The adapter could not map the payload (${(error as Error | null)?.name}).`;
    return keep({ connection, delivery, reason: 'unreadable', code, message }, options);
  }

  if (facts.length === 0) return { outcome: 'accepted', facts: 0 };
  try {
    await appendWithin(options.log, 'facts', facts, options.appendTimeoutMs);
    return { outcome: 'accepted', facts: facts.length };
  } catch (error) {
    if (!isDeskrailError(error, 'event-invalid')) return logFailed(connection, error, options.logger);
    return keep(
      { connection, delivery, reason: 'event-invalid', code: 'event-invalid', message: error.message },
      options,
    );
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
  if (!options.staleQuota.admits(connection.id, letter.id)) return answer;
  try {
    await appendWithin(options.log, 'dead-letters', [letter], options.appendTimeoutMs);
    return answer;
  } catch (error) {
    return logFailed(connection, error, options.logger);
  }
}

/** Authentic, but nothing can be made of it: kept once, and the vendor has done its part. */
async function keep(input: DeadLetterInput, { log, logger, appendTimeoutMs }: TakeInOptions): Promise<Outcome> {
  const { connection, code, message } = input;
  try {
    const letter = await deadLetterOf(input);
    await appendWithin(log, 'dead-letters', [letter], appendTimeoutMs);
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
