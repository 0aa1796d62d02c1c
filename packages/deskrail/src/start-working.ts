import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  type Clock,
  type Connections,
  type EventLog,
  isDeskrailError,
  type Logger,
  type Policy,
  type Store,
  type StreamName,
  streamNames,
  streams,
} from '@deskrail/contracts';
import { type Recommender, startExecuting, startRecommending } from '@deskrail/copilot';
import type { SqliteLog } from '@deskrail/event-log/sqlite';
import { rebuildStore, startHousekeeping, startProjection, startRelay } from '@deskrail/store';
import type { OpenParts } from './open-parts.js';
import type { DeskrailOptions } from './options.js';

interface Work {
  readonly options: DeskrailOptions;
  readonly parts: OpenParts;
  readonly log: SqliteLog;
  readonly store: Store;
  readonly policy: Policy;
  readonly recommender: Recommender;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Start what works in the background, each after what it stands on. */
export async function startWorking({ options, parts, ...rail }: Work): Promise<void> {
  const { log, store, policy, recommender, connections, clock, logger } = rail;
  const { limits = {} } = options;
  await finishRebuild(store, log, logger);
  const relay = parts.add('relay', startRelay({ store, log, logger }));
  parts.add('projection', await startProjection({ store, log, logger }));
  parts.add('copilot', await startRecommending({ log, store, recommender, logger }));
  parts.add(
    'executors',
    await startExecuting({
      ...{ store, relay, connections, policy, clock, logger },
      executor: `${hostname()}/${randomUUID().slice(0, 8)}`,
      // Half of what closing may take: then a call in flight is given up, and looked up after the next start.
      closeTimeoutMs: Math.ceil((limits.closeTimeoutMs ?? 5_000) / 2),
      ...(options.fetch && { fetch: options.fetch }),
      ...(limits.actionLeaseMs !== undefined && { leaseMs: limits.actionLeaseMs }),
      ...(limits.actionGraceMs !== undefined && { graceMs: limits.actionGraceMs }),
    }),
  );
  const days = retentionOf(options);
  parts.add('housekeeping', startHousekeeping({ store, clock, logger, days, retainLog: () => log.retain(days) }));
}

/** A rebuild that was cut short left the store without part of its rows: it is made again before anything uses it. */
async function finishRebuild(store: Store, log: EventLog, logger: Logger): Promise<void> {
  try {
    await store.ready();
  } catch (error) {
    if (!isDeskrailError(error, 'dependency-unavailable')) throw error;
    logger.warn({}, 'The store is not whole: it is made again from the log before anything starts.');
    await rebuildStore({ store, log, logger });
  }
}

const retentionOf = ({ retentionDays = {} }: DeskrailOptions): Readonly<Record<StreamName, number>> =>
  Object.fromEntries(streamNames.map((name) => [name, retentionDays[name] ?? streams[name].retentionDays])) as Record<
    StreamName,
    number
  >;
