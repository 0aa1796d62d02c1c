import type { Logger } from '@deskrail/contracts';

/** What a command may touch of the process it runs in. */
export interface Terminal {
  /** A line of result. Resolves when the reader has room, so that a slow one is not flooded; rejects once it is gone. */
  print(line: string): Promise<void>;
  /** A line for the person, beside the result. */
  say(line: string): void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly pid: number;
  readonly fetch: typeof globalThis.fetch;
  now(): number;
  /** Logs at this level and above, one JSON object a line. */
  logger(level: 'debug' | 'info' | 'warn' | 'error'): Logger;
}
