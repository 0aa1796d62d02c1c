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
import { type Handled, type Returned, recordHandled, sortOut } from './handled.js';
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
    if (stream === 'decisions') await applyDecision(sql, event as Decision, { appended, way: 'replayed' });
    if (stream !== 'actions') continue;
    if (event.type === 'audit.linked.v1') await applyLink(sql, event);
    else await applyAction(sql, event as LedgerEvent, appended);
  }
  await applyGathered();
  await recordHandled(sql, group, fresh.map(handledOf));
  await noteAppended(sql, returned);
}

const handledOf = ({ event, stream, appendedAt }: StoredEvent): Handled => ({
  ...{ tenant: event.tenant, id: event.id, stream, appended: Date.parse(appendedAt) },
});

/** Decisions made here have come back from the log: from now on their age is the log's, so that both forget them together. */
async function noteAppended(sql: Sql, returned: readonly Returned[]): Promise<void> {
  // An event may come twice in one batch: the last time counts.
  const latest = [...new Map(returned.map((one) => [`${one.event.tenant}\n${one.event.id}`, one])).values()];
  const byConsumer = new Map<string, Handled[]>();
  for (const one of latest) {
    for (const consumer of one.consumers)
      byConsumer.set(consumer, [...(byConsumer.get(consumer) ?? []), handledOf(one)]);
  }
  await Promise.all([
    ...[...byConsumer].map(([consumer, handled]) => recordHandled(sql, consumer, handled)),
    ...latest.map((one) => restamp(sql, one)),
  ]);
}

async function restamp(sql: Sql, { event, appendedAt }: StoredEvent): Promise<void> {
  const appended = Date.parse(appendedAt);
  if (isSwitch(event)) await restampSwitch(sql, event, appended);
  if (event.type === 'policy.changed.v1') await restampPolicy(sql, event, appended);
  const row = rowOf(event as Decision | LedgerEvent);
  if (row === undefined) return;
  await sql.run(`update ${row.table} set appended = ? where tenant = ? and id = ?`, [appended, event.tenant, row.id]);
}

function rowOf(event: Decision | LedgerEvent): { readonly table: string; readonly id: string } | undefined {
  if (event.type === 'action.approved.v1') return { table: 'store_actions', id: event.data.actionId };
  if (event.type.endsWith('.suggested.v1') || event.type === 'recommendation.withheld.v1') {
    const { recommendationId } = (event as Suggestion | RecommendationWithheld).data;
    return { table: 'store_recommendations', id: recommendationId };
  }
  return undefined;
}
