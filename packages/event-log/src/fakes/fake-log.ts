import { type Appended, checkEvent, DeskrailError, type EventLog } from '@deskrail/contracts';

/** A log that a test can take away. Keeps what it took, in order. */
export interface FakeLog extends Pick<EventLog, 'append' | 'ready'> {
  readonly ids: string[];
  /** How often it was asked. */
  readonly asked: number;
  /** `up`, `down` (refuses at once), or `silent` (does not answer until it is up again or the caller calls back). */
  state: 'up' | 'down' | 'silent';
  /** Never takes these, for a fault of their own. */
  readonly refuses: Set<string>;
}

export function createFakeLog(): FakeLog {
  const waiting = new Set<() => void>();
  let state: FakeLog['state'] = 'up';
  let asked = 0;

  const answer = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = () => {
        if (signal?.aborted) reject(new DeskrailError('aborted', 'The append was called back.'));
        else if (state === 'down') reject(new DeskrailError('dependency-unavailable', 'No broker answers.'));
        else if (state === 'up') resolve();
        else return;
        waiting.delete(settle);
      };
      waiting.add(settle);
      signal?.addEventListener('abort', settle, { once: true });
      settle();
    });

  const log: FakeLog = {
    ids: [],
    refuses: new Set(),
    get asked() {
      return asked;
    },
    get state() {
      return state;
    },
    set state(next) {
      state = next;
      for (const settle of [...waiting]) settle();
    },
    async append(stream, events, { signal } = {}) {
      asked += 1;
      for (const event of events) checkEvent(stream, event);
      await answer(signal);
      const guilty = events.find(({ id }) => log.refuses.has(id));
      if (guilty !== undefined) throw new DeskrailError('body-too-large', `${guilty.id} is too large for the topic.`);
      log.ids.push(...events.map(({ id }) => id));
      return events.map(({ id }): Appended => ({ id, position: String(log.ids.length) }));
    },
    ready: () => answer(undefined),
  };
  return log;
}
