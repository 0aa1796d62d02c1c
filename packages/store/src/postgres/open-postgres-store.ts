import { randomUUID } from 'node:crypto';
import { type Clock, type Database, DeskrailError, type Logger, silentLogger } from '@deskrail/contracts';
import { createSqlStore, type SqlStore } from '../sql/create-store.js';
import { type ConnectionOptions, connectAlone, createPool, placeOf, type TlsOptions } from './connections.js';
import { createLocks } from './locks.js';
import { migrate } from './migrate.js';
import { createPostgresDatabase, type PoolLoad } from './postgres-database.js';
import { explainFailure, nameOf, type Place, standby } from './postgres-failure.js';
import { serverNow, serverTime } from './server-time.js';
import { openSession } from './session.js';
import { createShift } from './shifts.js';
import { createStatistics } from './statistics.js';

export interface OpenPostgresStoreOptions {
  /** `postgres://user:password@host:5432/database`. Straight to PostgreSQL, or a pooler that keeps sessions. */
  readonly url: string;
  /** The schema with the store's tables, made if it is missing. Default: `deskrail`. */
  readonly schema?: string;
  /** Connections for statements, at least 2; one more is for hearing of other instances. Default: 10. */
  readonly poolSize?: number;
  /** Reads and writes that may wait for a connection; those beyond it are refused as `overloaded`. Default: 1 000. */
  readonly queueLimit?: number;
  /** How long they may wait, in ms. Default: 10 000. */
  readonly queueTimeoutMs?: number;
  /** TLS, where the URL does not say. Default: none. */
  readonly ssl?: boolean | TlsOptions;
  /** Default: 5 000. */
  readonly connectTimeoutMs?: number;
  /** For one statement, in ms. Default: 30 000. */
  readonly statementTimeoutMs?: number;
  /** How long a statement may wait for other transactions, in ms. Default: 10 000. */
  readonly lockTimeoutMs?: number;
  /** How long `close()` waits for what runs, in ms. Default: 10 000. */
  readonly closeTimeoutMs?: number;
  /** How often what other instances brought is looked for, where it was not heard of, in ms. Default: 500. */
  readonly pollMs?: number;
  /** What connections are called in `pg_stat_activity`. Default: `deskrail`. */
  readonly applicationName?: string;
  readonly logger?: Logger;
  /** For tests alone, which make time pass. Default, and for all else: PostgreSQL's own, the same for all instances. */
  readonly clock?: Clock;
  /** From 0 up to 1; spreads retries. Default: `Math.random`. */
  readonly random?: () => number;
}

/** The store in PostgreSQL. */
export interface PostgresStore extends SqlStore {
  /** How busy its connections are, for metrics. */
  load(): PoolLoad;
}

/** For what an instance's own connection says and hears: a dead one is to be found out soon. */
const sessionTimeoutMs = 5_000;

/**
 * The store for many instances. Makes its tables, or brings them up to date. Throws `config-invalid` for a URL, user,
 * schema or version of tables that cannot be; `dependency-unavailable` where PostgreSQL does not answer.
 */
export async function openPostgresStore(options: OpenPostgresStoreOptions): Promise<PostgresStore> {
  const { url, schema = 'deskrail', poolSize = 10, logger = silentLogger, clock, random = Math.random } = options;
  check(options);
  const place = placeOf(url);
  const connection: ConnectionOptions = {
    ...{ url, schema, ssl: options.ssl },
    applicationName: options.applicationName ?? 'deskrail',
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
    statementTimeoutMs: options.statementTimeoutMs ?? 30_000,
    lockTimeoutMs: options.lockTimeoutMs ?? 10_000,
  };
  const pool = createPool({ ...connection, size: poolSize });
  const database = createPostgresDatabase({
    ...{ pool, place, size: poolSize, logger, random },
    queued: options.queueLimit ?? 1_000,
    waitMs: options.queueTimeoutMs ?? 10_000,
  });
  const locks = createLocks(schema);
  try {
    await prepare({ connection, place, database, logger });
    await migrate(database, schema, locks);
  } catch (error) {
    await pool.end();
    throw explainFailure(error, place, true);
  }
  const session = openSession({
    ...{ place, random, logger, connect: () => connectAlone({ ...connection, statementTimeoutMs: sessionTimeoutMs }) },
    channel: `deskrail_${(locks.schema >>> 0).toString(16)}`,
  });
  await session.opened;
  const holder = randomUUID();
  const onWrite = createStatistics({ database, schema, logger });
  const counted: Database = {
    ...database,
    write(job) {
      onWrite();
      return database.write(job);
    },
  };
  const store = createSqlStore({
    ...{ database: counted, logger, pollMs: options.pollMs ?? 500, pipelines: true },
    nowMs: clock === undefined ? serverTime : () => Math.trunc(clock.now()),
    ...(clock === undefined && { nowText: serverNow }),
    sharing: {
      hold: clock === undefined ? locks.hold : (sql, hold) => locks.hold(sql, hold).then(() => undefined),
      guard: locks.guard,
      tell: session.tell,
      onTold: session.onTold,
      shift: (name) => createShift({ database, holder, session: () => session.number }, name),
    },
    emptyTable: (table) => `truncate ${table}`,
  });

  let closing: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    await store.close();
    await within(options.closeTimeoutMs ?? 10_000, database.close());
    await session.close();
    await within(1_000, pool.end());
    logger.debug({ host: place.host, schema }, 'closed the store');
  };
  const close = (): Promise<void> => {
    closing ??= closeAll();
    return closing;
  };
  const ready = async (): Promise<void> => {
    await store.ready();
    const [server] = await database.read((sql) => sql.all('select pg_is_in_recovery() as reads_only'));
    if (server?.reads_only === 1) throw standby(place);
  };
  return { ...store, ready, load: database.load, close, [Symbol.asyncDispose]: close };
}

function check({ schema = 'deskrail', poolSize = 10 }: OpenPostgresStoreOptions): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(schema)) {
    const message = `schema is ${JSON.stringify(schema)}: use up to 63 letters, digits and underscores.`;
    throw new DeskrailError('config-invalid', message);
  }
  if (!Number.isInteger(poolSize) || poolSize < 2) {
    throw new DeskrailError('config-invalid', `poolSize is ${poolSize}: a store needs at least 2 connections.`);
  }
}

/** One connection by itself, so that what is wrong with the server or the URL is told by its own error. */
async function prepare(of: {
  readonly connection: ConnectionOptions;
  readonly place: Place;
  readonly database: Database;
  readonly logger: Logger;
}): Promise<void> {
  const client = await connectAlone(of.connection);
  try {
    const { rows } = await client.query(
      `select current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
        current_setting('server_version_num')::int as version`,
    );
    const [found] = rows as { encoding: string; fsync: string; version: number }[];
    if (found?.encoding !== 'UTF8') {
      const message = `${nameOf(of.place)} has the encoding ${found?.encoding}: create the database with encoding UTF8.`;
      throw new DeskrailError('config-invalid', message);
    }
    if (found.version < 130_000) {
      throw new DeskrailError('config-invalid', `${nameOf(of.place)} is older than PostgreSQL 13: update it.`);
    }
    if (found.fsync === 'off') of.logger.warn({}, 'PostgreSQL runs with fsync off: a power cut loses what was decided');
  } finally {
    await client.end();
  }
}

async function within(ms: number, ending: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([ending.catch(() => {}), limit]);
  clearTimeout(timer);
}
