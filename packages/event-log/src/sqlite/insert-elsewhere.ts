import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { DeskrailError, type Logger, type SqlValue } from '@deskrail/contracts';
import type { InsertAnswer, InsertRequest, InsertThreadData } from './insert-thread.js';
import type { FileLimits } from './limits.js';
import { explainFailure } from './sqlite-failure.js';

export type Rows = readonly (readonly SqlValue[])[];

/** Inserts rows in a transaction of its own, off the thread that asks: that one goes on while the disk is synced. */
export interface InsertElsewhere {
  /**
   * One call at a time. A row's id, or `undefined` where there was a conflict that the text lets pass; durable when it
   * resolves. `unavailable` where there is no thread to do it: insert here instead.
   */
  insert(text: string, rows: Rows): Promise<readonly (number | undefined)[] | 'unavailable'>;
  close(): Promise<void>;
}

const startWithinMs = 10_000;

/** Starts nothing until the first insert. */
export function createInsertElsewhere(
  path: string,
  limits: FileLimits,
  logger: Logger,
  /** The file that the thread runs; throws where there is none. */
  findThread: () => URL | string = threadFile,
): InsertElsewhere {
  let thread: Thread | undefined;
  let available = true;

  async function startOnce(): Promise<Thread | undefined> {
    if (!available || thread?.ended === false) return thread;
    try {
      thread = await startThread(findThread(), { path, busyMs: limits.busyMs });
    } catch (error) {
      available = false;
      thread = undefined;
      const { code } = error as { code?: unknown };
      logger.info({ path, code }, 'no thread of its own for writing: commits are made on the main one');
    }
    return thread;
  }

  return {
    async insert(text, rows) {
      const asked = await startOnce();
      if (asked === undefined) return 'unavailable';
      const answer = (await asked.ask({ text, rows } satisfies InsertRequest)) as InsertAnswer;
      if ('ids' in answer) return answer.ids.map((id) => id ?? undefined);
      throw explainFailure(Object.assign(new Error('SQLite refused the insert.'), answer), path);
    },
    async close() {
      available = false;
      await thread?.end();
    },
  };
}

interface Thread {
  readonly ended: boolean;
  /** What it answers. Throws `dependency-unavailable` where it ends without a word. The process lives as long. */
  ask(request: unknown): Promise<unknown>;
  /** Tell it to end, and wait until it has. */
  end(): Promise<void>;
}

/** Rejects where it does not say in time that it is ready. Idle, it keeps no process alive. */
async function startThread(file: URL | string, workerData: InsertThreadData): Promise<Thread> {
  // Not the process's own flags: with `--input-type`, say, a thread does not load a file.
  const worker = new Worker(file, { workerData, execArgv: [] });
  let waiting: { resolve(word: unknown): void; reject(error: unknown): void } | undefined;
  let ended = false;
  let failure: unknown;

  function next(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      waiting = { resolve, reject };
      if (ended) waiting.reject(hasEnded(failure));
    });
  }
  worker.on('message', (word) => waiting?.resolve(word));
  // Without a listener it would end the process; its end follows.
  worker.on('error', (error) => {
    failure = error;
  });
  const end = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      ended = true;
      waiting?.reject(hasEnded(failure));
      resolve();
    });
  });

  const timer = setTimeout(() => void worker.terminate(), startWithinMs);
  try {
    await next();
  } finally {
    clearTimeout(timer);
  }
  worker.unref();
  return {
    get ended() {
      return ended;
    },
    async ask(request) {
      const answer = next();
      worker.ref();
      try {
        worker.postMessage(request);
        return await answer;
      } finally {
        worker.unref();
      }
    },
    async end() {
      if (ended) return;
      worker.ref();
      worker.postMessage('close');
      await end;
    },
  };
}

function hasEnded(cause: unknown): DeskrailError {
  // What it was doing may be written or not; an id is written once, so that doing it again does no harm.
  const message = 'The thread that writes has ended; try again.';
  return new DeskrailError('dependency-unavailable', message, { retryable: true, cause });
}

/** The source beside this file, or where this package says that it was built to. Throws where a bundler took it away. */
function threadFile(): URL | string {
  // Not `new URL('./…', import.meta.url)`: bundlers look for such a file, and in what was built there is none.
  if (import.meta.url.endsWith('.ts')) return new URL(import.meta.url.replace(/[^/]*$/, 'insert-thread.ts'));
  return createRequire(import.meta.url).resolve('@deskrail/event-log/sqlite/insert-thread');
}
