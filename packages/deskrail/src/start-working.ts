import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  type Clock,
  type Connections,
  isDeskrailError,
  type Logger,
  type Policy,
  type Store,
  type StreamName,
  streamNames,
  streams,
} from '@deskrail/contracts';
import {
  type FallbackWatch,
  type Recommender,
  startExecuting,
  startFollowingDeliveries,
  startQueueKeeping,
  startRecommending,
  tellPeople,
} from '@deskrail/copilot';
import { rebuildStore, startHousekeeping, startProjection, startRelay } from '@deskrail/store';
import { endpointOf } from './notify/endpoint.js';
import { startNotifying } from './notify/notifying.js';
import type { OpenParts } from './open-parts.js';
import type { OpenPlaces } from './open-places.js';
import type { Signing } from './open-signing.js';
import type { DeskrailOptions, InstanceRole } from './options.js';
import type { OverdueHandlers } from './overdue-handlers.js';
import { peopleOf } from './people-of.js';
import { storeIsBehind } from './store-is-behind.js';

interface Work {
  readonly options: DeskrailOptions;
  readonly roles: readonly InstanceRole[];
  readonly parts: OpenParts;
  readonly places: OpenPlaces;
  readonly policy: Policy;
  readonly signing: Signing | undefined;
  /** Absent where this process has no store. */
  readonly recommender: Recommender | undefined;
  /** Absent where this process does not recommend. */
  readonly fallbacks: FallbackWatch | undefined;
  /** Told of by the executors. */
  readonly overdue: OverdueHandlers;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Start what works in the background, by this process's roles, each part after what it stands on. */
export async function startWorking({
  options,
  roles,
  parts,
  places,
  recommender,
  fallbacks,
  overdue,
  ...rail
}: Work): Promise<void> {
  const { log, store, retainLog } = places;
  if (store === undefined) return;
  const { policy, signing, connections, clock, logger } = rail;
  const { limits = {} } = options;
  const does = (role: InstanceRole) => roles.includes(role);
  await finishRebuild(places, store, logger);
  // Whoever decides something brings it into the log as well; instances take turns by themselves.
  const relay = parts.add('relay', startRelay({ store, log, logger }));
  if (does('project')) await tellIfBehind(places, store, { days: retentionOf(options).facts, clock, logger });
  if (does('project')) parts.add('projection', await startProjection({ store, log, logger }));
  if (does('recommend') && recommender) {
    const { recommendationsAtOnce: concurrency } = limits;
    const copilot = { log, store, recommender, logger, ...(concurrency !== undefined && { concurrency }) };
    parts.add('copilot', await startRecommending(copilot));
    fallbacks?.start();
    if (fallbacks) parts.add('fallback watch', fallbacks);
  }
  if (does('execute')) {
    overdue.count = 0;
    parts.add('deliveries', await startFollowingDeliveries({ log, store, logger }));
    parts.add(
      'executors',
      await startExecuting({
        ...{ store, relay, log, connections, policy, clock, logger },
        executor: `${hostname()}/${randomUUID().slice(0, 8)}`,
        // Half of what closing may take: then a call in flight is given up, and looked up after the next start.
        closeTimeoutMs: Math.ceil((limits.closeTimeoutMs ?? 5_000) / 2),
        onOverdue: (handlers) => {
          overdue.count = handlers;
        },
        ...(signing && { verify: signing.verify }),
        ...(options.fetch && { fetch: options.fetch }),
        ...(options.tools && { tools: options.tools }),
        ...(limits.actionLeaseMs !== undefined && { leaseMs: limits.actionLeaseMs }),
        ...(limits.actionGraceMs !== undefined && { graceMs: limits.actionGraceMs }),
      }),
    );
  }
  if (does('project') && options.notify?.length) {
    const endpoints = options.notify.map((one) => endpointOf(one, options.tenant ?? 'default'));
    parts.add('notices', await startNotifying({ log, store, endpoints, clock, logger }));
  }
  if (does('project')) {
    parts.add('queue', startQueueKeeping({ store, policy, people: peopleOf(options), logger }));
    const days = retentionOf(options);
    parts.add(
      'housekeeping',
      startHousekeeping({
        ...{ store, clock, logger, days },
        ...(retainLog && { retainLog: () => retainLog(days) }),
      }),
    );
  }
}

/** A rebuild that was cut short left the store without part of its rows: it is made again before anything uses it. */
async function finishRebuild(places: OpenPlaces, store: Store, logger: Logger): Promise<void> {
  const { log, storeKind, storeIsNew } = places;
  if (storeIsNew) {
    logger.info({}, 'The store is new: it is made from what the log holds.');
    await rebuildStore({ store, log, logger, tell: tellPeople });
    return;
  }
  try {
    await store.ready();
  } catch (error) {
    if (!isDeskrailError(error, 'dependency-unavailable')) throw error;
    if (storeKind === 'postgres') {
      // Another instance may be at it: two at once would undo each other's work.
      logger.warn({}, `${error.message} A rebuild that was cut short is run again by deskrail rebuild.`);
      return;
    }
    logger.warn({}, 'The store is not whole: it is made again from the log before anything starts.');
    await rebuildStore({ store, log, logger, tell: tellPeople });
  }
}

/** Not mended here: others may be at work on the same store. */
async function tellIfBehind(
  { log, logKind }: OpenPlaces,
  store: Store,
  { logger, ...given }: { readonly days: number; readonly clock: Clock; readonly logger: Logger },
): Promise<void> {
  if (logKind === 'embedded') return;
  const isBehind = await storeIsBehind({ log, store, group: 'projection', ...given }).catch(() => false);
  if (!isBehind) return;
  logger.error(
    {},
    'The store lacks what was read from the log already, as a new database does beside an old log. Stop the instances, run deskrail rebuild, start them again.',
  );
}

const retentionOf = ({ retentionDays = {} }: DeskrailOptions): Readonly<Record<StreamName, number>> =>
  Object.fromEntries(streamNames.map((name) => [name, retentionDays[name] ?? streams[name].retentionDays])) as Record<
    StreamName,
    number
  >;
