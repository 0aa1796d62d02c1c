import { join } from 'node:path';
import type { EventLog, Logger, Store } from '@deskrail/contracts';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { databaseFile } from '../config/data-directory.js';
import { openPostgres, reachKafka } from '../open-brokers.js';
import type { OpenParts } from '../open-parts.js';
import { type ReachedPlaces, requireDatabase } from './reach-log.js';

/** The log and the store, to write to both. */
export async function openBoth(
  reached: ReachedPlaces,
  parts: OpenParts,
  logger: Logger,
): Promise<{ readonly store: Store; readonly log: EventLog }> {
  const { kafka, postgres, data } = reached.places;
  if (kafka === undefined) {
    const file = parts.add('file', await openSqliteFile({ path: requireDatabase(reached), logger }));
    const log = parts.add('log', await openSqliteLog({ file, logger }));
    return { log, store: parts.add('store', await openSqliteStore({ database: file, logger })) };
  }
  const log = parts.add('log', await reachKafka(kafka, logger));
  if (postgres !== undefined) return { log, store: parts.add('store', await openPostgres(postgres, { logger })) };
  const file = parts.add('file', await openSqliteFile({ path: join(data, databaseFile), logger }));
  return { log, store: parts.add('store', await openSqliteStore({ database: file, logger })) };
}
