import type { DeskrailEvent, EventByType, Sql } from '@deskrail/contracts';
import type { ConversationState } from '../state/conversation.js';
import { isEnded } from '../state/conversation-view.js';
import { type CustomerState, customerSnapshot, customerView } from '../state/customer.js';
import { takeSnapshot } from '../state/snapshot.js';
import { iso, timeKey } from '../state/time-key.js';
import { createFactRows, snapshotDue, snapshotEveryMs } from './fact-rows.js';
import { readParts } from './read-conversations.js';
import type { Rows } from './rows.js';
import { emitEvent } from './unit-of-work.js';

interface SnapshotDue {
  readonly tenant: string;
  readonly conversation: string;
  readonly reason: 'closed' | 'periodic';
}

/**
 * Open cases every 14 days; ended ones once for what happened since their last snapshot, as conversations without a case
 * are after 14 days; and every 14 days for as
 * long as recommendations are held that an erasure in them took the ground from.
 */
export async function conversationsDue(sql: Sql, nowMs: number, limit: number): Promise<SnapshotDue[]> {
  const text = `select tenant, id, doc from store_conversations c
    where snapshot_due <= ? and (kept_for_erasures = 0
      or exists (select 1 from store_recommendations r where r.tenant = c.tenant and r.conversation = c.id)
      or exists (select 1 from store_citations s where s.tenant = c.tenant and s.source = c.id))
    order by snapshot_due limit ?`;
  const rows = await sql.all<{ tenant: string; id: string; doc: string }>(text, [nowMs, limit]);
  return rows.map(({ tenant, id, doc }) => ({
    tenant,
    conversation: id,
    reason: isEnded(JSON.parse(doc) as ConversationState) ? 'closed' : 'periodic',
  }));
}

/** Customers of conversations that are held, those who opted out, and those deleted of whom facts came since: every 14 days. */
function customersDue(
  sql: Sql,
  nowMs: number,
  limit: number,
): Promise<readonly { readonly tenant: string; readonly id: string }[]> {
  const text = `select u.tenant, u.id from store_customers u
    where u.snapshot_at <= ? and (u.deleted = 2 or (u.deleted = 0 and (u.opted_out = 1 or exists (
      select 1 from store_conversations c where c.tenant = u.tenant and c.customer = u.id))))
    order by u.snapshot_at limit ?`;
  return sql.all<{ tenant: string; id: string }>(text, [nowMs - snapshotEveryMs, limit]);
}

/** Put all snapshots that are due in the outbox, at most `limit` of conversations and of customers. Returns how many. */
export async function takeSnapshots({ read, write, nowMs }: Rows, limit: number): Promise<number> {
  const due = await read(async (sql) => {
    const now = await nowMs(sql);
    return { conversations: await conversationsDue(sql, now, limit), customers: await customersDue(sql, now, limit) };
  });
  const jobs = [
    ...due.conversations.map(({ tenant, conversation }) => ({ tenant, conversation, take: snapshotConversation })),
    ...due.customers.map(({ tenant, id }) => ({ tenant, conversation: id, take: snapshotCustomer })),
  ];
  let taken = 0;
  for (const { tenant, conversation, take } of jobs) {
    const terms = { subjects: [{ tenant, conversation }], unlessRebuilding: 0 };
    if (await write(terms, (sql, now) => take(sql, tenant, conversation, now))) taken += 1;
  }
  return taken;
}

/** Put a conversation's snapshot in the outbox, and note that it was taken. */
async function snapshotConversation(sql: Sql, tenant: string, id: string, nowMs: number): Promise<boolean> {
  const rows = createFactRows();
  await rows.conversations.load(sql, [[tenant, id]]);
  const state = rows.conversations.get(tenant, id);
  // Another instance may have taken it since it was found due.
  const due = state === undefined ? null : snapshotDue(state);
  if (state === undefined || due === null || due > nowMs) return false;
  const { messages, sentBy } = await readParts(sql, tenant, [id]);
  const of = { sentBy: sentBy.get(id) ?? new Map(), takenAtMs: nowMs };
  const data = takeSnapshot(state, messages.get(id) ?? [], of);
  const event: EventByType<'conversation.snapshotted.v1'> = {
    ...envelopeOf(state, nowMs),
    correlationid: id,
    type: 'conversation.snapshotted.v1',
    data,
  };
  rows.conversations.set({ ...state, covered: state.changes, snapshotAt: nowMs }, tenant, id);
  await rows.flush(sql);
  return emitEvent(sql, tenant, event, nowMs);
}

async function snapshotCustomer(sql: Sql, tenant: string, id: string, nowMs: number): Promise<boolean> {
  const rows = createFactRows();
  await rows.customers.load(sql, [[tenant, id]]);
  const state = rows.customers.get(tenant, id);
  if (state === undefined || state.snapshotAt > nowMs - snapshotEveryMs) return false;
  rows.customers.set({ ...state, snapshotAt: nowMs }, tenant, id);
  await rows.flush(sql);
  const time = customerView(state)?.updatedAt ?? iso(nowMs);
  const event = {
    ...envelopeOf(state, nowMs),
    time,
    type: 'customer.snapshotted.v1' as const,
    data: customerSnapshot(state),
  };
  return emitEvent(sql, tenant, event, nowMs);
}

function envelopeOf(state: ConversationState | CustomerState, nowMs: number) {
  const { tenant, connection, id } = state;
  return {
    specversion: '1.0',
    id: [tenant, connection, 'snapshot', id, timeKey(iso(nowMs))].map(encodeURIComponent).join('/'),
    source: '/store',
    subject: id,
    time: iso(nowMs),
    datacontenttype: 'application/json',
    tenant,
    ...(connection !== '' && { connection }),
    actor: 'system/store',
    authenticity: 'api-key',
    identity: 'exact',
  } as const satisfies Partial<DeskrailEvent>;
}
