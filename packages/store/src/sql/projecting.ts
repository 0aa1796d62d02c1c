import {
  type Checkpoint,
  type Database,
  type DeskrailEvent,
  isDeskrailError,
  type LedgerEntry,
  type Logger,
  type Store,
  type StoredEvent,
} from '@deskrail/contracts';
import { readLedger } from './action-rows.js';
import { applyEvents } from './apply-events.js';
import { mustBeAlone } from './erasures.js';
import { readRebuilding, setRebuilding } from './meta.js';
import { closeForRebuild, emptyTables, uncertainAfterRebuild } from './rebuilding.js';
import type { Rows } from './rows.js';
import type { ConversationKey } from './sharing.js';
import { runUnit } from './unit-of-work.js';

export interface ProjectingOptions {
  readonly rows: Rows;
  readonly database: Database;
  /** Whether others write at the same time. */
  readonly shared: boolean;
  readonly logger: Logger;
  emptyTable(table: string): string;
}

/** What comes from the log: applied as it comes, or all of it again. */
export interface Projecting {
  apply(events: readonly StoredEvent[], group: string, checkpoint: Checkpoint | undefined): Promise<void>;
  beginRebuild: Store['beginRebuild'];
  reset(): Promise<void>;
  settle: Store['settle'];
}

type TellPeople = NonNullable<Parameters<Store['settle']>[0]>['tell'];

export function createProjecting({ rows, database, shared, logger, emptyTable }: ProjectingOptions): Projecting {
  /** The token of the rebuild that this instance began; while it runs, no other instance may apply anything. */
  let rebuilding = 0;

  const attempt = (
    events: readonly StoredEvent[],
    group: string,
    checkpoint: Checkpoint | undefined,
    alone: boolean,
  ): Promise<void> =>
    rows.write({ subjects: alone ? [] : subjectsOf(events), alone, unlessRebuilding: rebuilding }, async (sql) => {
      await applyEvents(sql, events, { group, alone });
      // Elsewhere the log keeps its own place, after this has been committed.
      if (checkpoint?.database === database) await checkpoint.save(sql);
    });

  const endUncertain = (entry: LedgerEntry, tell?: TellPeople): Promise<unknown> =>
    rows.write({ subjects: [entry.view], unlessRebuilding: rebuilding }, (sql, now) =>
      runUnit(sql, entry.view, { nowMs: now, guard: rows.guard }, async (unit) => {
        await unit.emit(uncertainAfterRebuild(entry, unit.now));
        await tell?.(unit, entry.view.id);
      }),
    );

  return {
    async apply(events, group, checkpoint) {
      const alone = !shared || rebuilding !== 0 || events.some(({ event }) => erasing.has(event.type));
      try {
        await attempt(events, group, checkpoint, alone);
      } catch (error) {
        // What it was to erase was found out on the way: again, with nobody else writing.
        if (error !== mustBeAlone) throw error;
        await attempt(events, group, checkpoint, true);
      }
    },
    async beginRebuild() {
      const begun = await rows.write({ alone: true }, async (sql) => {
        const wasWhole = (await readRebuilding(sql)) === 0;
        return { wasWhole, token: await closeForRebuild(sql) };
      });
      rebuilding = begun.token;
      return {
        async callOff() {
          // What an earlier rebuild has emptied is not whole yet.
          if (!begun.wasWhole) return;
          await rows.write({ alone: true, unlessRebuilding: begun.token }, (sql) => setRebuilding(sql, 0));
          rebuilding = 0;
        },
      };
    },
    async reset() {
      const begun = rebuilding === 0 ? {} : { unlessRebuilding: rebuilding };
      rebuilding = await rows.write({ alone: true, ...begun }, (sql) => emptyTables(sql, emptyTable));
      logger.info({}, 'the store was emptied for a rebuild');
    },
    async settle({ tell } = {}) {
      for (;;) {
        const started = await rows.read((sql) =>
          readLedger(sql, "a.status = 'started' order by a.approved limit 100", []),
        );
        if (started.length === 0) break;
        for (const entry of started) {
          try {
            await endUncertain(entry, tell);
          } catch (error) {
            if (tell === undefined || !isDeskrailError(error) || error.retryable) throw error;
            // Whatever is wrong with one action, nobody may decide anything before the rebuild's end.
            logger.error(
              { action: entry.view.id, code: error.code },
              'nobody is told of an action that is uncertain now',
            );
            await endUncertain(entry);
          }
        }
      }
      await rows.write({ alone: true, unlessRebuilding: rebuilding }, (sql) => setRebuilding(sql, 0));
      rebuilding = 0;
    },
  };
}

/** What takes text out; others are found to do so where they touch what is gone already. */
const erasing: ReadonlySet<string> = new Set<DeskrailEvent['type']>([
  'message.redacted.v1',
  'message.made-private.v1',
  'case.deleted.v1',
  'customer.deleted.v1',
]);

const subjectsOf = (events: readonly StoredEvent[]): ConversationKey[] =>
  events.map(({ event }) => ({ tenant: event.tenant, conversation: event.subject }));
