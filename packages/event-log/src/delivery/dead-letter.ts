import { type Clock, type DeadLetter, isDeskrailError, type StreamName } from '@deskrail/contracts';
import type { Entry } from './window.js';

export interface Failure {
  readonly reason: 'unreadable' | 'handler-failed';
  readonly error: unknown;
  /** How often the handler tried. */
  readonly attempts: number;
}

export interface Consumer {
  readonly stream: StreamName;
  readonly group: string;
}

/** A foreign error's text may hold what a person wrote; its class and its code do not. */
function nameOf(error: unknown): { code: string; message: string } {
  if (isDeskrailError(error)) return { code: error.code, message: error.message };
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  const className = typeof name === 'string' && /^[\w$]{1,64}$/.test(name) ? name : 'an unnamed error';
  const hasCode = typeof code === 'string' && /^[\w.-]{1,64}$/.test(code);
  return { code: hasCode ? code : 'internal', message: hasCode ? `${className} (${code})` : className };
}

const longestId = 1024;

function idOf(entry: Entry, { stream, group }: Consumer): string {
  const prefix = `dead-letter/${encodeURIComponent(group)}/${stream}`;
  const id = `${prefix}/${entry.eventId}`;
  return id.length <= longestId ? id : `${prefix}/at/${entry.at ?? entry.position}`;
}

/** The event is not copied: it stands in its stream, at the position named. The same failure has the same id. */
export function deadLetterOf(entry: Entry, failure: Failure, consumer: Consumer, clock: Clock): DeadLetter {
  const { stream, group } = consumer;
  const event = 'stored' in entry.content ? entry.content.stored.event : undefined;
  const { code, message } = nameOf(failure.error);
  const what =
    failure.reason === 'unreadable'
      ? 'The event cannot be read'
      : `The handler of ${group} failed ${failure.attempts} times`;
  return {
    specversion: '1.0',
    id: idOf(entry, consumer),
    source: `/groups/${encodeURIComponent(group)}`.slice(0, 512),
    type: 'dead-letter.recorded.v1',
    subject: entry.subject,
    time: new Date(clock.now()).toISOString(),
    datacontenttype: 'application/json',
    tenant: entry.tenant,
    ...(event?.connection === undefined ? {} : { connection: event.connection }),
    ...(event?.correlationid === undefined ? {} : { correlationid: event.correlationid }),
    causationid: entry.eventId,
    actor: 'system/event-log',
    data: {
      reason: failure.reason,
      code,
      message: `${what}: ${message}`.slice(0, 2048),
      attempts: failure.attempts,
      from: { kind: 'stream', stream, position: entry.at ?? String(entry.position), group, eventId: entry.eventId },
    },
  };
}
