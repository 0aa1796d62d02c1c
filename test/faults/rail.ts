import { join } from 'node:path';
import type {
  Clock,
  Connection,
  EventLog,
  EvidenceSource,
  Executor,
  Model,
  ReviewDesk,
  Store,
} from '@deskrail/contracts';
import {
  createRecommender,
  createReviewDesk,
  definePolicy,
  type Executing,
  type ExecutingOptions,
  embeddedModel,
  startExecuting,
  startRecommending,
} from '@deskrail/copilot';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { startProjection, startRelay } from '@deskrail/store';
import { openPostgresStore } from '@deskrail/store/postgres';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { createReceiver, type Receiver } from '@deskrail/webhooks';
import { zendesk } from '@deskrail/zendesk';

export const tenant = 'acme';
export const secret = 'the-signing-secret-of-the-faults';
export const leaseMs = 60_000;
export const graceMs = 120_000;

/** Laid around a part before the others get it. */
export interface Around {
  log?(log: EventLog): EventLog;
  store?(store: Store): Store;
  flushed?(eventId: string): void;
  executor?(executor: Executor): Executor;
}

export interface RailOptions {
  readonly folder: string;
  readonly desk: { readonly url: string; readonly token: string };
  readonly clock?: Clock;
  readonly around?: Around;
  /** A database: the store is there, and only the log is in the folder. */
  readonly postgres?: string | undefined;
}

/** The embedded rail, part by part, as `createDeskrail` puts it together; what acts and what recommends start when asked. */
export interface Rail extends AsyncDisposable {
  readonly store: Store;
  readonly log: EventLog;
  readonly reviewDesk: ReviewDesk;
  readonly receive: Receiver;
  recommend(options: {
    readonly sources: readonly EvidenceSource[];
    readonly model?: Model;
    readonly modelTimeoutMs?: number;
  }): Promise<void>;
  execute(options?: Partial<ExecutingOptions>): Promise<Executing>;
  close(): Promise<void>;
}

export async function openRail({
  folder,
  desk,
  clock = { now: () => Date.now() },
  around = {},
  postgres,
}: RailOptions): Promise<Rail> {
  const parts: { close(): Promise<void> }[] = [];
  const add = <Part extends { close(): Promise<void> }>(part: Part): Part => {
    parts.push(part);
    return part;
  };
  const file = add(await openSqliteFile({ path: join(folder, 'deskrail.db') }));
  const opened = add(await openSqliteLog({ file, clock }));
  const openedStore: Store = add(
    postgres === undefined
      ? await openSqliteStore({ database: file, clock })
      : await openPostgresStore({ url: postgres, clock }),
  );
  const log = around.log?.(opened) ?? opened;
  const store = around.store?.(openedStore) ?? openedStore;
  const relay = add(startRelay({ store, log }));
  add(await startProjection({ store, log }));
  const policy = await definePolicy([]);
  const connection = surrounded(
    zendesk({ id: 'zendesk', tenant, secrets: [secret], rest: { url: desk.url, token: desk.token } }),
    around,
  );
  const connections = [connection];

  const close = async (): Promise<void> => {
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) await part.close();
  };
  return {
    ...{ store, log },
    reviewDesk: createReviewDesk({ store, policy, clock }),
    receive: createReceiver({ log, connections, clock }),
    async recommend({ sources, model = embeddedModel(), modelTimeoutMs = 30_000 }) {
      const recommender = createRecommender({ store, sources, model, policy, clock, timeoutMs: modelTimeoutMs });
      add(await startRecommending({ log, store, recommender }));
    },
    async execute(options = {}) {
      const executing = await startExecuting({
        ...{ store, log, connections, policy, clock, leaseMs, graceMs },
        relay: {
          async flushed(eventId, flushedOptions) {
            await relay.flushed(eventId, flushedOptions);
            around.flushed?.(eventId);
          },
        },
        executor: `process-${process.pid}`,
        pollMs: 20,
        monotonicMs: clock.now,
        closeTimeoutMs: 500,
        ...options,
      });
      return add(executing);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function surrounded(connection: Connection, { executor: wrap }: Around): Connection {
  const { openExecutor } = connection;
  if (wrap === undefined || openExecutor === undefined) return connection;
  return { ...connection, openExecutor: async (options) => wrap(await openExecutor(options)) };
}
