/** One message of a `text/event-stream`, as the HTML standard reads it. */
export interface ServerSentEvent {
  /** The last id that the stream gave, with this message or before it; empty where it gave none. */
  readonly id: string;
  /** `message` where the stream does not say. */
  readonly type: string;
  readonly data: string;
}

export interface EventParser {
  /** Takes text in any pieces; gives back the messages that are whole by then. */
  feed(text: string): ServerSentEvent[];
  /** What to resume after; a block without data moves it too. */
  readonly lastEventId: string;
}

export interface ParserOptions {
  readonly lastEventId: string;
  /** The stream asks to wait this long before the next connection. */
  readonly onRetry?: (delayMs: number) => void;
  /** Longest message that is held in memory, in UTF-16 code units. Default: 8 Mi. */
  readonly maxLength?: number;
}

export function createEventParser(options: ParserOptions): EventParser {
  const { onRetry, maxLength = 8 * 1024 * 1024 } = options;
  let rest = '';
  let lastEventId = options.lastEventId;
  let id = lastEventId;
  let type = '';
  let data: string[] = [];
  let length = 0;

  const endBlock = (): ServerSentEvent[] => {
    lastEventId = id;
    const events = data.length > 0 ? [{ id, type: type || 'message', data: data.join('\n') }] : [];
    type = '';
    data = [];
    length = 0;
    return events;
  };

  const readLine = (line: string): ServerSentEvent[] => {
    if (line === '') return endBlock();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (field === 'data') {
      data.push(value);
      length += value.length;
    } else if (field === 'event') type = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'retry' && /^\d{1,9}$/.test(value)) onRetry?.(Number(value));
    return [];
  };

  return {
    feed(text) {
      rest += text;
      // A carriage return at the very end may be half of a CRLF: it waits for what follows.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      const events = lines.flatMap(readLine);
      if (rest.length + length > maxLength) {
        throw new RangeError(`A message of the event stream is longer than ${maxLength} characters.`);
      }
      return events;
    },
    get lastEventId() {
      return lastEventId;
    },
  };
}
