import { join } from 'node:path';
import type { EventLog, Store } from '@deskrail/contracts';
import { type DecisionRecord, readDecisions } from '@deskrail/copilot';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { databaseFile } from '../config/data-directory.js';
import { openPostgres, reachKafka } from '../open-brokers.js';
import { openParts } from '../open-parts.js';
import type { Given, OptionDefinition } from './definition.js';
import { placeOptions, placesAsked, type ReachedPlaces, requireDatabase } from './reach-log.js';
import { sinceAsked } from './since.js';
import type { Terminal } from './terminal.js';

/** What commands take that read decisions. */
export const recordOptions = {
  since: { type: 'string', value: 'time', about: 'Such as 7d or 2026-01-31. Default: all that is kept.' },
  tenant: { type: 'string', value: 'name', about: 'Of this tenant alone.' },
  ...placeOptions,
} as const satisfies Record<string, OptionDefinition>;

export interface OpenRecord {
  readonly reached: ReachedPlaces;
  readonly log: EventLog;
  readonly store: Store;
  /** One pass over the decisions that were asked for; says how far it is. */
  records(): AsyncIterable<DecisionRecord>;
}

/** Read the log and the store from beside whatever runs; an embedded one is opened for reading alone. */
export async function withRecord<Result>(
  given: Given,
  terminal: Terminal,
  command: string,
  work: (record: OpenRecord) => Promise<Result>,
): Promise<Result> {
  const text = given.text('since');
  const since = text === undefined ? undefined : sinceAsked(text, terminal.now(), command);
  const reached = await placesAsked(given, terminal);
  const parts = openParts({ logger: terminal.logger('error'), closeTimeoutMs: 10_000 });
  try {
    const { log, store } = await openReading(reached, terminal, parts);
    const { signal } = terminal;
    const asked = { log, store, since, tenant: given.text('tenant'), signal };
    return await work({
      reached,
      log,
      store,
      records: () => readDecisions({ ...asked, onProgress: everySoOften((count) => terminal.say(`${count} read …`)) }),
    });
  } finally {
    await parts.close();
  }
}

async function openReading(
  reached: ReachedPlaces,
  terminal: Terminal,
  parts: ReturnType<typeof openParts>,
): Promise<{ readonly log: EventLog; readonly store: Store }> {
  const logger = terminal.logger('error');
  const { kafka, postgres, data } = reached.places;
  const embedded = async (path: string) => {
    const file = parts.add('file', await openSqliteFile({ path, mode: 'read' }));
    return { file, store: parts.add('store', await openSqliteStore({ database: file, logger })) };
  };
  if (kafka === undefined) {
    const { file, store } = await embedded(requireDatabase(reached));
    return { store, log: parts.add('log', await openSqliteLog({ file })) };
  }
  const log = parts.add('log', await reachKafka(kafka, logger));
  if (postgres !== undefined) return { log, store: parts.add('store', await openPostgres(postgres, { logger })) };
  return { log, store: (await embedded(join(data, databaseFile))).store };
}

const recordsBetween = 10_000;

/** A long reading says how far it is; a short one says nothing. */
function everySoOften(tell: (records: number) => void): (records: number) => void {
  return (records) => {
    if (records % recordsBetween === 0) tell(records);
  };
}
