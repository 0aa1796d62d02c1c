import { DeskrailError, type From, type StreamName, streamNames } from '@deskrail/contracts';
import type { KafkaLog } from '@deskrail/event-log/kafka';
import { reachKafka } from '../open-brokers.js';
import type { CommandDefinition, Given } from './definition.js';
import { usageError } from './parse.js';
import { placesAsked } from './reach-log.js';

export const seek: CommandDefinition = {
  name: 'seek',
  about: 'Set where an idle consumer group goes on, so that it reads again.',
  options: {
    group: { type: 'string', value: 'name', about: 'The group, such as the name your own consumer subscribed by.' },
    from: { type: 'string', value: 'place', about: 'start, end, a time such as 2026-01-31T09:30:00Z, or a cursor.' },
    stream: { type: 'string', value: 'name', choices: streamNames, about: 'Default: all that the group reads.' },
    json: { type: 'boolean', about: 'One JSON object a stream.' },
    config: { type: 'string', value: 'path', about: 'As for serve.' },
  },
  more: `Stop the group's consumers first: a group with a member is refused. To read again beside a live group, without touching
it, subscribe under another name with from: 'start', a time or a cursor: a new group begins there, at full speed.
Handlers must tolerate events that they handled before; Deskrail's own groups do. On the embedded log, too, a new
name is the way; the store is made again by deskrail rebuild.`,
  examples: [
    'deskrail seek --group my-index --from start',
    'deskrail seek --group my-index --stream facts --from 2026-01-31T09:30:00Z',
  ],
  async run(given, terminal) {
    const group = given.text('group');
    if (group === undefined) throw usageError('seek wants --group <name>.', 'seek');
    const { to, text } = placeAsked(given);
    const { places } = await placesAsked(given, terminal);
    if (places.kafka === undefined) {
      throw new DeskrailError(
        'config-invalid',
        "A place is set on Kafka only (KAFKA_BROKERS). On the embedded log, subscribe under a new name with from: 'start'.",
      );
    }
    await using log = await reachKafka(places.kafka, terminal.logger('error'));
    for (const stream of await streamsOf(given, log, group)) {
      await log.seekGroup({ stream, group, to });
      const line = `${group} goes on in ${stream} from ${text}.`;
      await terminal.print(given.flag('json') ? JSON.stringify({ group, stream, from: text }) : line);
    }
    return 0;
  },
};

function placeAsked(given: Given): { readonly to: From; readonly text: string } {
  const text = given.text('from');
  if (text === undefined) throw usageError('seek wants --from start, end, a time or a cursor.', 'seek');
  if (text === 'start' || text === 'end') return { to: text, text };
  if (/^\d{4}-\d\d-\d\d/.test(text)) {
    if (Number.isNaN(Date.parse(text))) throw usageError('--from is no time: write 2026-01-31T09:30:00Z.', 'seek');
    return { to: { time: new Date(text).toISOString() }, text };
  }
  if (given.text('stream') === undefined) {
    const message = '--from takes start, end or a time; a cursor belongs to one stream, which --stream names.';
    throw usageError(message, 'seek');
  }
  return { to: { after: text }, text };
}

async function streamsOf(given: Given, log: KafkaLog, group: string): Promise<readonly StreamName[]> {
  const named = streamNames.find((name) => name === given.text('stream'));
  if (named !== undefined) return [named];
  const read = (await log.lag({ group })).map(({ stream }) => stream);
  if (read.length > 0) return read;
  throw new DeskrailError(
    'not-found',
    `No group ${group} has read anything yet. A new one begins where its from says.`,
  );
}
