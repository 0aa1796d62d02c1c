import {
  type Appended,
  type DeskrailError,
  type DeskrailEvent,
  type ErrorCode,
  type EventByType,
  type EventLog,
  isDeskrailError,
  type Logger,
  partitionKey,
  type Store,
  type StreamEvents,
  type StreamName,
  silentLogger,
} from '@deskrail/contracts';
import { createPause } from './pause.js';
import { shiftOf } from './shift-of.js';

export interface RelayOptions {
  readonly store: Store;
  readonly log: EventLog;
  readonly logger?: Logger;
  /** Rows taken at once. Default: 500. */
  readonly batch?: number;
  /** How often the outbox is looked at when nothing was heard, in ms. Default: 1 000. */
  readonly pollMs?: number;
  /** After a failure, doubling. Default: 100 to 10 000. */
  readonly retry?: { readonly baseDelayMs?: number; readonly maxDelayMs?: number };
}

export const relayShift = 'relay';

/** Brings what was decided into the log, in the order it was decided. */
export interface Relay extends AsyncDisposable {
  /** Resolves once the log has acknowledged the event, or if it never was in the outbox. Throws `aborted`. */
  flushed(eventId: string, options: { readonly signal: AbortSignal }): Promise<void>;
  /** Ends after the append in flight; what is left stays in the outbox. */
  close(): Promise<void>;
}

