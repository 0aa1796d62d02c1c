import { once } from 'node:events';
import { DeskrailError, type Logger } from '@deskrail/contracts';
import { createLogger } from './create-logger.js';
import type { Terminal } from './terminal.js';

/** How long an orderly end may take after Ctrl-C before the process ends anyway. */
const patienceMs = 8_000;

/**
 * The terminal of this process. The first Ctrl-C (or SIGTERM) asks the command to end, a second one ends the process at
 * once, and so does running out of patience.
 */
export function processTerminal(): Terminal {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort(new DeskrailError('aborted', 'Interrupted.'));
    setTimeout(() => {
      process.stderr.write('deskrail: it did not end in time, and was ended.\n');
      process.exit(1);
    }, patienceMs).unref();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);

  // `tail | head`: the reader goes, and so do we, without a word.
  let gone: Error | undefined;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone = error;
    stop.abort(error);
  });

  return {
    async print(line) {
      if (gone) throw gone;
      try {
        if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain', { signal: stop.signal });
      } catch (error) {
        throw gone ?? error; // not that the wait was aborted, but why
      }
    },
    say: (line) => void process.stderr.write(`${line}\n`),
    environment: process.env,
    directory: process.cwd(),
    signal: stop.signal,
    pid: process.pid,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    logger: (level): Logger =>
      createLogger({ level, write: (line) => void process.stderr.write(`${line}\n`), now: () => Date.now() }),
  };
}
