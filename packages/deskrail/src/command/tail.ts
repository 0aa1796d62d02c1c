import { streams as definitions, type From, type StoredEvent, type StreamName } from '@deskrail/contracts';
import type { CommandDefinition, Given } from './definition.js';
import { mergedEvents } from './merged-events.js';
import { usageError } from './parse.js';
import { placeOptions, placesAsked, withLog } from './reach-log.js';

const names = ['facts', 'features', 'decisions', 'actions', 'dead-letters'] as const satisfies readonly StreamName[];
/** What is asked for by no name: all that is good news. */
const usual: readonly StreamName[] = ['facts', 'features', 'decisions', 'actions'];

export const tail: CommandDefinition = {
  name: 'tail',
  about: 'Print the events of the log, and go on as they come.',
  positionals: `[${names.join(' | ')}]`,
  positionalCount: [0, 1],
  options: {
    from: {
      type: 'string',
      value: 'place',
      about: 'start, end, a time such as 2026-01-31T09:30:00Z, or a printed cursor. Default: start.',
    },
    until: { type: 'string', value: 'end', choices: ['end'], about: 'Stop at what is there now. Default: follow.' },
    json: { type: 'boolean', about: 'One CloudEvents JSON object a line, personal text included.' },
    ...placeOptions,
  },
  more: 'Without a stream, all but the dead letters, in the order they were appended. Reads beside running instances.',
  examples: [
    'deskrail tail',
    'deskrail tail facts --from start --until end --json',
    'deskrail tail dead-letters --until end',
    'deskrail tail decisions --from 2026-01-31T09:30:00Z',
    'deskrail tail facts --from facts.1a',
  ],
  async run(given, terminal) {
    const streams = streamsAsked(given);
    const reached = await placesAsked(given, terminal);
    const from = placeAsked(given, streams, reached.embedded !== undefined);
    const line = given.flag('json') ? ({ event }: StoredEvent) => JSON.stringify(event) : readableLine;
    const until = given.text('until') === 'end' ? 'end' : 'never';
    try {
      await withLog(reached, terminal, async (log) => {
        for await (const stored of mergedEvents({ log, streams, from, until, signal: terminal.signal })) {
          await terminal.print(line(stored));
        }
      });
    } catch (error) {
      if (!terminal.signal.aborted) throw error;
    }
    return 0;
  },
};

function streamsAsked(given: Given): readonly StreamName[] {
  const [name] = given.positionals;
  if (name === undefined) return usual;
  const known = names.find((candidate) => candidate === name || definitions[candidate].topic === name);
  if (known === undefined) throw usageError(`There is no stream ${JSON.stringify(name)}: ${names.join(', ')}.`, 'tail');
  return [known];
}

function placeAsked(given: Given, streams: readonly StreamName[], embedded: boolean): From {
  const place = given.text('from') ?? 'start';
  if (place === 'start' || place === 'end') return place;
  if (/^\d{4}-\d\d-\d\d/.test(place)) {
    if (Number.isNaN(Date.parse(place))) throw usageError('--from is no time: write 2026-01-31T09:30:00Z.', 'tail');
    return { time: new Date(place).toISOString() };
  }
  if (streams.length > 1) {
    throw usageError('--from takes start, end or a time; a cursor belongs to one stream: name the stream.', 'tail');
  }
  if (embedded && !place.startsWith(`${streams[0]}.`)) {
    throw usageError('--from is no place: write start, end, a time, or a cursor that tail printed.', 'tail');
  }
  return { after: place };
}

/** When, where to go on from, what, about what and by whom; no text of a person. */
const readableLine = ({ event, appendedAt, cursor }: StoredEvent): string =>
  [appendedAt, cursor, event.type, event.subject, event.actor].join('  ');
