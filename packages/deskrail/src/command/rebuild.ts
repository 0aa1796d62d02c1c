import { join } from 'node:path';
import type { EventLog, Logger, Store } from '@deskrail/contracts';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { rebuildStore } from '@deskrail/store';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { databaseFile } from '../config/data-directory.js';
import { openPostgres, reachKafka } from '../open-brokers.js';
import { type OpenParts, openParts } from '../open-parts.js';
import type { CommandDefinition } from './definition.js';
import { placeOptions, placesAsked, type ReachedPlaces, requireDatabase } from './reach-log.js';

export const rebuild: CommandDefinition = {
  name: 'rebuild',
  about: 'Drop the store and make it again from the log.',
  options: { ...placeOptions },
  more: `An embedded store has one writer: stop its instance first. On PostgreSQL instances may go on, but verdicts and actions
wait until it is done. Nothing is decided and nothing is sent.`,
  examples: ['deskrail rebuild', 'deskrail rebuild --data /var/lib/deskrail'],
  async run(given, terminal) {
    const reached = await placesAsked(given, terminal);
    const logger = terminal.logger('warn');
    const parts = openParts({ logger, closeTimeoutMs: 10_000 });
    try {
      const { store, log } = await openBoth(reached, parts, logger);
      const { events } = await rebuildStore({
        ...{ store, log, logger, signal: terminal.signal },
        onProgress: everySoOften((count) => terminal.say(`${count} events …`)),
      });
      await terminal.print(`Rebuilt the store from ${events} events.`);
    } finally {
      await parts.close();
    }
    return 0;
  },
};

async function openBoth(
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

const eventsBetween = 50_000;

/** A long rebuild says how far it is; a short one says nothing. */
function everySoOften(tell: (events: number) => void): (progress: { readonly events: number }) => void {
  let next = eventsBetween;
  return ({ events }) => {
    if (events < next) return;
    next = events + eventsBetween;
    tell(events);
  };
}
