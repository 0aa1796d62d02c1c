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
import { createRoom, type Room } from './room.js';
import {
  forgetRefused,
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
  readonly room: Room;
  /** At work until it is closed; closed with the spool. */
  forwarder: { close(): Promise<void> } | undefined;
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
    const forgetBefore = Math.trunc(clock.now()) - limits.maxRefusedAgeMs;
    if (mode === 'write') await file.write((sql) => forgetRefused(sql, forgetBefore));
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

  const room = createRoom({ path: file.path, clock, limits, backlog, reserve });

  async function write(entries: readonly Spooled[]) {
    if (!reserve.held) await room.checkDisk();
    return file.write(async (sql) => {
      room.checkAge(await oldestAt(sql));
      return insertSpooled(sql, entries, Math.trunc(clock.now()));
    });
  }

  async function tidy(): Promise<void> {
    try {
      const [size] = await file.read((sql) => sql.all<{ page_count: number }>('pragma page_count'));
      if (reserve.held && (size?.page_count ?? 0) < keptPages) return;
      await file.compact();
      await reserve.hold({ now: true });
    } catch (error) {
      logger.debug({ path: file.path, code: (error as { code?: unknown }).code }, 'could not make the spool smaller');
    }
  }

  async function close(): Promise<void> {
    await spool.forwarder?.close();
    await file.close();
  }

  const spool: SpoolParts = {
    ...parts,
    room,
    tidy,
    close,
    path: file.path,
    mode: file.mode,
    circuit: createCircuit(),
    forwarder: undefined,
    async add(stream, events) {
      const entries = events.map((event) => toSpool(stream, event));
      const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
      room.checkSize(entries.length, bytes);
      // Entered before anything is waited for: whoever comes next of these subjects goes behind them.
      for (const { lane, bytes } of entries) backlog.enter(lane, bytes);
      const written = await write(entries).catch((error: unknown) => {
        room.wrote(isDiskFull(error));
        for (const { lane, bytes } of entries) backlog.gaveUp(lane, bytes);
        throw error;
      });
      room.wrote(false);
      return entries.map(({ lane, id, bytes }, index): Appended => {
        const { number = 0, isNew = false } = written[index] ?? {};
        if (isNew) backlog.wrote(lane);
        else backlog.gaveUp(lane, bytes);
        return { id, position: `spool/${number}`, ...(isNew ? {} : { duplicate: true }) };
      });
    },
    status: () => readStatus(spool),
    refused: ({ limit = 100 } = {}) => file.read((sql) => selectRefused(sql, limit)),
    async ready() {
      room.checkSize(1);
      await room.checkDisk();
      room.checkAge(await file.read(oldestAt));
      await file.write((sql) => sql.run('update spool_version set version = version'));
    },
    [Symbol.asyncDispose]: close,
  };
  return spool;
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
