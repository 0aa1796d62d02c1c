import { DeskrailError, type SuggestionAnswer, type SuggestionProgress } from '@deskrail/contracts';

export interface StreamSuggestionOptions {
  /** Makes the answer; tells how far it is, each time with all there is so far. */
  readonly ask: (options: {
    readonly signal: AbortSignal;
    readonly onProgress: (progress: SuggestionProgress) => void;
  }) => Promise<SuggestionAnswer>;
  /** Ends the wait for the first event. */
  readonly signal: AbortSignal;
  /** Ends what follows. */
  readonly lasting: AbortSignal;
  readonly limitMs: number;
  /** An error as problem+json. */
  readonly problem: (error: unknown) => Promise<string>;
}

const head = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * An answer as it is being made: `progress` any number of times, then `answer` or `problem`. What fails before the first
 * event rejects, so that its status can still say so.
 */
export async function streamSuggestion(options: StreamSuggestionOptions): Promise<Response> {
  const { ask, signal, lasting, limitMs, problem } = options;
  const ending = new AbortController();
  const end = (event: Event) => ending.abort((event.target as AbortSignal).reason);
  for (const one of [signal, lasting]) one.addEventListener('abort', end, { once: true });
  const timeout = () => ending.abort(new DeskrailError('timeout', `No whole answer within ${limitMs} ms.`));
  const timer = setTimeout(timeout, limitMs);

  // A reader that is slow misses what has grown since, never the end: one event waits at most.
  let waiting: string | undefined;
  let last: string | undefined;
  let wake = () => {};
  const first = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const onProgress = (progress: SuggestionProgress) => {
    waiting = formatEvent('progress', JSON.stringify(progress));
    wake();
  };
  const ended = new Promise<never>((_, reject) => {
    ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true });
    if (signal.aborted || lasting.aborted) ending.abort(signal.aborted ? signal.reason : lasting.reason);
  });
  const working = Promise.race([ended, ask({ signal: ending.signal, onProgress })])
    .then((answer) => formatEvent('answer', JSON.stringify(answer)))
    .finally(() => {
      clearTimeout(timer);
      for (const one of [signal, lasting]) one.removeEventListener('abort', end);
    });
  await Promise.race([first, working]);
  working
    .catch(async (error) => formatEvent('problem', await problem(error)))
    .then((text) => {
      last = text;
      wake();
    });

  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        while (waiting === undefined && last === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        const text = last ?? waiting ?? '';
        waiting = undefined;
        controller.enqueue(encoder.encode(text));
        if (last !== undefined) controller.close();
      },
      cancel: () => ending.abort(new DeskrailError('aborted', 'The caller went away.')),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: head });
}

const formatEvent = (type: string, data: string): string => `event: ${type}\ndata: ${data}\n\n`;
