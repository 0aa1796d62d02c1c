import {
  type Database,
  DeskrailError,
  type EventByType,
  type Logger,
  type Sql,
  type Store,
  type UnitOfWork,
} from '@deskrail/contracts';
import type { CustomerState } from '../state/customer.js';
import { customerView } from '../state/customer.js';
import { keyOfMs } from '../state/time-key.js';
import { readLedger } from './action-rows.js';
import type { PolicyState } from './apply-decisions.js';
import { applyEvents } from './apply-events.js';
import { claim, release } from './claims.js';
import type { IncidentState } from './fact-rows.js';
import { isApplied } from './handled.js';
import { checkBuilt, setRebuilding, startEpoch } from './meta.js';
import { createOutbox } from './outbox.js';
import { pageConversations, pageResolved, readConversation } from './read-conversations.js';
import {
  pageActions,
  pageRecommendations,
  readAction,
  readRecommendationView,
  withVerdicts,
} from './read-recommendations.js';
import { readRecommendations } from './recommendation-rows.js';
import { retain } from './retention.js';
import { conversationsDue, customersDue, snapshotConversation, snapshotCustomer } from './snapshots.js';
import { createUnit } from './unit-of-work.js';
import { createWakeUps, waitFor } from './wake-ups.js';

export interface SqlStoreOptions {
  readonly database: Database;
  /** The store's clock, in ms: what leases, expiries and limits are judged by. */
  nowMs(sql: Sql): Promise<number> | number;
  /** Hold a conversation's row until the transaction ends; nothing to do where one write runs at a time. */
  lock?(sql: Sql, key: { readonly tenant: string; readonly conversation: string }): Promise<void>;
  readonly logger: Logger;
  /** How often to look for what another process brought, in ms. */
  readonly pollMs: number;
}

/** A store whose rows are in SQL. */
export interface SqlStore extends Store {
  /** Put the snapshots that are due in the outbox, of conversations and customers, at most `limit` of each. */
  takeSnapshots(options: { readonly limit: number }): Promise<number>;
}

const rebuilt = [
  ...['conversations', 'messages', 'customers', 'incidents', 'policies', 'recommendations', 'citations', 'verdicts'],
  ...['actions', 'handled'],
];

