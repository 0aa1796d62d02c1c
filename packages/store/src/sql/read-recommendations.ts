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
import { type ClaimRow, liveClaim, nameOf, readClaims } from './review-claims.js';

interface Part {
  readonly [column: string]: string | number;
  readonly tenant: string;
  readonly recommendation: string;
  readonly seq: number;
  readonly doc: string;
}

const partsIn = (table: string, seq: string): string =>
  `select tenant, recommendation, ${seq} as seq, doc from ${table} where (tenant, recommendation) in`;

/** Recommendations of any tenants with their verdicts, actions and live claims, in the order given. */
export async function withVerdicts(
  sql: Sql,
  states: readonly RecommendationState[],
  now: Promise<number> | number,
): Promise<RecommendationView[]> {
  const keys = states.map(({ view }) => [view.tenant, view.recommendationId]);
  const open = states.filter(({ view }) => view.status === 'open');
  const [verdicts, actions, claims, nowMs] = await Promise.all([
    selectByKeys<Part>(sql, partsIn('store_verdicts', 'seq'), keys).then(byRecommendation),
    selectByKeys<Part>(sql, partsIn('store_actions', 'place'), keys).then(byRecommendation),
    readClaims(
      sql,
      open.map(({ view }) => [view.tenant, view.recommendationId]),
    ),
    now,
  ]);
  return states.map((state) => {
    const name = nameOf(state.view.tenant, state.view.recommendationId);
    const parts = {
      verdicts: (verdicts.get(name) ?? []).map(({ doc }) => JSON.parse(doc) as VerdictGiven),
      actions: (actions.get(name) ?? []).map(({ doc }) => JSON.parse(doc) as ActionState),
      claim: claims.get(name),
    };
    return recommendationView({ state, ...parts }, nowMs);
  });
}

/** What a recommendation's view is made of. */
export interface RecommendationParts {
  readonly state: RecommendationState;
  /** In the order in which they were given. */
  readonly verdicts: readonly VerdictGiven[];
  readonly actions: readonly ActionState[];
  readonly claim: ClaimRow | undefined;
}

export function recommendationView(
  { state, verdicts, actions, claim: held }: RecommendationParts,
  nowMs: number,
): RecommendationView {
  const shown = shownRecommendation(state);
  const given = verdicts.map(verdictViewOf);
  const winner = given.find(({ verdictId }) => verdictId === state.winner);
  const claim = shown.status === 'open' ? liveClaim(held, nowMs) : undefined;
  return {
    ...shown,
    ...(claim !== undefined && { claim }),
    ...(winner !== undefined && { verdict: winner }),
    verdicts: given,
    actions: actions.map(actionView).sort(inOrder),
  };
}

function verdictViewOf({ data, time }: VerdictGiven): VerdictView {
  const { salt: _, ...told } = data;
  return { ...told, at: time };
}

function byRecommendation(rows: readonly Part[]): Map<string, Part[]> {
  const found = new Map<string, Part[]>();
  for (const row of rows) {
    const name = nameOf(row.tenant, row.recommendation);
    const held = found.get(name);
    if (held === undefined) found.set(name, [row]);
    else held.push(row);
  }
  for (const held of found.values()) held.sort((a, b) => Number(a.seq) - Number(b.seq));
  return found;
}

const inOrder = (a: ActionView, b: ActionView): number =>
  a.index - b.index || (a.approvedAt === b.approvedAt ? (a.id < b.id ? -1 : 1) : a.approvedAt < b.approvedAt ? -1 : 1);

export async function pageRecommendations(
  sql: Sql,
  tenant: string,
  { status, conversation, ...query }: RecommendationQuery,
  now: Promise<number> | number,
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
  return pageOf(await withVerdicts(sql, states, now), next);
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
