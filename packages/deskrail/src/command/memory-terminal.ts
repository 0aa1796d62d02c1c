import { silentLogger } from '@deskrail/contracts';
import type { Terminal } from './terminal.js';

export interface MemoryTerminal extends Terminal {
  readonly printed: readonly string[];
  readonly said: readonly string[];
  /** As Ctrl-C does. */
  interrupt(): void;
  /** Resolves with the first printed or said line that matches, from the beginning. */
  line(pattern: RegExp): Promise<string>;
}

/** A terminal that keeps what is written to it, for tests. */
export function memoryTerminal(given: Partial<Terminal> = {}): MemoryTerminal {
  const printed: string[] = [];
  const said: string[] = [];
  const stop = new AbortController();
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  return {
    printed,
    said,
    print: async (line) => {
      printed.push(line);
      wake();
    },
    say: (line) => {
      said.push(line);
      wake();
    },
    environment: {},
    directory: process.cwd(),
    signal: stop.signal,
    pid: 1,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    logger: () => silentLogger,
    interrupt: () => stop.abort(),
    line: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          const found = [...printed, ...said].find((line) => pattern.test(line));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    ...given,
  };
}
