import type { Sql, SqlValue, VerdictGiven } from '@deskrail/contracts';
import { type ConversationState, isErased } from '../state/conversation.js';
import {
  eraseRecommendation,
  eraseVerdict,
  type RecommendationState,
  shownRecommendation,
} from '../state/recommendation.js';
import { current } from '../state/register.js';
import { timeKey } from '../state/time-key.js';
import { selectByKeys } from './bulk.js';

/** A quote that was read this long after an erasure may still be of the text before: whoever quotes keeps an index. */
const readsLagMs = 60 * 60 * 1000;

type Row = { readonly doc: string };

const parse = ({ doc }: Row): RecommendationState => JSON.parse(doc) as RecommendationState;

/** `condition` may go on with `order by` and `limit`. */
export async function readRecommendations(
  sql: Sql,
  condition: string,
  parameters: readonly SqlValue[],
): Promise<RecommendationState[]> {
  return (await sql.all<Row>(`select doc from store_recommendations where ${condition}`, parameters)).map(parse);
}

export async function readRecommendation(
  sql: Sql,
  tenant: string,
  id: string,
): Promise<RecommendationState | undefined> {
  return (await readRecommendations(sql, 'tenant = ? and id = ?', [tenant, id]))[0];
}

export async function insertRecommendation(sql: Sql, state: RecommendationState, appended: number): Promise<void> {
  const { view } = state;
  const values = [
    view.tenant,
    view.recommendationId,
    view.about.conversation ?? null,
    view.kind,
    shownRecommendation(state).status,
    timeKey(view.createdAt),
    view.expiresAt === undefined ? null : timeKey(view.expiresAt),
    state.erased ? 1 : 0,
    appended,
    JSON.stringify(state),
  ];
  await sql.run(
    `insert into store_recommendations
      (tenant, id, conversation, kind, status, created, expires, erased, appended, doc)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    values,
  );
  for (const [source, retrieved] of citationsOf(state)) {
    await sql.run(
      `insert into store_citations (tenant, source, recommendation, retrieved) values (?, ?, ?, ?)
        on conflict (tenant, source, recommendation) do nothing`,
      [view.tenant, source, view.recommendationId, retrieved],
    );
  }
}

export async function updateRecommendation(sql: Sql, state: RecommendationState): Promise<void> {
  const { tenant, recommendationId } = state.view;
  await sql.run('update store_recommendations set status = ?, erased = ?, doc = ? where tenant = ? and id = ?', [
    shownRecommendation(state).status,
    state.erased ? 1 : 0,
    JSON.stringify(state),
    tenant,
    recommendationId,
  ]);
}

/** Conversations that it quotes, each with when it was first read, in ms. */
export function citationsOf({ view }: RecommendationState): Map<string, number> {
  const sources = new Map<string, number>();
  for (const { source, retrievedAt } of view.evidence ?? []) {
    if (source.kind !== 'conversation') continue;
    const ms = Date.parse(retrievedAt);
    sources.set(source.id, Math.min(sources.get(source.id) ?? Number.POSITIVE_INFINITY, Number.isNaN(ms) ? 0 : ms));
  }
  return sources;
}

/** Made from a message whose text is gone. */
export const standsOnErased = ({ view }: RecommendationState, { erased }: ConversationState): boolean =>
  view.seen.some((id) => Object.hasOwn(erased, id)) ||
  (view.about.fact !== undefined && Object.hasOwn(erased, view.about.fact));

/** Quotes read from a conversation up to this time, in ms, do not stand. */
function quotesFallUntil(state: ConversationState): number {
  if (isErased(state)) return Number.MAX_SAFE_INTEGER;
  const erasedAt = current<string>(state.registers, 'erasure');
  return erasedAt === undefined ? -1 : Date.parse(erasedAt) + readsLagMs;
}

/** Recommendations that quote this conversation as it was before its text was taken out. */
export async function citing(sql: Sql, state: ConversationState): Promise<RecommendationState[]> {
  const until = quotesFallUntil(state);
  return readRecommendations(
    sql,
    `erased = 0 and tenant = ? and id in
      (select recommendation from store_citations where tenant = ? and source = ? and retrieved <= ?)`,
    [state.tenant, state.tenant, state.id, until],
  );
}

/** Whether what a new recommendation stands on was taken out before it came. */
export async function isBornErased(sql: Sql, state: RecommendationState): Promise<boolean> {
  const { tenant, about } = state.view;
  const citations = citationsOf(state);
  const ids = [...new Set([...(about.conversation === undefined ? [] : [about.conversation]), ...citations.keys()])];
  const text = 'select doc from store_conversations where tenant = ? and id in';
  const rows = await selectByKeys<Row>(
    sql,
    text,
    tenant,
    ids.map((id) => [id]),
  );
  return rows
    .map(({ doc }) => JSON.parse(doc) as ConversationState)
    .some((conversation) => {
      const retrieved = citations.get(conversation.id);
      if (retrieved !== undefined && retrieved <= quotesFallUntil(conversation)) return true;
      return conversation.id === about.conversation && (isErased(conversation) || standsOnErased(state, conversation));
    });
}

/** Take the text out of a recommendation and out of what was said on it. */
export async function rewriteErased(sql: Sql, state: RecommendationState): Promise<void> {
  const { tenant, recommendationId } = state.view;
  await updateRecommendation(sql, eraseRecommendation(state));
  const verdicts = await sql.all<{ id: string; doc: string }>(
    'select id, doc from store_verdicts where tenant = ? and recommendation = ?',
    [tenant, recommendationId],
  );
  for (const { id, doc } of verdicts) {
    const erased = eraseVerdict(JSON.parse(doc) as VerdictGiven);
    await sql.run('update store_verdicts set doc = ? where tenant = ? and id = ?', [
      JSON.stringify(erased),
      tenant,
      id,
    ]);
  }
}
