import type {
  Decision,
  Fact,
  LedgerEvent,
  RecommendationWithheld,
  Sql,
  StoredEvent,
  Suggestion,
} from '@deskrail/contracts';
import { applyAction } from './action-rows.js';
import { applyDecision, restampPolicy } from './apply-decisions.js';
import { type AppendedFact, applyFacts } from './apply-facts.js';
import { applyLink } from './chain.js';
import { recordHandled, sortOut } from './handled.js';
import { isSwitch, restampSwitch } from './switches.js';

/** Apply what the log tells; what was handled before changes nothing. Throws `mustBeAlone` where it is not and should be. */
export async function applyEvents(
  sql: Sql,
  events: readonly StoredEvent[],
  { group, alone }: { readonly group: string; readonly alone: boolean },
): Promise<void> {
  const { fresh, returned } = await sortOut(sql, events, group);
  let facts: AppendedFact[] = [];
  const applyGathered = async () => {
    if (facts.length > 0) await applyFacts(sql, facts, alone);
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
    if (stream !== 'actions') continue;
    if (event.type === 'audit.linked.v1') await applyLink(sql, event);
    else await applyAction(sql, event as LedgerEvent, appended);
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
  await Promise.all(returned.map((stored) => noteAppended(sql, stored)));
}

/** A decision made here has come back from the log: from now on its age is the log's, so that both forget it together. */
async function noteAppended(sql: Sql, { event, appendedAt }: StoredEvent): Promise<void> {
  const appended = Date.parse(appendedAt);
  const note = (table: string, id: string): Promise<number> =>
    sql.run(`update ${table} set appended = ? where tenant = ? and id = ?`, [appended, event.tenant, id]);
  const row = rowOf(event as Decision | LedgerEvent);
  if (isSwitch(event)) await restampSwitch(sql, event, appended);
  if (event.type === 'policy.changed.v1') await restampPolicy(sql, event, appended);
  await Promise.all([note('store_handled', event.id), row === undefined ? undefined : note(row.table, row.id)]);
}

function rowOf(event: Decision | LedgerEvent): { readonly table: string; readonly id: string } | undefined {
  if (event.type === 'action.approved.v1') return { table: 'store_actions', id: event.data.actionId };
  if (event.type.endsWith('.suggested.v1') || event.type === 'recommendation.withheld.v1') {
    const { recommendationId } = (event as Suggestion | RecommendationWithheld).data;
    return { table: 'store_recommendations', id: recommendationId };
  }
  return undefined;
}
