import { setTimeout as wait } from 'node:timers/promises';
import { type Connection, type Connections, DeskrailError, type Reconciled } from '@deskrail/contracts';
import { startProjection } from '@deskrail/store';
import { connectionsOf } from '../config/environment-connections.js';
import { openParts } from '../open-parts.js';
import { reconcile } from '../reconcile/reconcile.js';
import { openBoth } from './open-both.js';
import { type ReachedInstance, reachInstance } from './reach-instance.js';
import { type ReachedPlaces, requireDatabase } from './reach-log.js';
import type { Terminal } from './terminal.js';

export interface ReadBack extends Reconciled {
  readonly connection: string;
}

interface Asked {
  /** A connection's id, or a desk that one connection is of. */
  readonly wanted: string;
  readonly since: string;
  onProgress(done: Reconciled): void;
}

interface Named {
  readonly id: string;
  readonly desk: string;
}

/**
 * From here where the log and the store are brokers', or where nothing runs; else through the instance that runs.
 * `undefined` once Ctrl-C ended it.
 */
export async function readBack(
  reached: ReachedPlaces,
  asked: Asked,
  terminal: Terminal,
): Promise<ReadBack | undefined> {
  const { tenant = 'default' } = reached.config;
  const connections = connectionsOf(reached.config.connections, reached.environment.desks, tenant);
  const { kafka, postgres } = reached.places;
  const shared = kafka !== undefined && postgres !== undefined;
  const here = shared ? await found(connections, asked.wanted) : undefined;
  const instance = here === undefined ? await reachInstance(reached, terminal) : undefined;
  if (instance !== undefined) return throughInstance(instance, asked, terminal);
  const connection = here ?? (await found(connections, asked.wanted));
  if (connection === undefined) throw unknown(asked.wanted, connections);
  return fromHere(reached, { ...asked, connection, alone: !shared }, terminal);
}

async function throughInstance(
  { instance, client }: ReachedInstance,
  { wanted, since, onProgress }: Asked,
  { signal, say }: Terminal,
): Promise<ReadBack | undefined> {
  const connection = named(instance.connections, wanted)?.id ?? wanted;
  const { reconciliations } = client;
  let view = await reconciliations.start(connection, { since }, { signal });
  try {
    for (let waitMs = 50; view.state === 'running'; waitMs = Math.min(waitMs * 2, 1_000)) {
      await wait(waitMs, undefined, { signal });
      view = await reconciliations.get(connection, view.id, { signal });
      onProgress(view);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    say('Left: the instance goes on reading. Run this again to see what came of it.');
    return undefined;
  }
  const { conversations, facts, states, problem } = view;
  if (problem === undefined) return { connection, conversations, facts, states };
  throw new DeskrailError('desk-refused', `${problem.detail} (${problem.code}) ${kept(view)}`);
}

async function fromHere(
  reached: ReachedPlaces,
  { connection, since, onProgress, alone }: Asked & { readonly connection: Connection; readonly alone: boolean },
  terminal: Terminal,
): Promise<ReadBack | undefined> {
  const { signal, fetch, say } = terminal;
  if (reached.places.kafka === undefined) requireDatabase(reached);
  const logger = terminal.logger('warn');
  const parts = openParts({ logger, closeTimeoutMs: 10_000 });
  let done: Reconciled = { conversations: 0, facts: 0, states: 0 };
  try {
    const { store, log } = await openBoth(reached, parts, logger);
    // Where nothing runs, nobody else brings into the store what the log holds.
    if (alone) parts.add('projection', await startProjection({ store, log, logger }));
    const follow = (now: Reconciled) => {
      done = now;
      onProgress(now);
    };
    done = await reconcile({ connection, since, store, log, signal, logger, fetch, onProgress: follow });
    return { connection: connection.id, ...done };
  } catch (error) {
    if (!signal.aborted) throw error;
    say(`Stopped. ${kept(done)}`);
    return undefined;
  } finally {
    await parts.close();
  }
}

const kept = ({ facts, states }: Reconciled) =>
  `What was appended until then (${facts + states}) stays; run it again for the rest.`;

/** By its id, else the only one of that desk. */
function named<One extends Named>(connections: readonly One[], wanted: string): One | undefined {
  const byId = connections.find(({ id }) => id === wanted);
  if (byId !== undefined) return byId;
  const ofDesk = connections.filter(({ desk }) => desk === wanted);
  if (ofDesk.length < 2) return ofDesk[0];
  const ids = ofDesk.map(({ id }) => id).join(', ');
  throw new DeskrailError('request-invalid', `There are several connections of ${wanted}: name one of ${ids}.`);
}

const found = async (connections: Connections, wanted: string): Promise<Connection | undefined> =>
  typeof connections === 'function' ? connections(wanted) : named(connections, wanted);

function unknown(wanted: string, connections: Connections): DeskrailError {
  const ids = typeof connections === 'function' ? [] : connections.map(({ id }) => id);
  const known =
    ids.length > 0 ? `There is ${ids.join(', ')}.` : 'Configure one by the environment or deskrail.config.ts.';
  return new DeskrailError('connection-unknown', `There is no connection ${JSON.stringify(wanted)}. ${known}`);
}