/** The store over any database that speaks the shared SQL and has the tables. */
export function createSqlStore(options: SqlStoreOptions): SqlStore {
  const { database, nowMs, lock, logger, pollMs } = options;
  const relayed = createWakeUps();
  const applied = createWakeUps();
  const outbox = createOutbox({ database, relayed, pollMs });
  const { written, ...port } = outbox;
  let closed = false;

  const check = (): void => {
    if (closed) throw new DeskrailError('closed', 'The store has been closed.');
  };
  const read = <Result>(job: (sql: Sql) => Promise<Result>): Promise<Result> => {
    check();
    return database.read(job);
  };
  const write = async <Result>(job: (sql: Sql) => Promise<Result>): Promise<Result> => {
    check();
    return database.write(job);
  };

  async function transact<Result>(
    key: { readonly tenant: string; readonly conversation: string },
    work: (unit: UnitOfWork) => Promise<Result>,
    allow: 'built' | 'rebuilding' = 'built',
  ): Promise<Result> {
    let emitted: readonly string[] = [];
    const result = await write(async (sql) => {
      if (allow === 'built') await checkBuilt(sql);
      await lock?.(sql, key);
      const unit = createUnit(sql, key, await nowMs(sql));
      const answer = await work(unit);
      emitted = unit.written;
      return answer;
    });
    if (emitted.length > 0) {
      applied.wake(emitted);
      written();
    }
    return result;
  }

  async function settle(): Promise<void> {
    for (;;) {
      const started = await read((sql) => readLedger(sql, "a.status = 'started' order by a.approved limit 100", []));
      if (started.length === 0) break;
      for (const { view } of started) {
        await transact(
          view,
          async (unit) => {
            const event = uncertain((await unit.action(view.id))?.view ?? view, unit.now);
            await unit.emit(event);
          },
          'rebuilding',
        );
      }
    }
    await write((sql) => setRebuilding(sql, false));
  }

  async function takeSnapshots({ limit }: { readonly limit: number }): Promise<number> {
    let taken = 0;
    const due = await read(async (sql) => {
      const now = await nowMs(sql);
      return { conversations: await conversationsDue(sql, now, limit), customers: await customersDue(sql, now, limit) };
    });
    const jobs = [
      ...due.conversations.map(({ tenant, conversation: id }) => ({ tenant, id, take: snapshotConversation })),
      ...due.customers.map(({ tenant, id }) => ({ tenant, id, take: snapshotCustomer })),
    ];
    for (const { tenant, id, take } of jobs) {
      const emitted = await write(async (sql) => {
        await checkBuilt(sql);
        await lock?.(sql, { tenant, conversation: id });
        return take(sql, tenant, id, await nowMs(sql));
      });
      if (emitted) taken += 1;
    }
    if (taken > 0) written();
    return taken;
  }

  const close = async (): Promise<void> => {
    closed = true;
  };

  return {
    outbox: port,
    async apply(events, { group, checkpoint }) {
      if (events.length === 0) return;
      await write(async (sql) => {
        await applyEvents(sql, events, group);
        // Elsewhere the log keeps its own place, after this has been committed.
        if (checkpoint?.database === database) await checkpoint.save(sql);
      });
      applied.wake(events.map(({ event }) => `${event.tenant}\n${event.id}`));
    },
    async holds(eventId, { tenant, timeoutMs, signal }) {
      const holds = () => read((sql) => isApplied(sql, tenant, eventId));
      return waitFor({ wakeUps: applied, name: `${tenant}\n${eventId}`, holds, pollMs, timeoutMs, signal });
    },
    transact: (key, work) => transact(key, work),
    conversation: (tenant, id) => read((sql) => readConversation(sql, tenant, id)),
    conversations: (tenant, query) => read((sql) => pageConversations(sql, tenant, query)),
    resolvedConversations: (tenant, query) => read((sql) => pageResolved(sql, tenant, query)),
    customer: (tenant, id) =>
      read(async (sql) => {
        const text = 'select doc from store_customers where tenant = ? and id = ?';
        const [row] = await sql.all<{ doc: string }>(text, [tenant, id]);
        return row === undefined ? undefined : customerView(JSON.parse(row.doc) as CustomerState);
      }),
    recommendation: (tenant, id) => read((sql) => readRecommendationView(sql, tenant, id)),
    recommendations: (tenant, query) => read((sql) => pageRecommendations(sql, tenant, query)),
    actions: (tenant, query) => read((sql) => pageActions(sql, tenant, query)),
    action: (tenant, id) => read((sql) => readAction(sql, tenant, id)),
    openIncidents: (tenant) =>
      read(async (sql) => {
        const text = 'select doc from store_incidents where tenant = ? and open = 1 order by id limit 1000';
        const rows = await sql.all<{ doc: string }>(text, [tenant]);
        return rows.flatMap(({ doc }) => (JSON.parse(doc) as IncidentState)[0]?.[0] ?? []);
      }),
    policyVersion: (tenant) =>
      read(async (sql) => {
        const text = 'select doc from store_policies where tenant = ?';
        const [row] = await sql.all<{ doc: string }>(text, [tenant]);
        return row === undefined ? undefined : (JSON.parse(row.doc) as PolicyState)[0]?.[0];
      }),
    claimAction: (claimant) =>
      write(async (sql) => {
        await checkBuilt(sql);
        return claim(sql, claimant, await nowMs(sql));
      }),
    releaseAction: (id, lease) => write(async (sql) => release(sql, id, lease, await nowMs(sql))),
    expiredRecommendations: ({ limit }) =>
      read(async (sql) => {
        const condition = "status = 'open' and expires <= ? order by expires limit ?";
        const found = await readRecommendations(sql, condition, [keyOfMs(await nowMs(sql)), limit]);
        const views = [];
        for (const state of found) views.push(...(await withVerdicts(sql, state.view.tenant, [state])));
        return views;
      }),
    snapshotsDue: ({ limit }) => read(async (sql) => conversationsDue(sql, await nowMs(sql), limit)),
    takeSnapshots,
    retain: async ({ days }) => retain({ write }, days, await read(async (sql) => nowMs(sql))),
    async reset() {
      await write(async (sql) => {
        if ((await sql.all('select 1 as found from store_outbox limit 1')).length > 0) {
          const message = 'The outbox holds decisions that the log has not: relay them first, or they would be lost.';
          throw new DeskrailError('conflict', message);
        }
        for (const table of rebuilt) await sql.run(`delete from store_${table}`);
        await startEpoch(sql);
        await setRebuilding(sql, true);
      });
      logger.info({}, 'the store was emptied for a rebuild');
    },
    settle,
    ready: () => read(checkBuilt),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Whoever started it before the rebuild cannot tell us any more. */
function uncertain(
  view: {
    readonly id: string;
    readonly tenant: string;
    readonly connection: string;
    readonly conversation: string;
    readonly attempts: number;
  },
  now: string,
): EventByType<'action.uncertain.v1'> {
  return {
    specversion: '1.0',
    id: `${view.id}/uncertain/rebuilt/${view.attempts}`,
    source: '/store',
    type: 'action.uncertain.v1',
    subject: view.conversation,
    time: now,
    datacontenttype: 'application/json',
    tenant: view.tenant,
    ...(view.connection !== '' && { connection: view.connection }),
    correlationid: view.conversation,
    actor: 'system/store',
    data: { actionId: view.id, why: 'rebuilt' },
  };
}
