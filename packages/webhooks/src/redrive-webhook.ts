import {
  type Clock,
  type Connections,
  type DeadLetter,
  type Delivery,
  DeskrailError,
  systemClock,
} from '@deskrail/contracts';
import { appendWithin, type ReceiverLog } from './append.js';
import { decodeBase64 } from './base64.js';
import { createLookup } from './connection-lookup.js';
import { enrichFacts } from './enrich-facts.js';
import { readFacts } from './read-facts.js';

export interface RedriveWebhookOptions {
  readonly log: ReceiverLog;
  readonly connections: Connections;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** Default: 10 000. */
  readonly appendTimeoutMs?: number;
  /** What a connection's `enrich` may take; then its facts go without. Default: 5 000. */
  readonly enrichTimeoutMs?: number;
  /** For connections by look-up. Default: 2 000. */
  readonly lookupTimeoutMs?: number;
}

export interface RedrivenWebhook {
  /** How many were appended; 0 where the webhook is no fact. */
  readonly facts: number;
  /** Theirs: the ones that the webhook would have had. */
  readonly ids: readonly string[];
}

/**
 * Take a webhook's dead letter through its adapter again, as after a mended adapter or clock: read → normalize → enrich →
 * append. It was authentic when it was kept, so neither signature nor time is asked for. Throws `request-invalid` for
 * another dead letter, `connection-unknown`, `conflict` where the connection is another tenant's now, `payload-unreadable`
 * and `event-invalid` with why it still cannot be read, `signature-invalid` where the desk knows nothing of it, and
 * `dependency-unavailable`, `overloaded` or `timeout` of the log.
 */
export async function redriveWebhook(
  options: RedriveWebhookOptions,
  deadLetter: Pick<DeadLetter, 'id' | 'tenant' | 'time' | 'data'>,
): Promise<RedrivenWebhook> {
  const { log, clock = systemClock, signal, appendTimeoutMs = 10_000, lookupTimeoutMs = 2_000 } = options;
  const { enrichTimeoutMs = 5_000 } = options;
  const { from } = deadLetter.data;
  if (from.kind !== 'webhook') {
    throw new DeskrailError('request-invalid', 'This dead letter is no webhook’s: redrive its event to its group.');
  }
  const body = bodyOf(deadLetter);
  const lookUp = createLookup(options.connections, { timeoutMs: lookupTimeoutMs, cacheMs: 0, now: () => clock.now() });
  const connection = await lookUp(from.connection);
  if (connection === undefined) {
    const message = `No connection is called ${JSON.stringify(from.connection)} any more. Add it again, then redrive.`;
    throw new DeskrailError('connection-unknown', message);
  }
  if (connection.tenant !== deadLetter.tenant) {
    const message = `The connection ${JSON.stringify(connection.id)} belongs to another tenant than its dead letter.`;
    throw new DeskrailError('conflict', message);
  }
  const delivery: Delivery = {
    method: 'POST',
    url: `http://localhost/webhooks/${encodeURIComponent(connection.id)}`,
    headers: new Headers(from.headers),
    body,
    receivedAtMs: Date.parse(deadLetter.time),
  };
  const read = await readFacts(connection, delivery, from.authenticity ?? 'signed');
  if (!read.readable) throw new DeskrailError(read.code, `The webhook still cannot be read: ${read.cause}`);
  if (signal?.aborted) throw calledBack(signal);
  if (read.facts.length === 0) return { facts: 0, ids: [] };
  const { facts } = connection.enrich
    ? await enrichFacts(connection.enrich, read.facts, { delivery, timeoutMs: enrichTimeoutMs })
    : read;
  if (signal?.aborted) throw calledBack(signal);
  await appendWithin(log, 'facts', facts, appendTimeoutMs);
  return { facts: facts.length, ids: facts.map(({ id }) => id) };
}

const calledBack = ({ reason }: AbortSignal) =>
  new DeskrailError('aborted', 'The redrive was called back.', { cause: reason });

function bodyOf({ data: { body, bodyEncoding } }: Pick<DeadLetter, 'data'>): Uint8Array {
  const bytes = bodyEncoding === 'base64' ? decodeBase64(body ?? '') : new TextEncoder().encode(body);
  if (body !== undefined && bytes !== undefined) return bytes;
  throw new DeskrailError('payload-unreadable', 'The dead letter holds no body, so there is nothing to read again.');
}
