import type {
  ActionQuery,
  ActionView,
  LedgerEntry,
  Page,
  RecommendationQuery,
  RecommendationView,
  Sql,
  VerdictGiven,
  VerdictView,
} from '@deskrail/contracts';
import { type ActionState, actionView } from '../state/ledger.js';
import { type RecommendationState, shownRecommendation } from '../state/recommendation.js';
import { readLedger } from './action-rows.js';
import { selectByKeys } from './bulk.js';
import { pageOf, readPage } from './pages.js';
import { readRecommendations } from './recommendation-rows.js';

/** Recommendations with their verdicts and actions, in the order given. */
export async function withVerdicts(
  sql: Sql,
  tenant: string,
  states: readonly RecommendationState[],
): Promise<RecommendationView[]> {
  const keys = states.map(({ view }) => [tenant, view.recommendationId]);
  const verdicts = new Map<string, (VerdictView & { seq: number })[]>();
  const text = 'select seq, recommendation, doc from store_verdicts where (tenant, recommendation) in';
  const ledger = 'select recommendation, doc from store_actions where (tenant, recommendation) in';
  const [verdictRows, actionRows] = await Promise.all([
    selectByKeys<{ seq: number; recommendation: string; doc: string }>(sql, text, keys),
    selectByKeys<{ recommendation: string; doc: string }>(sql, ledger, keys),
  ]);
  for (const { seq, recommendation, doc } of verdictRows) {
    const { data, time } = JSON.parse(doc) as VerdictGiven;
    verdicts.set(recommendation, [...(verdicts.get(recommendation) ?? []), { ...data, at: time, seq: Number(seq) }]);
  }
  const actions = new Map<string, ActionView[]>();
  for (const row of actionRows) {
    const view = actionView(JSON.parse(row.doc) as ActionState);
    actions.set(row.recommendation, [...(actions.get(row.recommendation) ?? []), view]);
  }
  return states.map((state) => {
    const id = state.view.recommendationId;
    const given = (verdicts.get(id) ?? []).sort((a, b) => a.seq - b.seq).map(({ seq: _, ...verdict }) => verdict);
    const winner = given.find(({ verdictId }) => verdictId === state.winner);
    return {
      ...shownRecommendation(state),
      ...(winner !== undefined && { verdict: winner }),
      verdicts: given,
      actions: (actions.get(id) ?? []).sort(inOrder),
    };
  });
}

const inOrder = (a: ActionView, b: ActionView): number =>
  a.index - b.index || (a.approvedAt === b.approvedAt ? (a.id < b.id ? -1 : 1) : a.approvedAt < b.approvedAt ? -1 : 1);

export async function readRecommendationView(
  sql: Sql,
  tenant: string,
  id: string,
): Promise<RecommendationView | undefined> {
  const found = await readRecommendations(sql, 'tenant = ? and id = ?', [tenant, id]);
  return (await withVerdicts(sql, tenant, found))[0];
}

export async function pageRecommendations(
  sql: Sql,
  tenant: string,
  { status, conversation, ...query }: RecommendationQuery,
): Promise<Page<RecommendationView>> {
  const given = filters({ status, conversation });
  const { rows, next } = await readPage<{ doc: string }>(sql, {
    ...query,
    text: `select created as page_key, id as page_id, doc from store_recommendations where tenant = ?${given.text}`,
    parameters: [tenant, ...given.values],
    key: 'created',
    id: 'id',
  });
  const states = rows.map(({ doc }) => JSON.parse(doc) as RecommendationState);
  return pageOf(await withVerdicts(sql, tenant, states), next);
}

export async function pageActions(
  sql: Sql,
  tenant: string,
  { status, conversation, ...query }: ActionQuery,
): Promise<Page<ActionView>> {
  const given = filters({ status, conversation });
  const { rows, next } = await readPage<{ doc: string }>(sql, {
    ...query,
    text: `select approved as page_key, id as page_id, doc from store_actions where tenant = ?${given.text}`,
    parameters: [tenant, ...given.values],
    key: 'approved',
    id: 'id',
  });
  return pageOf(
    rows.map(({ doc }) => actionView(JSON.parse(doc) as ActionState)),
    next,
  );
}

interface Filters {
  readonly status: string | undefined;
  readonly conversation: string | undefined;
}

function filters({ status, conversation }: Filters): { readonly text: string; readonly values: readonly string[] } {
  const given = Object.entries({ status, conversation }).filter(([, value]) => value !== undefined);
  return { text: given.map(([name]) => ` and ${name} = ?`).join(''), values: given.map(([, value]) => value ?? '') };
}

export async function readAction(sql: Sql, tenant: string, id: string): Promise<LedgerEntry | undefined> {
  return (await readLedger(sql, 'a.tenant = ? and a.id = ?', [tenant, id]))[0];
}
