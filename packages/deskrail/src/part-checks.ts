import { isDeskrailError } from '@deskrail/contracts';
import type { Spool } from '@deskrail/event-log/spool';
import type { GaugeOption, PartReport, ReadinessCheck } from '@deskrail/server';
import type { PoolLoad } from '@deskrail/store/postgres';
import type { OpenPlaces } from './open-places.js';
import type { Receiving } from './open-receiving.js';

/** How far a process is with its work: a log that was away at the start is waited for. */
export interface Progress {
  state: 'waiting' | 'started' | 'failed';
}

/**
 * What `/readyz` says of each part that can be away by itself. A receiver whose spool takes over stays ready, and so does
 * one whose store is away: it takes webhooks all the same.
 */
export function partChecks(
  places: OpenPlaces,
  receiving: Receiving | undefined,
  progress: Readonly<Progress>,
): Record<string, ReadinessCheck> {
  const { log, logKind, store, storeKind } = places;
  if (logKind === 'embedded') return {};
  const spool = receiving?.spool;
  return {
    log: () =>
      stateOf('Kafka', log.ready(), async () => {
        if (spool === undefined) return undefined;
        await spool.ready();
        return 'Kafka is away; webhooks go to the spool';
      }),
    ...(store && {
      store: () => {
        const name = storeKind === 'postgres' ? 'PostgreSQL' : 'the embedded store';
        return stateOf(name, store.ready(), async () =>
          receiving === undefined ? undefined : `${name} is away; webhooks are taken in all the same`,
        );
      },
    }),
    ...(store && { work: async () => workState(progress) }),
    ...(spool && {
      spool: async () => {
        const { state, events, oldestAgeSeconds } = await spool.status();
        if (state === 'empty') return { state: 'ready', detail: 'empty' };
        const detail = `${state}: ${events} events, the oldest ${Math.round(oldestAgeSeconds)} s old`;
        return { state: 'degraded', detail };
      },
    }),
  };
}

function workState({ state }: Readonly<Progress>): PartReport {
  if (state === 'started') return { state: 'ready' };
  if (state === 'waiting')
    return { state: 'degraded', detail: 'it begins once Kafka is there and its groups have let this process in' };
  return { state: 'failed', code: 'dependency-unavailable', detail: 'it could not be started; see the log' };
}

/** `standIn` says what takes over while a part is away; where nothing does, the part has failed. */
async function stateOf(
  name: string,
  ready: Promise<void>,
  standIn: () => Promise<string | undefined>,
): Promise<PartReport> {
  try {
    await ready;
    return { state: 'ready', detail: name };
  } catch (error) {
    const detail = await standIn().catch(() => undefined);
    if (detail !== undefined) return { state: 'degraded', detail };
    const code = isDeskrailError(error) ? error.code : 'internal';
    return { state: 'failed', code, detail: `${name} is away` };
  }
}

/** What `/metrics` tells of the parts that only some instances have. */
export const partGauges = ({ poolLoad }: OpenPlaces, receiving: Receiving | undefined): GaugeOption[] => [
  ...(receiving?.spool ? spoolGauges(receiving.spool) : []),
  ...(poolLoad ? poolGauges(poolLoad) : []),
];

function poolGauges(load: () => PoolLoad): GaugeOption[] {
  return [
    {
      name: 'deskrail_postgres_connections_max',
      help: 'Connections that this process may use at once.',
      read: () => load().size,
    },
    { name: 'deskrail_postgres_connections_used', help: 'Those in use.', read: () => load().used },
    {
      name: 'deskrail_postgres_connections_waiting',
      help: 'Reads and writes that wait for one.',
      read: () => load().waiting,
    },
  ];
}

function spoolGauges(spool: Spool): GaugeOption[] {
  return [
    {
      name: 'deskrail_spool_events',
      help: 'Events on this receiver’s disk that the log has yet to take.',
      read: async () => (await spool.status()).events,
    },
    {
      name: 'deskrail_spool_bytes',
      help: 'Their size.',
      read: async () => (await spool.status()).bytes,
    },
    {
      name: 'deskrail_spool_age_seconds',
      help: 'How long the oldest of them has waited.',
      read: async () => (await spool.status()).oldestAgeSeconds,
    },
    {
      name: 'deskrail_spool_refused',
      help: 'Events set aside, as the log would not take them for a fault of their own.',
      read: async () => (await spool.status()).refused,
    },
  ];
}
