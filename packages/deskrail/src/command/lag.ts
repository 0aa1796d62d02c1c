import type { Lag } from '@deskrail/contracts';
import type { CommandDefinition } from './definition.js';
import { placeOptions, placesAsked, withLog } from './reach-log.js';
import { table } from './table.js';

export const lag: CommandDefinition = {
  name: 'lag',
  about: 'Say how far each consumer group is behind the log.',
  options: {
    group: { type: 'string', value: 'name', about: 'Only this one, such as projection or copilot.' },
    json: { type: 'boolean', about: 'One JSON object a line.' },
    ...placeOptions,
  },
  more: `In events that are not done, and in seconds of freshness: the age of the oldest of these. The last safe event is
the one before which everything is done.`,
  examples: ['deskrail lag', 'deskrail lag --group copilot --json'],
  async run(given, terminal) {
    const group = given.text('group');
    const reached = await placesAsked(given, terminal);
    const lags = await withLog(reached, terminal, (log) => log.lag(group === undefined ? {} : { group }));
    if (given.flag('json')) {
      for (const one of lags) await terminal.print(JSON.stringify({ ...one, lastSafe: one.lastSafe ?? null }));
    } else if (lags.length === 0) {
      terminal.say(group === undefined ? 'No group has read the log yet.' : `No group ${group} has read the log yet.`);
    } else {
      for (const line of table(['group', 'stream', 'events', 'seconds', 'last safe'], lags.map(rowOf))) {
        await terminal.print(line);
      }
    }
    return 0;
  },
};

const rowOf = ({ group, stream, events, seconds, lastSafe }: Lag): string[] => [
  group,
  stream,
  String(events),
  seconds.toFixed(1),
  lastSafe ?? '-',
];
