import {
  type Clock,
  type Connection,
  type Connections,
  DeskrailError,
  type EventLog,
  isDeskrailError,
  type Logger,
  type Reconciled,
  type Store,
} from '@deskrail/contracts';
import type { OpenReconciliation, ReconciledObservation } from '@deskrail/server';
import { reconcile, withoutAccess } from './reconcile.js';

export interface Reading {
  readonly connection: Connection;
  /** RFC 3339. */
  readonly since: string;
  readonly signal: AbortSignal;
  onProgress?(done: Reconciled): void;
}

/** Reads desks back in this process, and tells of it. */
export interface Reconciling {
  /** Throws as `reconcile` does. */
  run(reading: Reading): Promise<Reconciled>;
  /** For whoever asks through the API: of connections of the asker's tenant that have access to their desk. */
  readonly open: OpenReconciliation;
}

export function createReconciling(options: {
  readonly connections: Connections;
  readonly log: EventLog;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly fetch?: typeof globalThis.fetch | undefined;
  onReconciled(observation: ReconciledObservation): void;
  onDone(connection: string, reading: { readonly since: string; readonly startedAt: string }): void;
}): Reconciling {
  const { connections, log, store, clock, logger, fetch, onReconciled, onDone } = options;

  async function run({ connection, since, signal, onProgress }: Reading): Promise<Reconciled> {
    const startedAt = new Date(clock.now()).toISOString();
    let done: Reconciled = { conversations: 0, facts: 0, states: 0 };
    const follow = (now: Reconciled) => {
      done = now;
      onProgress?.(now);
    };
    const about = { connection: connection.id, since };
    try {
      const given = { connection, since, log, store, signal, clock, logger, ...(fetch && { fetch }) };
      done = await reconcile({ ...given, onProgress: follow });
    } catch (error) {
      const code = isDeskrailError(error) ? error.code : 'internal';
      onReconciled({ connection: connection.id, outcome: 'failed', ...done });
      if (!signal.aborted) logger.warn({ ...about, ...done, code }, 'A desk could not be read back to the end');
      throw error;
    }
    onReconciled({ connection: connection.id, outcome: 'done', ...done });
    onDone(connection.id, { since, startedAt });
    logger.info({ ...about, ...done }, 'A desk was read back');
    return done;
  }

  return {
    run,
    async open({ tenant, connection: id, since }) {
      const connection = await connectionOf(connections, id);
      if (connection?.tenant !== tenant) {
        throw new DeskrailError('connection-unknown', 'There is no connection of this id.');
      }
      if (connection.openReconciler === undefined) throw new DeskrailError('conflict', withoutAccess(id));
      return (given) => run({ connection, since, ...given });
    },
  };
}

export const connectionOf = async (connections: Connections, id: string): Promise<Connection | undefined> =>
  typeof connections === 'function' ? connections(id) : connections.find((connection) => connection.id === id);
