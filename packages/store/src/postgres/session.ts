import { randomInt } from 'node:crypto';
import { isDeskrailError, type Logger } from '@deskrail/contracts';
import type { Client } from 'pg';
import { createPause } from '../pause.js';
import type { Sharing, Word } from '../sql/sharing.js';
import { explainFailure, type Place } from './postgres-failure.js';
import { createTelling, readSignal } from './signals.js';

export interface SessionOptions {
  readonly place: Place;
  /** What instances of one schema call each other by. */
  readonly channel: string;
  connect(): Promise<Client>;
  /** From 0 up to 1. */
  random(): number;
  readonly logger: Logger;
}

/**
 * An instance's own connection, beside the pool: by it instances hear of each other's commits, and see whether the others
 * live. While it is lost everybody looks now and then, as they do anyway.
 */
export interface Session extends Pick<Sharing, 'tell' | 'onTold'> {
  /** The number that it holds as an advisory lock; undefined while the connection is not there. */
  readonly number: number | undefined;
  /** Resolves once it is there, or could not be made; it is tried again for ever. */
  readonly opened: Promise<void>;
  close(): Promise<void>;
}

type Listener = Parameters<Sharing['onTold']>[0];

const pingEveryMs = 10_000;
const firstPauseMs = 250;
const longestPauseMs = 10_000;
const allWords: readonly Word[] = ['written', 'relayed', 'applied'];

export function openSession(options: SessionOptions): Session {
  const { logger, random, place } = options;
  const number = randomInt(1, 2 ** 48 - 1);
  const sender = number.toString(36);
  const listeners = new Set<Listener>();
  const closing = new AbortController();
  const pause = createPause();
  let client: Client | undefined;
  let opened = (): void => {};
  const firstTried = new Promise<void>((resolve) => {
    opened = resolve;
  });

  const hear = (word: Word, isTold: (name: string) => boolean): void => {
    for (const listener of [...listeners]) listener(word, isTold);
  };

  async function live(): Promise<void> {
    const own = await options.connect();
    const lost = new AbortController();
    own.once('end', () => lost.abort());
    own.on('error', () => lost.abort());
    own.on('notification', ({ payload = '' }) => {
      const signal = readSignal(payload);
      if (signal !== undefined && signal.sender !== sender) hear(signal.word, signal.isTold);
    });
    try {
      // A word lost with the server does no harm; waiting for the disk with each would.
      await own.query(`set synchronous_commit to off; listen ${options.channel}`);
      await own.query('select pg_advisory_lock($1)', [number]);
      client = own;
      opened();
      // What was told while nobody listened.
      for (const word of allWords) hear(word, () => true);
      const ended = AbortSignal.any([closing.signal, lost.signal]);
      while (!ended.aborted) {
        await createPause().for(pingEveryMs, ended);
        if (!ended.aborted) await own.query('select 1');
      }
    } finally {
      client = undefined;
      await own.end().catch(() => {});
    }
  }

  async function run(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; failures += 1) {
      try {
        await live();
        failures = 0;
      } catch (error) {
        const explained = explainFailure(error, place);
        const code = isDeskrailError(explained) ? explained.code : 'internal';
        logger.warn(
          { code, failures },
          'the connection by which instances hear of each other is lost; they poll meanwhile',
        );
      }
      opened();
      if (closing.signal.aborted) return;
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 10)) * (0.5 + random());
      await pause.for(pauseMs, closing.signal);
    }
  }

  const running = run();
  return {
    opened: firstTried,
    get number() {
      return client === undefined ? undefined : number;
    },
    tell: createTelling({ sender, channel: options.channel, client: () => client }),
    onTold(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}
