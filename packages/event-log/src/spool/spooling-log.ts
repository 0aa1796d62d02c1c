import { type Appended, DeskrailError, type EventLog, type StreamEvents, type StreamName } from '@deskrail/contracts';
import { isOfTheEvent } from './event-fault.js';
import { lanesOf, partsOf, type Spool } from './open-spool.js';

export interface SpoolingLogOptions {
  readonly log: Pick<EventLog, 'append' | 'ready'>;
  readonly spool: Spool;
  /** How long the log may take before an event goes to the spool. Default: 2 000. */
  readonly afterMs?: number;
}

/** What a receiver appends to. */
export interface SpoolingLog extends Pick<EventLog, 'append' | 'ready'> {
  readonly afterMs: number;
}

type Outcome =
  | { readonly kind: 'appended'; readonly appended: readonly Appended[] }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'late' };

/**
 * Appends to the log, and to the spool when the log does not answer in time, fails, or is known to be away. Once `append`
 * has resolved, one of the two has the events on disk. While a subject has something in the spool, all that comes later
 * of it goes behind that. Throws `event-invalid`, and `overloaded` or `dependency-unavailable` when neither takes it.
 */
export function spoolingLog(options: SpoolingLogOptions): SpoolingLog {
  const { log, afterMs = 2_000 } = options;
  const spool = partsOf(options.spool);
  const { circuit, backlog } = spool;

  const held = (stream: StreamName, events: readonly { tenant: string; subject: string }[]): boolean =>
    backlog.events > 0 && lanesOf(stream, events).some((lane) => backlog.has(lane));

  async function tryLog<Stream extends StreamName>(
    stream: Stream,
    events: readonly StreamEvents[Stream][],
    signal: AbortSignal | undefined,
  ): Promise<readonly Appended[]> {
    // Not called back when it is late: it may be in front of others of its subject, and an id that is there twice is none.
    const flying = log.append(stream, events, signal === undefined ? {} : { signal });
    const landing = flying.then(
      (appended): Outcome => {
        circuit.succeeded();
        return { kind: 'appended', appended };
      },
      (error: unknown): Outcome => ({ kind: 'failed', error }),
    );
    const outcome = await withinTime(landing, afterMs);
    if (outcome.kind === 'appended') return outcome.appended;
    if (outcome.kind === 'failed' && (isOfTheEvent(outcome.error) || signal?.aborted)) throw outcome.error;
    circuit.failed();
    try {
      return await spool.add(stream, events);
    } catch (error) {
      if (outcome.kind === 'failed' || isOfTheEvent(error)) throw error;
      // It still flies: whoever waits for the answer says for how long.
      return asLastResort(flying, error);
    }
  }

  /** The log's answer, where it is a good one; else why the spool took nothing, which is what there is to mend. */
  async function asLastResort<Result>(answer: Promise<Result>, spoolsError: unknown): Promise<Result> {
    try {
      return await answer;
    } catch (error) {
      throw isOfTheEvent(error) ? error : spoolsError;
    }
  }

  return {
    afterMs,
    async append(stream, events, { signal } = {}) {
      if (events.length === 0) return [];
      if (signal?.aborted) throw new DeskrailError('aborted', 'The append was called back.', { cause: signal.reason });
      if (held(stream, events)) return spool.add(stream, events);
      if (circuit.allows()) return tryLog(stream, events, signal);
      try {
        return await spool.add(stream, events);
      } catch (error) {
        if (isOfTheEvent(error) || held(stream, events)) throw error;
        // The log is believed to be away, but the spool takes nothing: nobody else is left to ask.
        return asLastResort(log.append(stream, events, signal === undefined ? {} : { signal }), error);
      }
    },
    async ready() {
      const ready = log.ready().then(
        (): Outcome => ({ kind: 'appended', appended: [] }),
        (error: unknown): Outcome => ({ kind: 'failed', error }),
      );
      const outcome = await withinTime(ready, afterMs);
      if (outcome.kind !== 'appended') await spool.ready();
    },
  };
}

/** What came of it, or that it is late. */
function withinTime(outcome: Promise<Outcome>, ms: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: 'late' }), ms);
    void outcome.then((known) => {
      clearTimeout(timer);
      resolve(known);
    });
  });
}
