import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DeskrailError } from '@deskrail/contracts';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { rebuildStore } from '@deskrail/store';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { databaseFile, defaultData } from '../config/data-directory.js';
import { readEnvironment } from '../config/environment.js';
import type { CommandDefinition } from './definition.js';

export const rebuild: CommandDefinition = {
  name: 'rebuild',
  about: 'Drop the store and make it again from the log.',
  options: {
    data: { type: 'string', value: 'path', about: 'The data directory. Default: DESKRAIL_DATA, else .deskrail.' },
  },
  more: 'Stop the instance first: a data directory has one writer. Nothing is decided and nothing is sent meanwhile.',
  examples: ['deskrail rebuild', 'deskrail rebuild --data /var/lib/deskrail'],
  async run(given, terminal) {
    const data = given.text('data') ?? readEnvironment(terminal.environment).data ?? defaultData;
    const path = join(resolve(terminal.directory, data), databaseFile);
    if (!existsSync(path)) {
      throw new DeskrailError(
        'not-found',
        `There is no ${databaseFile} in ${data}. Name the data directory by --data.`,
      );
    }
    const logger = terminal.logger('warn');
    await using file = await openSqliteFile({ path, logger });
    await using log = await openSqliteLog({ file, logger });
    await using store = await openSqliteStore({ database: file, logger });
    const { events } = await rebuildStore({
      ...{ store, log, logger, signal: terminal.signal },
      onProgress: everySoOften((count) => terminal.say(`${count} events …`)),
    });
    await terminal.print(`Rebuilt the store from ${events} events.`);
    return 0;
  },
};

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
