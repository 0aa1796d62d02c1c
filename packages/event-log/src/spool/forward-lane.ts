import {
  DeskrailError,
  type DeskrailEvent,
  type EventLog,
  isDeskrailError,
  type StreamName,
} from '@deskrail/contracts';
import { isDiskFull } from '../sqlite/sqlite-failure.js';
import type { Lane } from './backlog.js';
import { isOfTheEvent } from './event-fault.js';
import type { SpoolParts } from './open-spool.js';
import { firstOf, forgetRefused, removeSpooled, type SpooledRow, setAside } from './spool-rows.js';

export interface ForwardingHost {
  readonly spool: SpoolParts;
  readonly log: Pick<EventLog, 'append'>;
  readonly appendTimeoutMs: number;
  readonly stopping: AbortSignal;
  /** Before the next of some tries; at once when told to stop. */
  wait(attempt: number): Promise<void>;
  onMoved(what: 'forwarded' | 'refused', events: number): void;
}

/** At most so much of one subject in one append. */
const most = { events: 50, bytes: 512 * 1024 };

/** Append the first events of a subject, and take them out. Throws when the log, or the disk, does not let it now. */
export async function forwardLane(lane: Lane, host: ForwardingHost): Promise<void> {
  const rows = await host.spool.file.read((sql) => firstOf(sql, lane, most));
  if (rows.length === 0) throw new DeskrailError('internal', `${host.spool.path} lacks events that it should hold.`);
  await forwardRows(lane, rows, host);
}

/** All of them, or, where the log refuses some for good, those that it takes; in order. */
async function forwardRows(lane: Lane, rows: readonly SpooledRow[], host: ForwardingHost): Promise<void> {
  const { spool, onMoved } = host;
  try {
    await appendRows(lane.stream, rows, host);
  } catch (error) {
    if (!isOfTheEvent(error)) throw error;
    if (rows.length === 1) return refuse(lane, rows, error as DeskrailError, host);
    const middle = rows.length >> 1;
    await forwardRows(lane, rows.slice(0, middle), host);
    return forwardRows(lane, rows.slice(middle), host);
  }
  await takeOut(rows, host);
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  spool.backlog.left(lane, rows.length, bytes);
  if (spool.backlog.events === 0) await spool.tidy();
  onMoved('forwarded', rows.length);
}

/** Throws the log's error, or `timeout` after a while: whether it has them then is not known, so they are sent again. */
async function appendRows(stream: StreamName, rows: readonly SpooledRow[], host: ForwardingHost): Promise<void> {
  const { log, spool, appendTimeoutMs, stopping } = host;
  const events = rows.map(parse);
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stop = () => {};
  const given = new Promise<never>((_, reject) => {
    const giveUp = (message: string) => {
      const error = new DeskrailError('timeout', message, { retryable: true });
      reject(error);
      controller.abort(error);
    };
    stop = () => giveUp('Forwarding was stopped.');
    timer = setTimeout(() => giveUp(`The log did not answer within ${appendTimeoutMs} ms.`), appendTimeoutMs);
    if (stopping.aborted) stop();
    else stopping.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([log.append(stream, events as never, { signal: controller.signal }), given]);
    spool.circuit.succeeded();
  } catch (error) {
    if (!isOfTheEvent(error) && !stopping.aborted) spool.circuit.failed();
    throw error;
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stop);
  }
}

function parse({ number, body }: SpooledRow): DeskrailEvent {
  try {
    return JSON.parse(body);
  } catch {
    throw new DeskrailError('event-invalid', `What the spool holds as number ${number} is not JSON.`);
  }
}

/** The log has them: they are not sent again because the spool's disk is away for a while. */
async function takeOut(rows: readonly SpooledRow[], { spool, stopping, wait }: ForwardingHost): Promise<void> {
  const numbers = rows.map(({ number }) => number);
  const remove = () => spool.file.write((sql) => removeSpooled(sql, numbers));
  for (let attempt = 1; ; attempt += 1) {
    try {
      await remove();
      spool.room.wrote(false);
      return;
    } catch (error) {
      if (stopping.aborted || isDeskrailError(error, 'closed')) throw error;
      if (isDiskFull(error)) await spool.reserve.giveUp();
      const code = (error as { code?: unknown }).code;
      if (attempt === 1) spool.logger.warn({ path: spool.path, code }, 'could not take events out of the spool');
    }
    await wait(attempt);
  }
}

/** Out of the way of those behind it, kept with the reason. */
async function refuse(lane: Lane, rows: readonly SpooledRow[], error: DeskrailError, host: ForwardingHost) {
  const [row] = rows;
  if (row === undefined) return;
  const { file, path, clock, limits, logger, backlog } = host.spool;
  const { code, message } = error;
  const why = { code, message: message.slice(0, 2048), nowMs: Math.trunc(clock.now()) };
  const lost = await file.write(async (sql) => {
    await forgetRefused(sql, why.nowMs - limits.maxRefusedAgeMs);
    return setAside(sql, row.number, why, limits.maxRefused);
  });
  backlog.left(lane, 1, row.bytes);
  logger.error({ path, stream: lane.stream, id: row.id, code }, 'the log refused an event for good; it was set aside');
  if (lost > 0) logger.error({ path, events: lost }, 'the oldest events that were set aside were let go of');
  host.onMoved('refused', 1);
}
