import type { Action, Decision, Fact, RecommendationWithheld, Sql, StoredEvent, Suggestion } from '@deskrail/contracts';
import { applyAction } from './action-rows.js';
import { applyDecision } from './apply-decisions.js';
import { type AppendedFact, applyFacts } from './apply-facts.js';
import { recordHandled, sortOut } from './handled.js';

/** Apply what the log tells; what was handled before changes nothing. Returns the events that were new. */
export async function applyEvents(
  sql: Sql,
  events: readonly StoredEvent[],
  group: string,
): Promise<readonly StoredEvent[]> {
  const { fresh, returned } = await sortOut(sql, events, group);
  let facts: AppendedFact[] = [];
  const applyGathered = async () => {
    if (facts.length > 0) await applyFacts(sql, facts);
    facts = [];
  };
  for (const { stream, event, appendedAt } of fresh) {
    const appended = Date.parse(appendedAt);
    if (stream === 'facts') {
      facts.push({ event: event as Fact, appended });
      continue;
    }
    await applyGathered();
    if (stream === 'decisions') await applyDecision(sql, event as Decision, appended, 'replayed');
    if (stream === 'actions') await applyAction(sql, event as Action, appended);
  }
  await applyGathered();
  await recordHandled(
    sql,
    group,
    fresh.map(({ event, stream, appendedAt }) => ({
      tenant: event.tenant,
      id: event.id,
      stream,
      appended: Date.parse(appendedAt),
    })),
  );
  for (const stored of returned) await noteAppended(sql, stored);
  return fresh;
}

/** A decision made here has come back from the log: from now on its age is the log's, so that both forget it together. */
async function noteAppended(sql: Sql, { event, appendedAt }: StoredEvent): Promise<void> {
  const appended = Date.parse(appendedAt);
  const text = 'update store_handled set appended = ? where tenant = ? and id = ?';
  await sql.run(text, [appended, event.tenant, event.id]);
  const row = rowOf(event as Decision | Action);
  if (row === undefined) return;
  await sql.run(`update ${row.table} set appended = ? where tenant = ? and id = ?`, [appended, event.tenant, row.id]);
}

function rowOf(event: Decision | Action): { readonly table: string; readonly id: string } | undefined {
  if (event.type === 'action.approved.v1') return { table: 'store_actions', id: event.data.actionId };
  if (event.type.endsWith('.suggested.v1') || event.type === 'recommendation.withheld.v1') {
    const { recommendationId } = (event as Suggestion | RecommendationWithheld).data;
    return { table: 'store_recommendations', id: recommendationId };
  }
  return undefined;
}
