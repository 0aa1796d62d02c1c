import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DeskrailError, type EventLog } from '@deskrail/contracts';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { databaseFile } from '../config/data-directory.js';
import { type GivenPlaces, readPlaces } from '../config/places.js';
import { reachKafka } from '../open-brokers.js';
import type { Given, OptionDefinition } from './definition.js';
import type { Terminal } from './terminal.js';

export interface ReachedPlaces extends GivenPlaces {
  /** The database of the embedded log, in a directory that was named by `--data` or where there are no brokers. */
  readonly embedded: string | undefined;
}

/** What commands take that look at a log from outside. */
export const placeOptions = {
  data: {
    type: 'string',
    value: 'path',
    about: 'Of the embedded log. Default: Kafka where KAFKA_BROKERS is set, else DESKRAIL_DATA, else .deskrail.',
  },
  config: { type: 'string', value: 'path', about: 'As for serve.' },
} as const satisfies Record<string, OptionDefinition>;

/** Which log is meant: `--data` names an embedded one, whatever the environment says of brokers. */
export async function placesAsked(given: Given, terminal: Terminal): Promise<ReachedPlaces> {
  const read = await readPlaces({
    variables: terminal.environment,
    directory: terminal.directory,
    configPath: given.text('config'),
  });
  const data = given.text('data');
  if (data === undefined && read.places.kafka !== undefined) return { ...read, embedded: undefined };
  const folder = data === undefined ? read.places.data : resolve(terminal.directory, data);
  const places = { ...read.places, data: folder, kafka: undefined, postgres: undefined };
  return { ...read, places, embedded: join(folder, databaseFile) };
}

/** Read the log from beside whatever runs. Throws `not-found` where a data directory holds none. */
export async function withLog<Result>(
  reached: ReachedPlaces,
  terminal: Terminal,
  work: (log: EventLog) => Promise<Result>,
): Promise<Result> {
  const { embedded, places } = reached;
  if (embedded === undefined && places.kafka !== undefined) {
    await using log = await reachKafka(places.kafka, terminal.logger('error'));
    return await work(log);
  }
  const path = requireDatabase(reached);
  await using file = await openSqliteFile({ path, mode: 'read' });
  await using log = await openSqliteLog({ file });
  return await work(log);
}

/** The embedded database, where there is one. */
export function requireDatabase({ embedded, places }: ReachedPlaces): string {
  if (embedded !== undefined && existsSync(embedded)) return embedded;
  throw new DeskrailError(
    'not-found',
    `There is no ${databaseFile} in ${places.data}. Name the data directory by --data or DESKRAIL_DATA; an instance makes it when it starts.`,
  );
}
