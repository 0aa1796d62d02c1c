import type { Time } from '../time.js';

/** One event of a stream: its name, where the API gives it one, and its data. */
export interface StreamEvent {
  readonly name?: string;
  readonly data: unknown;
}

/** Text in the small parts that a model writes. */
export const partsOf = (text: string, size: number): readonly string[] =>
  text.match(new RegExp(`[\\s\\S]{1,${Math.max(1, size)}}`, 'gu')) ?? [];

/** Server-sent events, one after the other; `isBroken` ends them as a lost connection does. */
export function eventStream(
  events: readonly StreamEvent[],
  given: {
    readonly isBroken: boolean;
    readonly everyMs: number;
    readonly time: Time;
    readonly signal: AbortSignal;
    readonly headers: Readonly<Record<string, string>>;
  },
): Response {
  const { isBroken, everyMs, time, signal, headers } = given;
  const encoder = new TextEncoder();
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const event = events[next];
      if (event === undefined) {
        if (isBroken) controller.error(new TypeError('terminated'));
        else controller.close();
        return;
      }
      if (everyMs > 0) await time.sleep(everyMs, signal);
      next += 1;
      const data = typeof event.data === 'string' ? event.data : JSON.stringify(event.data);
      controller.enqueue(
        encoder.encode(`${event.name === undefined ? '' : `event: ${event.name}\n`}data: ${data}\n\n`),
      );
    },
  });
  return new Response(body, { headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8' } });
}
