import {
  type Clock,
  type DeadLetter,
  DeskrailError,
  type DeskrailEvent,
  type Logger,
  type StreamName,
} from '@deskrail/contracts';
import type { DriverError } from '../driver.js';
import type { StreamTopics } from '../stream-topics.js';
import type { AppendItem } from './append-call.js';
import type { Lane } from './lane.js';

/** As much of a refused event as is kept at most, for people. */
const mostCharacters = 64 * 1024;
/** Of a character in a JSON text within a JSON text, at the worst, with room for the rest. */
const bytesPerCharacter = 8;
const longestId = 1024;

/** For who appended an event that the broker refuses for good. */
function refusalOf({ event, bytes }: AppendItem, topic: string, error: DriverError): DeskrailError {
  const details = { eventId: event?.id, bytes };
  if (error.kind === 'too-large') {
    const fix = "Raise its max.message.bytes (`deskrail topics plan`), or lower the receiver's body limit.";
    return new DeskrailError('body-too-large', `The event takes ${bytes} bytes, more than ${topic} takes. ${fix}`, {
      details,
    });
  }
  const name = error.protocol ?? 'without a reason';
  return new DeskrailError('event-invalid', `The broker refuses the event for ${topic}: ${name}.`, { details });
}

/** What stands in the dead letters for an event that the broker refused: it is nowhere else in the log. */
function refusedLetter(
  refused: { readonly stream: StreamName; readonly event: DeskrailEvent; readonly bytes: number },
  why: DeskrailError,
  { clock, maxBytes }: { readonly clock: Clock /** What the dead letters take. */; readonly maxBytes: number },
): DeadLetter {
  const { stream, event, bytes } = refused;
  const text = JSON.stringify(event);
  const keptCharacters = Math.min(mostCharacters, Math.floor(maxBytes / bytesPerCharacter));
  const id = `dead-letter/append/${stream}/${event.id}`;
  const message = text.length > keptCharacters ? `${why.message} The body is its beginning only.` : why.message;
  return {
    specversion: '1.0',
    id: id.length <= longestId ? id : `${id.slice(0, longestId - 20)}/${bytes}`,
    source: '/event-log/append',
    type: 'dead-letter.recorded.v1',
    subject: event.subject,
    time: new Date(clock.now()).toISOString(),
    datacontenttype: 'application/json',
    tenant: event.tenant,
    ...(event.connection === undefined ? {} : { connection: event.connection }),
    ...(event.correlationid === undefined ? {} : { correlationid: event.correlationid }),
    causationid: event.id,
    actor: 'system/event-log',
    data: {
      reason: why.code === 'body-too-large' ? 'too-large' : 'event-invalid',
      code: why.code,
      message: message.slice(0, 2048),
      attempts: 1,
      from: { kind: 'stream', stream, position: 'never appended', group: 'append', eventId: event.id },
      body: text.slice(0, keptCharacters),
      bodyEncoding: 'utf8',
    },
  };
}

/** Puts an event that the broker refuses into the dead letters, then tells who appended it. */
export function createBurial(options: {
  readonly topics: StreamTopics;
  readonly clock: Clock;
  readonly logger: Logger;
  append(letter: DeadLetter): Promise<unknown>;
}): (item: AppendItem, lane: Lane, error: DriverError) => void {
  const { topics, clock, logger } = options;
  const streamOf = new Map(Object.values(topics).map(({ stream, topic }) => [topic, stream]));
  const maxBytes = topics['dead-letters'].maxMessageBytes;

  async function bury({ event, bytes }: AppendItem, stream: StreamName | undefined, why: DeskrailError): Promise<void> {
    // A dead letter that is refused makes no further one.
    if (event === undefined || stream === undefined || stream === 'dead-letters') return;
    await options.append(refusedLetter({ stream, event, bytes }, why, { clock, maxBytes }));
  }

  return (item, { topic }, error) => {
    const failure = refusalOf(item, topic, error);
    logger.error({ topic, code: failure.code, bytes: item.bytes }, 'an event was refused for good');
    bury(item, streamOf.get(topic), failure)
      .catch(() => logger.error({ topic }, 'a refused event could not be put in the dead letters'))
      .finally(() => item.call.refuse(item.index, failure));
  };
}
