import { once } from 'node:events';
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
export function createInsertElsewhere(path: string, limits: FileLimits, logger: Logger): InsertElsewhere {
  let worker: Worker | undefined;
  let available = true;

  async function start(): Promise<Worker> {
    // Not the process's own flags: with `--input-type`, say, a thread does not load a file.
    const workerData = { path, busyMs: limits.busyMs } satisfies InsertThreadData;
    const started = new Worker(threadFile(), { workerData, execArgv: [] });
    // Told to whoever waits for an answer; without a listener it would end the process.
    started.on('error', () => {});
    await next(started, AbortSignal.timeout(startWithinMs));
    started.unref();
    return started;
  }

  async function startOnce(): Promise<Worker | undefined> {
    if (!available || worker !== undefined) return worker;
    try {
      worker = await start();
    } catch (error) {
      available = false;
      const code = (error as { code?: unknown }).code;
      logger.info({ path, code }, 'no thread of its own for writing: commits are made on the main one');
    }
    return worker;
  }

  return {
    async insert(text, rows) {
      const asked = await startOnce();
      if (asked === undefined) return 'unavailable';
      asked.ref();
      try {
        asked.postMessage({ text, rows } satisfies InsertRequest);
        const answer = (await next(asked)) as InsertAnswer;
        if ('ids' in answer) return answer.ids.map((id) => id ?? undefined);
        throw explainFailure(Object.assign(new Error('SQLite refused the insert.'), answer), path);
      } finally {
        asked.unref();
        if (asked.threadId === -1) worker = undefined;
      }
    },
    async close() {
      available = false;
      if (worker === undefined) return;
      const ended = once(worker, 'exit');
      worker.ref();
      worker.postMessage('close');
      await ended;
    },
  };
}

/** The thread's next word. Throws `dependency-unavailable` when it ends without one. */
async function next(worker: Worker, limit?: AbortSignal): Promise<unknown> {
  const settled = new AbortController();
  const signal = limit === undefined ? settled.signal : AbortSignal.any([settled.signal, limit]);
  const failed = (cause?: unknown): never => {
    // What it was doing may be written or not; an id is written once, so that doing it again does no harm.
    const message = 'The thread that writes has ended; try again.';
    throw new DeskrailError('dependency-unavailable', message, { retryable: true, cause });
  };
  const died = once(worker, 'exit', { signal }).then(() => failed());
  const said = once(worker, 'message', { signal }).catch(failed);
  died.catch(() => {});
  try {
    return ((await Promise.race([said, died])) as unknown[])[0];
  } finally {
    settled.abort();
  }
}

/** The source beside this file, or where this package says that it was built to. Throws where a bundler took it away. */
function threadFile(): URL | string {
  if (import.meta.url.endsWith('.ts')) return new URL('./insert-thread.ts', import.meta.url);
  return createRequire(import.meta.url).resolve('@deskrail/event-log/sqlite/insert-thread');
}
