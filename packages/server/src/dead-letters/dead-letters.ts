import {
  type DeadLetter,
  type DeadLetterView,
  DeskrailError,
  type EventLog,
  type From,
  type RedrivenLetter,
  type StoredEvent,
  type StreamName,
  streamNames,
} from '@deskrail/contracts';

export type DeadLetterReason = DeadLetter['data']['reason'];

export interface DeadLetterFilter {
  /** Absent for an operator, who sees all. */
  readonly tenant?: string | undefined;
  readonly reason?: DeadLetterReason | undefined;
  /** The consumer group that failed. */
  readonly group?: string | undefined;
  readonly connection?: string | undefined;
}

export type StoredLetter = StoredEvent<'dead-letters'>;

/** Give a webhook's letter to the receiver again; resolves with the facts that came of it. */
export type RedriveWebhook = (
  letter: DeadLetter,
  options: { readonly signal: AbortSignal },
) => Promise<{ readonly facts: number }>;

/** What could not be read or handled: look at it, and give it another chance. */
export interface DeadLetters {
  /** In the order of their append. A letter whose event failed again may come twice, under the same id. */
  all(
    filter: DeadLetterFilter,
    options: { readonly from?: From | undefined; readonly signal: AbortSignal },
  ): AsyncGenerator<StoredLetter>;
  /** The latest of this id. Throws `not-found`. */
  find(
    id: string,
    options: { readonly tenant?: string | undefined; readonly signal: AbortSignal },
  ): Promise<StoredLetter>;
  /**
   * An event goes to the group that failed, a webhook through the receiver's steps behind the signature. Durable when it
   * resolves. Throws `not-found` where the event is gone, `conflict` where there is nothing to redrive, `dependency-unavailable`.
   */
  redrive(letter: DeadLetter, options: { readonly signal: AbortSignal }): Promise<RedrivenLetter>;
}

export function createDeadLetters(options: {
  readonly log: Pick<EventLog, 'read' | 'redrive'>;
  /** Absent where no connection is known: then only events are redriven. */
  readonly redriveWebhook?: RedriveWebhook | undefined;
}): DeadLetters {
  const { log, redriveWebhook } = options;

  async function* all(
    filter: DeadLetterFilter,
    { from = 'start', signal }: { readonly from?: From | undefined; readonly signal: AbortSignal },
  ): AsyncGenerator<StoredLetter> {
    for await (const stored of log.read({ stream: 'dead-letters', from, until: 'end', signal })) {
      if (fits(stored.event, filter)) yield stored;
    }
  }

  return {
    all,
    async find(id, { tenant, signal }) {
      let found: StoredLetter | undefined;
      for await (const stored of all({ tenant }, { signal })) if (stored.event.id === id) found = stored;
      if (found !== undefined) return found;
      throw new DeskrailError('not-found', 'There is no such dead letter. It may be past its retention.');
    },
    async redrive(letter, { signal }) {
      const { id, data } = letter;
      if (data.from.kind === 'webhook') {
        if (redriveWebhook === undefined) {
          throw new DeskrailError('conflict', 'The letter holds a webhook, and no connections are configured here.');
        }
        const { facts } = await redriveWebhook(letter, { signal });
        return { id, to: 'receiver', facts };
      }
      const { stream: name, position, group } = data.from;
      const stream = streamNames.find((known) => known === name);
      // What the log refused was never in it: a decided event stays decided, in the store.
      if (stream === undefined || position.startsWith('outbox/')) {
        throw new DeskrailError('conflict', 'The log refused this event, so there is nothing in it to redrive.');
      }
      await log.redrive({ stream: stream satisfies StreamName, position, group });
      return { id, to: 'group', group };
    },
  };
}

function fits({ tenant, connection, data }: DeadLetter, filter: DeadLetterFilter): boolean {
  const { from, reason } = data;
  const letterConnection = from.kind === 'webhook' ? from.connection : connection;
  return (
    (filter.tenant === undefined || filter.tenant === tenant) &&
    (filter.reason === undefined || filter.reason === reason) &&
    (filter.group === undefined || (from.kind === 'stream' && from.group === filter.group)) &&
    (filter.connection === undefined || filter.connection === letterConnection)
  );
}

export const letterView = ({ event, appendedAt }: StoredLetter): DeadLetterView => ({
  ...event.data,
  id: event.id,
  tenant: event.tenant,
  ...(event.connection !== undefined && { connection: event.connection }),
  subject: event.subject,
  at: appendedAt,
});