/** Start relaying. Of a store's instances one relays at a time; the others stand by, and take over where it ends or fails. */
export function startRelay(options: RelayOptions): Relay {
  const { store, logger = silentLogger, pollMs = 1_000 } = options;
  const { baseDelayMs = 100, maxDelayMs = 10_000 } = options.retry ?? {};
  const closing = new AbortController();
  const pause = createPause();
  const leave = store.outbox.onWritten(pause.end);
  const shift = shiftOf(store, relayShift);

  async function run(): Promise<void> {
    let failures = 0;
    while (!closing.signal.aborted) {
      try {
        const relayed = (await shift.hold()) ? await relayOnce(options, closing.signal, shift.hold) : 0;
        failures = 0;
        if (relayed === 0) await pause.for(pollMs, closing.signal);
      } catch (error) {
        if (closing.signal.aborted) return;
        const delayMs = Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(failures, 20));
        failures += 1;
        const code = isDeskrailError(error) ? error.code : 'internal';
        logger.warn({ code, delayMs, failures }, 'the outbox could not be relayed; it is tried again');
        // Another instance may reach what this one does not.
        await shift.leave().catch(() => {});
        await createPause().for(delayMs, closing.signal);
      }
    }
  }

  const running = run();
  const close = async (): Promise<void> => {
    leave();
    closing.abort();
    await running;
    await shift.leave().catch(() => {});
  };
  return {
    flushed: (eventId, { signal }) =>
      store.outbox.relayed(eventId, { signal: AbortSignal.any([signal, closing.signal]) }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Bring what is in the outbox now, at most one batch, into the log. Returns the rows that left. `mayGoOn` is asked before
 * more is appended, as an append may take longer than a shift.
 */
export async function relayOnce(
  { store, log, logger = silentLogger, batch = 500 }: Pick<RelayOptions, 'store' | 'log' | 'logger' | 'batch'>,
  signal?: AbortSignal,
  mayGoOn: () => Promise<boolean> = async () => true,
): Promise<number> {
  const rows = await store.outbox.pending({ limit: batch });
  let relayed = 0;
  for (const turn of turns(rows)) {
    if (signal?.aborted || (relayed > 0 && !(await mayGoOn()))) break;
    const appends = await Promise.allSettled(turn.map((run) => appendOrPark(log, run, logger)));
    const taken = turn.filter((_, index) => appends[index]?.status === 'fulfilled').flat();
    const refused = appends.flatMap((append) => (append.status === 'fulfilled' ? append.value : []));
    // Together, as each confirmation waits for the disk.
    await store.outbox.confirm(
      taken.map(({ row }) => row),
      { refused },
    );
    const failed = appends.find((append) => append.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    relayed += taken.length;
  }
  return relayed;
}

type OutboxRow = { readonly row: number; readonly stream: StreamName; readonly event: DeskrailEvent };

/**
 * What may go at the same time, an append to each stream, in the order in which it is to go. A subject's events keep their order over all streams, so that
 * no action comes before the verdict it follows from; those of many subjects share an append to the same stream. Links of
 * the chain go with the last actions: they hold up nothing.
 */
function turns(rows: readonly OutboxRow[]): OutboxRow[][][] {
  const links = rows.filter(({ event }) => event.type === 'audit.linked.v1');
  const reached = new Map<string, { readonly turn: number; readonly stream: StreamName }>();
  const found: Partial<Record<StreamName, OutboxRow[]>>[] = [];
  for (const row of rows) {
    if (row.event.type === 'audit.linked.v1') continue;
    const subject = partitionKey(row.event.tenant, row.event.subject);
    const last = reached.get(subject);
    const turn = last === undefined ? 0 : last.turn + (last.stream === row.stream ? 0 : 1);
    reached.set(subject, { turn, stream: row.stream });
    const ofTurn = found[turn] ?? {};
    found[turn] = ofTurn;
    const together = ofTurn[row.stream];
    if (together === undefined) ofTurn[row.stream] = [row];
    else together.push(row);
  }
  if (links.length > 0) {
    const last = found.findLast(({ actions }) => actions !== undefined)?.actions;
    if (last !== undefined) last.push(...links);
    else if (found.length === 0) found.push({ actions: links });
    else found.splice(-1, 1, { ...found.at(-1), actions: links });
  }
  return found.map((ofTurn) => Object.values(ofTurn));
}

/** Sent again the same way, these would be refused for ever: one of the events is at fault, or they are too much at once. */
const refusals: readonly ErrorCode[] = ['event-invalid', 'body-too-large', 'request-invalid'];

const isRefusal = (error: unknown): error is DeskrailError => isDeskrailError(error) && refusals.includes(error.code);

/** Returns the rows that the log did not take. */
async function appendOrPark(log: EventLog, run: readonly OutboxRow[], logger: Logger): Promise<number[]> {
  const [first] = run;
  if (first === undefined) return [];
  const { stream } = first;
  try {
    await log.append(stream, run.map(({ event }) => event) as StreamEvents[typeof stream][]);
    return [];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    if (run.length === 1) {
      await park(log, first, error, logger);
      return [first.row];
    }
    const left = leftOf(run, error);
    const middle = Math.ceil(left.length / 2);
    const refused = await appendOrPark(log, left.slice(0, middle), logger);
    return [...refused, ...(await appendOrPark(log, left.slice(middle), logger))];
  }
}

/** A log may have taken some of a call that it refused, and then says so. */
function leftOf(run: readonly OutboxRow[], { details }: DeskrailError): readonly OutboxRow[] {
  const appended = (details.appended ?? []) as readonly Appended[];
  const taken = new Set(appended.map(({ id }) => id));
  return run.filter(({ event }) => !taken.has(event.id));
}

/** What the log will never take must not hold up all that was decided after it. */
async function park(log: EventLog, { row, stream, event }: OutboxRow, error: DeskrailError, logger: Logger) {
  logger.error({ stream, type: event.type, row, code: error.code }, 'the log refuses a decided event; dead-lettered');
  const letter: EventByType<'dead-letter.recorded.v1'> = {
    specversion: '1.0',
    id: `outbox/${encodeURIComponent(event.id)}`,
    source: '/store/outbox',
    type: 'dead-letter.recorded.v1',
    subject: event.subject,
    time: event.time,
    datacontenttype: 'application/json',
    tenant: event.tenant,
    actor: 'system/store',
    data: {
      reason: error.code === 'body-too-large' ? 'too-large' : 'event-invalid',
      code: error.code,
      message: error.message.slice(0, 2048),
      attempts: 1,
      from: { kind: 'stream', stream, position: `outbox/${row}`, group: 'relay', eventId: event.id },
      body: JSON.stringify(event),
      bodyEncoding: 'utf8',
    },
  };
  try {
    await log.append('dead-letters', [letter]).catch((failure: unknown) => {
      if (!isRefusal(failure)) throw failure;
      // Not even there: what it was is kept.
      const { body: _, bodyEncoding: __, ...data } = letter.data;
      return log.append('dead-letters', [{ ...letter, data }]);
    });
  } catch (failure) {
    if (!isRefusal(failure)) throw failure;
    logger.error({ stream, type: event.type, row }, 'the dead letter was refused as well; the event is dropped');
  }
}
