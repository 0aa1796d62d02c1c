import type { Page, QueueSummary, RecommendationView, ReviewQueueQuery, Row, Sql, SqlValue } from '@deskrail/contracts';
import type { RecommendationState } from '../state/recommendation.js';
import { keyOfMs, timeOfKey } from '../state/time-key.js';
import { pageOf, readPage } from './pages.js';
import { withVerdicts } from './read-recommendations.js';
import { readRecommendations } from './recommendation-rows.js';

interface Condition {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

const claimed = `exists (select 1 from store_claims c
  where c.tenant = r.tenant and c.recommendation = r.id and c.until > ?)`;

/** Columns that are filtered by what they are. */
const plain = ['queue', 'kind', 'risk', 'intent', 'language', 'channel'] as const;

function conditionsOf(query: ReviewQueueQuery, nowMs: number): Condition[] {
  const found: Condition[] = plain.flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : [{ text: `${name} = ?`, values: [value] }];
  });
  const { queues, assignee, overdue, claimed: isClaimed } = query;
  if (queues !== undefined) {
    found.push({ text: `queue in (${queues.map(() => '?').join(', ')})`, values: queues });
  }
  if (assignee === null) found.push({ text: 'assignee is null', values: [] });
  else if (assignee !== undefined) found.push({ text: 'assignee = ?', values: [assignee] });
  if (overdue === true) found.push({ text: 'due <= ?', values: [keyOfMs(nowMs)] });
  if (overdue === false) found.push({ text: '(due is null or due > ?)', values: [keyOfMs(nowMs)] });
  if (isClaimed !== undefined) found.push({ text: `${isClaimed ? '' : 'not '}${claimed}`, values: [nowMs] });
  return found;
}

/** Open recommendations by when they are due, then risk, then age. */
export async function pageQueue(
  sql: Sql,
  tenant: string,
  query: ReviewQueueQuery,
  nowMs: number,
): Promise<Page<RecommendationView>> {
  if (query.queues?.length === 0) return { items: [] };
  const conditions = conditionsOf(query, nowMs);
  const { cursor, limit } = query;
  const { rows, next } = await readPage<{ doc: string }>(sql, {
    ...{ cursor, limit, order: 'asc' },
    text: `select queue_key as page_key, id as page_id, doc from store_recommendations r
      where tenant = ? and status = 'open'${conditions.map(({ text }) => ` and ${text}`).join('')}`,
    parameters: [tenant, ...conditions.flatMap(({ values }) => values)],
    key: 'queue_key',
    id: 'id',
  });
  const states = rows.map(({ doc }) => JSON.parse(doc) as RecommendationState);
  return pageOf(await withVerdicts(sql, states, nowMs), next);
}

interface SummaryRow extends Row {
  readonly queue: string;
  readonly open: number;
  readonly overdue: number;
  readonly claimed: number;
  readonly unassigned: number;
  readonly oldest: string;
  readonly next_due: string | null;
}

export async function readQueues(sql: Sql, tenant: string, nowMs: number): Promise<QueueSummary[]> {
  const count = (condition: string) => `sum(case when ${condition} then 1 else 0 end)`;
  const text = `select queue, count(*) as open, ${count('due <= ?')} as overdue, ${count('c.until > ?')} as claimed,
      ${count('assignee is null')} as unassigned, min(created) as oldest, min(due) as next_due
    from store_recommendations r
    left join store_claims c on c.tenant = r.tenant and c.recommendation = r.id
    where r.tenant = ? and r.status = 'open' group by queue order by queue`;
  const rows = await sql.all<SummaryRow>(text, [keyOfMs(nowMs), nowMs, tenant]);
  return rows.map((row) => ({
    queue: row.queue,
    open: Number(row.open),
    overdue: Number(row.overdue),
    claimed: Number(row.claimed),
    unassigned: Number(row.unassigned),
    oldestSeconds: Math.max(0, (nowMs - Date.parse(timeOfKey(row.oldest))) / 1000),
    ...(row.next_due !== null && { nextDueAt: timeOfKey(row.next_due) }),
  }));
}

/** Of all tenants: those that their keeper is to look at now, the longest waiting first. */
export async function readQueueDue(sql: Sql, nowMs: number, limit: number): Promise<RecommendationView[]> {
  const condition = "status = 'open' and look_at <= ? order by look_at, created limit ?";
  return withVerdicts(sql, await readRecommendations(sql, condition, [nowMs, limit]), nowMs);
}

export async function readLoads(sql: Sql, tenant: string): Promise<Record<string, number>> {
  const text = `select assignee, count(*) as open from store_recommendations
    where tenant = ? and status = 'open' and assignee is not null group by assignee`;
  const rows = await sql.all<{ assignee: string; open: number }>(text, [tenant]);
  return Object.fromEntries(rows.map(({ assignee, open }) => [assignee, Number(open)]));
}
