import { DeskrailError, type Sql, type StreamName, streamNames } from '@deskrail/contracts';
import { pruneConversation } from '../state/conversation.js';
import { pruneCustomer } from '../state/customer.js';
import { pruneMessage } from '../state/prune-message.js';
import { prune, type Register } from '../state/register.js';
import { type PolicyState, savePolicy } from './apply-decisions.js';
import { forgetDeliveries } from './deliveries.js';
import { createFactRows, type FactRows } from './fact-rows.js';
import { forgetSessions } from './kept-sessions.js';
import { forgetReviewing } from './review-claims.js';
import type { Rows } from './rows.js';
import { ageSwitches } from './switches.js';

const dayMs = 86_400_000;
/** Rows of one transaction: others get in between. */
const perCommit = 200;

/** Forget what the streams no longer hold. Returns the rows removed. */
export async function retain(rows: Rows, days: Readonly<Record<StreamName, number>>): Promise<number> {
  for (const stream of streamNames) {
    if (!(days[stream] >= 0)) {
      throw new DeskrailError('config-invalid', `The retention of ${stream} is not a number of days from 0 up.`);
    }
  }
  const now = await rows.read(async (sql) => rows.nowMs(sql));
  const cutoff = (stream: StreamName) => Math.floor(now - days[stream] * dayMs);
  let removed = 0;
  for (const shelf of ['messages', 'conversations', 'customers', 'incidents'] as const) {
    removed += await repeatedly(rows, (sql) => ageFacts(rows, sql, shelf, cutoff('facts')), shelf === 'incidents');
  }
  for (const [table, stream] of [
    ['store_recommendations', 'decisions'],
    ['store_actions', 'actions'],
  ] as const) {
    removed += await repeatedly(rows, (sql) => forgetRows(sql, table, cutoff(stream)));
  }
  removed += await repeatedly(rows, (sql) => agePolicies(sql, cutoff('decisions')), true);
  removed += await repeatedly(rows, (sql) => ageSwitches(sql, cutoff('decisions'), perCommit), true);
  removed += await repeatedly(rows, (sql) => forgetUses(sql, cutoff('decisions')));
  for (const stream of streamNames) {
    removed += await repeatedly(rows, (sql) => forgetHandled(sql, stream, cutoff(stream)));
  }
  await rows.write({}, async (sql) => {
    await sql.run('delete from store_remembered where until <= ?', [now]);
    await sql.run('delete from store_pauses where until <= ?', [now]);
    await forgetReviewing(sql, now);
    await forgetDeliveries(sql, now);
    await forgetSessions(sql, now);
  });
  return removed;
}

interface Step {
  /** Rows looked at: fewer than {@link perCommit} says that these were the last. */
  readonly seen: number;
  readonly removed: number;
}

/** `alone`: for the few rows that are held by no subject's name. */
async function repeatedly(rows: Rows, step: (sql: Sql) => Promise<Step>, alone = false): Promise<number> {
  let removed = 0;
  for (;;) {
    const done = await rows.write({ alone }, step);
    removed += done.removed;
    if (done.seen < perCommit) return removed;
  }
}

const tables = {
  messages: { key: 'tenant, conversation, id', table: 'store_messages', prune: pruneMessage },
  conversations: { key: 'tenant, id', table: 'store_conversations', prune: pruneConversation },
  customers: { key: 'tenant, id', table: 'store_customers', prune: pruneCustomer },
  incidents: { key: 'tenant, id', table: 'store_incidents', prune: pruneIncident },
};

function pruneIncident<Value>(incident: Register<Value>, cutoff: number): Register<Value> | undefined {
  return prune({ incident }, cutoff).incident as Register<Value> | undefined;
}

/** Take the parts that no fact of the stream holds any more, and the row where that is all. */
async function ageFacts({ hold }: Rows, sql: Sql, name: keyof typeof tables, cutoff: number): Promise<Step> {
  const { key, table, prune: pruneState } = tables[name];
  const rows = createFactRows();
  const shelf = rows[name] as FactRows['messages'];
  const text = `select ${key} from ${table} where oldest < ? order by oldest limit ?`;
  const old = await sql.all<Record<string, string>>(text, [cutoff, perCommit]);
  const keys = old.map((row) => key.split(', ').map((column) => row[column] ?? ''));
  await hold(
    sql,
    keys.map(([tenant = '', conversation = '']) => ({ tenant, conversation })),
  );
  await shelf.load(sql, keys);
  let removed = 0;
  for (const parts of keys) {
    const state = shelf.get(...parts);
    const left = state === undefined ? undefined : (pruneState as typeof pruneMessage)(state, cutoff);
    if (left === undefined) removed += 1;
    shelf.set(left, ...parts);
  }
  await rows.flush(sql);
  return { seen: old.length, removed };
}

async function forgetRows(sql: Sql, table: string, cutoff: number): Promise<Step> {
  const text = `select tenant, id from ${table} where appended < ? order by appended limit ?`;
  const old = await sql.all<{ tenant: string; id: string }>(text, [cutoff, perCommit]);
  for (const { tenant, id } of old) {
    await sql.run(`delete from ${table} where tenant = ? and id = ?`, [tenant, id]);
    if (table === 'store_recommendations') {
      for (const kept of ['store_citations', 'store_verdicts']) {
        await sql.run(`delete from ${kept} where tenant = ? and recommendation = ?`, [tenant, id]);
      }
    }
  }
  return { seen: old.length, removed: old.length };
}

async function agePolicies(sql: Sql, cutoff: number): Promise<Step> {
  const text = 'select tenant, doc from store_policies where oldest < ? limit ?';
  const old = await sql.all<{ tenant: string; doc: string }>(text, [cutoff, perCommit]);
  let removed = 0;
  for (const { tenant, doc } of old) {
    const left = prune({ policy: JSON.parse(doc) as PolicyState }, cutoff).policy as PolicyState | undefined;
    if (left !== undefined) await savePolicy(sql, tenant, left);
    else removed += await sql.run('delete from store_policies where tenant = ?', [tenant]);
  }
  return { seen: old.length, removed };
}

async function forgetUses(sql: Sql, cutoff: number): Promise<Step> {
  const text = `delete from store_uses where (tenant, event, place) in (select tenant, event, place
    from store_uses where at < ? order by at limit ?)`;
  const removed = await sql.run(text, [cutoff, perCommit]);
  return { seen: removed, removed };
}

async function forgetHandled(sql: Sql, stream: StreamName, cutoff: number): Promise<Step> {
  const text = `delete from store_handled where (tenant, id, consumer) in (select tenant, id, consumer
    from store_handled where stream = ? and appended < ? order by appended limit ?)`;
  const removed = await sql.run(text, [stream, cutoff, perCommit]);
  return { seen: removed, removed };
}
