import { join } from 'node:path';
import {
  type Clock,
  DeskrailError,
  type EventLog,
  type Logger,
  type Store,
  type StreamName,
} from '@deskrail/contracts';
import { openSqliteFile, openSqliteLog, type SqliteFile } from '@deskrail/event-log/sqlite';
import type { PoolLoad } from '@deskrail/store/postgres';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { databaseFile } from './config/data-directory.js';
import { makeDataDirectory } from './config/make-directory.js';
import { openOrLate } from './late-log.js';
import { openKafka, openPostgres } from './open-brokers.js';
import type { OpenParts } from './open-parts.js';
import type { DeskrailOptions } from './options.js';
import { spoolPlace } from './spool-place.js';
import { topicOptionsOf } from './topic-options.js';

/** Where this instance's state lives, open. */
export interface OpenPlaces {
  readonly log: EventLog;
  readonly logKind: 'embedded' | 'kafka';
  /** Absent where this process only receives. */
  readonly store: Store | undefined;
  readonly storeKind: 'embedded' | 'postgres';
  /** How busy PostgreSQL's connections are; absent where there are none. */
  readonly poolLoad?: () => PoolLoad;
  /** The store was made just now, though the log may have a past: it has to be made again from there. */
  readonly storeIsNew: boolean;
  /** Lets the log forget; absent where the brokers do so by themselves. */
  readonly retainLog?: (days: Readonly<Record<StreamName, number>>) => Promise<number>;
}

export interface OpenPlacesOptions {
  readonly options: DeskrailOptions;
  readonly parts: OpenParts;
  readonly receives: boolean;
  readonly needsStore: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Open the log and the store, the embedded ones or those of Kafka and PostgreSQL, whose libraries are loaded only then. */
export async function openPlaces({ options, parts, ...given }: OpenPlacesOptions): Promise<OpenPlaces> {
  const { receives, needsStore, clock, logger } = given;
  const { kafka, postgres } = options;
  const store = { storeKind: postgres ? 'postgres' : 'embedded', storeIsNew: false } as const;
  if (kafka === undefined) {
    const file = await openFile({ options, parts, logger });
    const log = parts.add('log', await openSqliteLog({ file, clock, logger }));
    const opened = parts.add('store', await openSqliteStore({ database: file, clock, logger }));
    return { ...store, log, logKind: 'embedded', store: opened, retainLog: (days) => log.retain(days) };
  }
  const open = () => openKafka(topicOptionsOf(kafka, options), { clock, logger });
  // A receiver with a spool is of use without Kafka, and may be started while that is away.
  const spools = receives && spoolPlace(options) !== undefined;
  const log = parts.add('log', spools ? await openOrLate(open, { logger }) : await open());
  if (!needsStore) return { ...store, log, logKind: 'kafka', store: undefined };
  if (postgres !== undefined) {
    const opened = parts.add('store', await openPostgres(postgres, { logger }));
    return { ...store, log, logKind: 'kafka', store: opened, poolLoad: opened.load };
  }
  const file = await openFile({ options, parts, logger });
  const storeIsNew = await isEmpty(file);
  const opened = parts.add('store', await openSqliteStore({ database: file, clock, logger }));
  return { ...store, log, logKind: 'kafka', store: opened, storeIsNew };
}

async function openFile({
  options: { data },
  parts,
  logger,
}: Pick<OpenPlacesOptions, 'options' | 'parts' | 'logger'>): Promise<SqliteFile> {
  if (data === undefined) throw new DeskrailError('config-invalid', 'data is not set: write the path of a directory.');
  await makeDataDirectory(data);
  return parts.add('file', await openSqliteFile({ path: join(data, databaseFile), logger }));
}

const isEmpty = (file: SqliteFile): Promise<boolean> =>
  file.read(
    async (sql) => (await sql.all("select 1 as found from sqlite_schema where name = 'store_version'")).length === 0,
  );
