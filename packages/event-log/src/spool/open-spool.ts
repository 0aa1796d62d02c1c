import { join } from 'node:path';
import {
  type Appended,
  type Clock,
  DeskrailError,
  isDeskrailError,
  type Logger,
  type StreamEvents,
  type StreamName,
  silentLogger,
  systemClock,
} from '@deskrail/contracts';
import { openSqliteFile, type SqliteFile } from '../sqlite/index.js';
import { isDiskFull } from '../sqlite/sqlite-failure.js';
import { type Backlog, createBacklog, type Lane } from './backlog.js';
import { type Circuit, createCircuit } from './circuit.js';
import { type SpoolLimits, spoolLimits } from './limits.js';
import { openReserve, type Reserve } from './reserve.js';
import {
  insertSpooled,
  oldestAt,
  type RefusedEvent,
  type Spooled,
  selectLanes,
  selectRefused,
  toSpool,
} from './spool-rows.js';
import { prepareSpool } from './spool-schema.js';
import { readStatus, type SpoolStatus } from './status.js';

export interface OpenSpoolOptions {
  /** On a local disk that outlives the process, of this receiver alone; made when it is missing and `mode` is `write`. */
  readonly directory: string;
  /** `write`: the one process that fills and empties it. `read`: to look at it from beside. Default: `write`. */
  readonly mode?: 'write' | 'read';
  readonly limits?: Partial<SpoolLimits>;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** Events on a receiver's disk that the log has yet to take. */
export interface Spool extends AsyncDisposable {
  readonly path: string;
  readonly mode: 'write' | 'read';
  readonly limits: SpoolLimits;
  status(): Promise<SpoolStatus>;
  /** What the log would not take for a fault of the event itself, newest first. */
  refused(options?: { /** Default: 100. */ readonly limit?: number }): Promise<readonly RefusedEvent[]>;
  /** Resolves where it would take an event now; throws `overloaded` when it is full, `dependency-unavailable`. */
  ready(): Promise<void>;
  /** What is held stays where it is. */
  close(): Promise<void>;
}

/** What the parts of this folder use of it. */
export interface SpoolParts extends Spool {
  readonly file: SqliteFile;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly backlog: Backlog;
  readonly circuit: Circuit;
  readonly reserve: Reserve;
  forwarding: boolean;
  /** When something was last to be written. */
  diskFull: boolean;
  /** Of the last events for which there was no room: with so little left it is full. */
  neededBytes: number;
  /** Nothing is held: give the disk back what an outage took of it. */
  tidy(): Promise<void>;
  /** Durable when it resolves. Throws `event-invalid`, `overloaded` when it is full, `dependency-unavailable`, `closed`. */
  add<Stream extends StreamName>(stream: Stream, events: readonly StreamEvents[Stream][]): Promise<readonly Appended[]>;
}

/** A webhook waits for it: rather refuse than keep the vendor waiting. */
const busyMs = 1_000;

/** A file up to this size, some 8 MiB, is left as it is once it is empty. */
const keptPages = 1_024;

/**
 * Throws `log-locked` while another process has it open for writing, `not-found` or `dependency-unavailable` where there
 * is none to read yet, `config-invalid` for a directory that cannot be.
 */
export async function openSpool(options: OpenSpoolOptions): Promise<Spool> {
  const { mode = 'write', clock = systemClock, logger = silentLogger } = options;
  const limits = { ...spoolLimits, ...options.limits };
  const path = join(options.directory, 'spool.db');
  const file = await openSqliteFile({ path, mode, logger, limits: { busyMs } }).catch((error: unknown) => {
    if (!isDeskrailError(error, 'log-locked')) throw error;
    const message =
      `The spool in ${options.directory} is in use by another process. Each receiver has a spool of its own: give this ` +
      'one another directory, or stop the other process.';
    throw new DeskrailError('log-locked', message, { details: { path }, cause: error });
  });
  try {
    await prepareSpool(file);
    const backlog = createBacklog(mode === 'write' ? await file.read(selectLanes) : []);
    if (backlog.events > 0) logger.info({ path, events: backlog.events }, 'the spool holds events from before');
    const reserveBytes = mode === 'write' ? limits.reserveBytes : 0;
    const reserve = await openReserve(join(options.directory, 'spool.reserve'), reserveBytes, logger);
    return spoolOn({ file, clock, logger, limits, backlog, reserve });
  } catch (error) {
    await file.close();
    throw error;
  }
}

function spoolOn(parts: {
  readonly file: SqliteFile;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: SpoolLimits;
  readonly backlog: Backlog;
  readonly reserve: Reserve;
}): SpoolParts {
  const { file, clock, logger, limits, backlog, reserve } = parts;

  function checkAge(oldest: number | undefined): void {
    if (oldest === undefined || clock.now() - oldest <= limits.maxAgeMs) return;
    throw full(file.path, `its oldest event has waited for more than ${limits.maxAgeMs / 3_600_000} h`);
  }

  function checkSize(events: number, bytes: number): void {
    const overBytes = backlog.bytes + bytes > limits.maxBytes;
    if (overBytes) spool.neededBytes = Math.min(bytes, limits.maxBytes);
    if (!overBytes && backlog.events + events <= limits.maxEvents) return;
    throw full(file.path, overBytes ? `it holds ${backlog.bytes} bytes` : `it holds ${backlog.events} events`);
  }

  async function checkDisk(): Promise<void> {
    if (!(reserve.held || (await reserve.hold()))) throw full(file.path, 'its disk is');
  }

  async function write(entries: readonly Spooled[]) {
    if (!reserve.held) await checkDisk();
    return file.write(async (sql) => {
      checkAge(await oldestAt(sql));
      return insertSpooled(sql, entries, Math.trunc(clock.now()));
    });
  }

  const spool: SpoolParts = {
    ...parts,
    path: file.path,
    mode: file.mode,
    circuit: createCircuit(),
    forwarding: false,
    diskFull: false,
    neededBytes: 1,
    async add(stream, events) {
      const entries = events.map((event) => toSpool(stream, event));
      checkSize(
        entries.length,
        entries.reduce((sum, { bytes }) => sum + bytes, 0),
      );
      // Entered before anything is waited for: whoever comes next of these subjects goes behind them.
      for (const { lane, bytes } of entries) backlog.enter(lane, bytes);
      const written = await write(entries).catch((error: unknown) => {
        spool.diskFull = isDiskFull(error);
        for (const { lane, bytes } of entries) backlog.gaveUp(lane, bytes);
        throw error;
      });
      spool.diskFull = false;
      return entries.map(({ lane, id, bytes }, index): Appended => {
        const { number = 0, isNew = false } = written[index] ?? {};
        if (isNew) backlog.wrote(lane);
        else backlog.gaveUp(lane, bytes);
        return { id, position: `spool/${number}`, ...(isNew ? {} : { duplicate: true }) };
      });
    },
    async tidy() {
      try {
        const [size] = await file.read((sql) => sql.all<{ page_count: number }>('pragma page_count'));
        if (reserve.held && (size?.page_count ?? 0) < keptPages) return;
        await file.compact();
        await reserve.hold({ now: true });
      } catch (error) {
        logger.debug({ path: file.path, code: (error as { code?: unknown }).code }, 'could not make the spool smaller');
      }
    },
    status: () => readStatus(spool),
    refused: ({ limit = 100 } = {}) => file.read((sql) => selectRefused(sql, limit)),
    async ready() {
      checkSize(1, spool.neededBytes);
      await checkDisk();
      checkAge(await file.read(oldestAt));
      await file.write((sql) => sql.run('update spool_version set version = version'));
    },
    close: () => file.close(),
    [Symbol.asyncDispose]: () => file.close(),
  };
  return spool;
}

function full(path: string, why: string): DeskrailError {
  const message = `The spool ${path} is full: ${why}. Once the log takes events again it empties by itself.`;
  return new DeskrailError('overloaded', message, { retryable: true });
}

/** The lanes that these events are of. */
export const lanesOf = (
  stream: StreamName,
  events: readonly { readonly tenant: string; readonly subject: string }[],
): readonly Lane[] => events.map(({ tenant, subject }) => ({ stream, tenant, subject }));

/** Of a spool that {@link openSpool} gave. Throws `config-invalid` where it was opened for reading. */
export function partsOf(spool: Spool): SpoolParts {
  if (spool.mode === 'write' && 'backlog' in spool) return spool as SpoolParts;
  throw new DeskrailError('config-invalid', `Open the spool ${spool.path} with mode: 'write' to use it.`);
}
