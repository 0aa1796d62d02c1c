import { type EventByType, messageFactId, type Sql, type SqlValue, type VerdictGiven } from '@deskrail/contracts';
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
import { queueColumns, queueValues } from './queue-columns.js';

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
    ...queueValues(state),
  ];
  const text = `insert into store_recommendations
      (tenant, id, conversation, kind, status, created, expires, erased, appended, doc, ${queueColumns.join(', ')})
      values (${values.map(() => '?').join(', ')})`;
  const cite = `insert into store_citations (tenant, source, recommendation, message, retrieved) values (?, ?, ?, ?, ?)
    on conflict do nothing`;
  await Promise.all([
    sql.run(text, values),
    ...citationsOf(state).map(({ source, message, retrieved }) =>
      sql.run(cite, [view.tenant, source, view.recommendationId, message, retrieved]),
    ),
  ]);
}

export async function updateRecommendation(sql: Sql, state: RecommendationState): Promise<void> {
  const { tenant, recommendationId } = state.view;
  const text = `update store_recommendations set status = ?, erased = ?, doc = ?,
    ${queueColumns.map((column) => `${column} = ?`).join(', ')} where tenant = ? and id = ?`;
  await sql.run(text, [
    shownRecommendation(state).status,
    state.erased ? 1 : 0,
    JSON.stringify(state),
    ...queueValues(state),
    tenant,
    recommendationId,
  ]);
}

/**
 * A quote of a conversation, which its source names as `<conversation>` or `<conversation>#<message>`, percent-encoded; or
 * of an answer given in one, named as `<conversation>##<recommendation>`.
 */
interface Citation {
  readonly source: string;
  /** The message's id; empty where the source names the conversation as a whole. */
  readonly message: string;
  /** When it was read, in ms. */
  readonly retrieved: number;
}

function citationsOf({ view }: RecommendationState): Citation[] {
  const quotes = (view.evidence ?? []).filter(
    ({ source }) => source.kind === 'conversation' || source.kind === 'answer',
  );
  return quotes.map(({ source, retrievedAt }) => {
    const [id = '', message = ''] = source.id.split('#');
    const retrieved = Date.parse(retrievedAt);
    return { source: id, message: decoded(message), retrieved: Number.isNaN(retrieved) ? 0 : retrieved };
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Made from a message whose text is gone. */
export const standsOnErased = ({ view }: RecommendationState, { erased }: ConversationState): boolean =>
  view.seen.some((id) => Object.hasOwn(erased, id)) ||
  (view.about.fact !== undefined && Object.hasOwn(erased, view.about.fact));

/** Whether what was quoted has been taken out of the conversation. */
function isFallen(citation: Omit<Citation, 'source'>, state: ConversationState): boolean {
  if (isErased(state)) return true;
  if (citation.message === 'opening') return state.opening?.erased !== undefined;
  if (citation.message !== '') return Object.hasOwn(state.erased, messageFactId(state, citation.message).id);
  const erasedAt = current<string>(state.registers, 'erasure');
  return erasedAt !== undefined && citation.retrieved <= Date.parse(erasedAt) + readsLagMs;
}

/** Recommendations that quote what was taken out of this conversation. */
export async function citing(sql: Sql, state: ConversationState): Promise<RecommendationState[]> {
  const text = 'select recommendation, message, retrieved from store_citations where tenant = ? and source = ?';
  const citations = await sql.all<{ recommendation: string; message: string; retrieved: number }>(text, [
    state.tenant,
    state.id,
  ]);
  const fallen = citations.filter(({ message, retrieved }) =>
    isFallen({ message, retrieved: Number(retrieved) }, state),
  );
  const ids = [...new Set(fallen.map(({ recommendation }) => recommendation))].map((id) => [state.tenant, id]);
  const condition = 'select doc from store_recommendations where erased = 0 and (tenant, id) in';
  return (await selectByKeys<Row>(sql, condition, ids)).map(parse);
}

/** Whether what a new recommendation stands on was taken out before it came. */
export async function isBornErased(sql: Sql, state: RecommendationState): Promise<boolean> {
  const { tenant, about } = state.view;
  const citations = citationsOf(state);
  const own = about.conversation === undefined ? [] : [about.conversation];
  const ids = [...new Set([...own, ...citations.map(({ source }) => source)])];
  const text = 'select doc from store_conversations where (tenant, id) in';
  const rows = await selectByKeys<Row>(
    sql,
    text,
    ids.map((id) => [tenant, id]),
  );
  return rows
    .map(({ doc }) => JSON.parse(doc) as ConversationState)
    .some(
      (conversation) =>
        citations.some((citation) => citation.source === conversation.id && isFallen(citation, conversation)) ||
        (conversation.id === about.conversation && (isErased(conversation) || standsOnErased(state, conversation))),
    );
}

/** What an action that only comes now once sent may be taken out already, as in a store that is made anew. */
export async function eraseWhereSentAndErased(
  sql: Sql,
  { tenant, data }: EventByType<'action.approved.v1'>,
): Promise<void> {
  const text = 'select doc from store_conversations where tenant = ? and id = ?';
  const [row] = await sql.all<Row>(text, [tenant, data.conversation]);
  if (row === undefined || !Object.hasOwn((JSON.parse(row.doc) as ConversationState).erased, data.actionId)) return;
  const state = await readRecommendation(sql, tenant, data.recommendationId);
  if (state !== undefined && !state.erased) await rewriteErased(sql, state);
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
