import type { EventLog, From, StoredEvent, StreamName } from '@deskrail/contracts';

export interface MergeOptions {
  readonly log: EventLog;
  readonly from: Readonly<Partial<Record<StreamName, From>>>;
  readonly signal: AbortSignal;
}

export interface MergedStreams {
  /** The next event of any stream; `idle` when none came in time; `ended` when a stream did. Throws what a read throws. */
  next(idleMs: number): Promise<StoredEvent | 'idle' | 'ended'>;
}

type Step = { readonly event: StoredEvent; readonly resume: () => void } | 'ended' | { readonly error: unknown };

/**
 * Several streams followed as one, in the order in which their events arrive. Holds one event of each stream at most: a
 * stream is read on when its event was taken. No promise outlives its use, as racing those of idle streams would have it.
 */
export function mergeStreams({ log, from, signal }: MergeOptions): MergedStreams {
  const ready: Step[] = [];
  let wake = () => {};
  const put = (step: Step) => {
    ready.push(step);
    wake();
  };

  const follow = (stream: StreamName, start: From) => {
    const iterator = log.read({ stream, from: start, until: 'never', signal })[Symbol.asyncIterator]();
    const resume = () => {
      iterator.next().then(
        ({ done, value }) => put(done ? 'ended' : { event: value, resume }),
        (error: unknown) => put({ error }),
      );
    };
    resume();
    signal.addEventListener('abort', () => void iterator.return?.().catch(() => {}), { once: true });
  };
  for (const [stream, start] of Object.entries(from)) follow(stream as StreamName, start);
  signal.addEventListener('abort', () => put('ended'), { once: true });
  if (signal.aborted) put('ended');

  return {
    async next(idleMs) {
      if (ready.length === 0) {
        let timer: ReturnType<typeof setTimeout> | undefined;
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, idleMs);
        });
        clearTimeout(timer);
      }
      const step = ready.shift();
      if (step === undefined) return 'idle';
      if (step === 'ended') return 'ended';
      if ('error' in step) throw step.error;
      step.resume();
      return step.event;
    },
  };
}
