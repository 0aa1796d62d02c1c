import { resolve } from 'node:path';
import { DeskrailError, isDeskrailError } from '@deskrail/contracts';
import type { SpoolStatus } from '@deskrail/event-log/spool';
import { reachKafka } from '../open-brokers.js';
import { type SpoolPlace, spoolPlace } from '../spool-place.js';
import { topicOptionsOf } from '../topic-options.js';
import type { CommandDefinition, Given } from './definition.js';
import { placesAsked, type ReachedPlaces } from './reach-log.js';
import type { Terminal } from './terminal.js';
import { wayOf } from './ways.js';

const ways = ['status', 'flush'] as const;

export const spool: CommandDefinition = {
  name: 'spool',
  about: 'Look at a receiver’s spool, or bring what it holds into the log.',
  positionals: `<${ways.join(' | ')}>`,
  positionalCount: [1, 1],
  options: {
    directory: { type: 'string', value: 'path', about: 'Of the spool. Default: spool in the data directory.' },
    json: { type: 'boolean', about: 'One JSON object.' },
    config: { type: 'string', value: 'path', about: 'As for serve.' },
  },
  more: `A receiver that runs empties its spool by itself as soon as Kafka takes events: flush is for a spool whose
receiver does not run any more.`,
  examples: ['deskrail spool status', 'deskrail spool flush --directory /var/lib/deskrail/spool'],
  async run(given, terminal) {
    const way = wayOf(given.positionals[0], ways, 'spool');
    const reached = await placesAsked(given, terminal);
    const place = placeAsked(given, reached, terminal);
    return way === 'status' ? status(place, given, terminal) : flush(place, reached, given, terminal);
  },
};

function placeAsked(given: Given, { places, config }: ReachedPlaces, terminal: Terminal): SpoolPlace {
  const directory = given.text('directory');
  const configured = config.spool || {};
  const place = spoolPlace({
    data: places.data,
    kafka: places.kafka ?? { brokers: [] },
    spool: directory === undefined ? configured : { ...configured, directory: resolve(terminal.directory, directory) },
  });
  if (place !== undefined) return place;
  throw new DeskrailError('config-invalid', 'There is no place for a spool: name it by --directory.');
}

async function status(place: SpoolPlace, given: Given, terminal: Terminal): Promise<number> {
  const { readSpoolStatus } = await import('@deskrail/event-log/spool');
  const found = await readSpoolStatus(place);
  if (given.flag('json')) {
    await terminal.print(JSON.stringify({ directory: place.directory, ...(found ?? { state: 'none' }) }));
  } else if (found === undefined) {
    await terminal.print(`There is no spool in ${place.directory}.`);
  } else {
    for (const line of statusLines(found)) await terminal.print(line);
  }
  return 0;
}

const statusLines = ({ state, events, bytes, oldestAgeSeconds, refused }: SpoolStatus): string[] => [
  `${state}: ${events} events, ${bytes} bytes${events > 0 ? `, the oldest ${Math.round(oldestAgeSeconds)} s old` : ''}`,
  ...(refused > 0 ? [`${refused} set aside, as the log would not take them`] : []),
];

async function flush(
  place: SpoolPlace,
  { places, config }: ReachedPlaces,
  given: Given,
  terminal: Terminal,
): Promise<number> {
  if (places.kafka === undefined) {
    throw new DeskrailError('config-invalid', 'A spool is flushed to Kafka: set KAFKA_BROKERS.');
  }
  const logger = terminal.logger('error');
  const { flushSpool, openSpool, readSpoolStatus } = await import('@deskrail/event-log/spool');
  if ((await readSpoolStatus(place)) === undefined) {
    throw new DeskrailError('not-found', `There is no spool in ${place.directory}. Name its directory by --directory.`);
  }
  await using opened = await openSpool({ ...place, logger }).catch((error: unknown) => {
    if (!isDeskrailError(error, 'log-locked')) throw error;
    const message = 'A receiver has the spool open, and empties it by itself as soon as Kafka takes events.';
    throw new DeskrailError('conflict', message, { cause: error });
  });
  await using log = await reachKafka(topicOptionsOf(places.kafka, config), logger);
  const told = await flushSpool({
    ...{ spool: opened, log, signal: terminal.signal },
    onProgress: ({ left }) => left > 0 && terminal.say(`${left} events left …`),
  });
  if (given.flag('json')) await terminal.print(JSON.stringify(told));
  else await terminal.print(`${told.forwarded} events went into the log, ${told.refused} were set aside.`);
  return 0;
}
