import type {
  Conversation,
  ConversationQuery,
  ConversationSummary,
  Page,
  PageQuery,
  Row,
  Sql,
  SqlValue,
} from '@deskrail/contracts';
import type { ConversationState } from '../state/conversation.js';
import { caseView, conversationView } from '../state/conversation-view.js';
import type { MessageState } from '../state/message.js';
import { timeKey, timeOfKey } from '../state/time-key.js';
import { selectByKeys } from './bulk.js';
import { pageOf, readPage } from './pages.js';

type Doc = { readonly doc: string };
const parse = <State>({ doc }: Doc): State => JSON.parse(doc) as State;

/** All of one conversation, by one statement. */
export const wholeConversation = `select 'conversation' as part, id, doc from store_conversations where tenant = ? and id = ?
  union all select 'message', conversation, doc from store_messages where tenant = ? and conversation = ?
  union all select 'sent', id, vendor_id from store_actions
    where tenant = ? and conversation = ? and vendor_id is not null`;

interface ConversationPart extends Row {
  readonly part: string;
  readonly id: string;
  readonly doc: string;
}

export async function readConversation(sql: Sql, tenant: string, id: string): Promise<Conversation | undefined> {
  return conversationIn(await sql.all(wholeConversation, [tenant, id, tenant, id, tenant, id]));
}

export function conversationIn(rows: readonly ConversationPart[]): Conversation | undefined {
  const of = (name: string) => rows.filter(({ part }) => part === name);
  const [row] = of('conversation');
  if (row === undefined) return undefined;
  const sentBy = new Map(of('sent').map((sent) => [sent.doc, sent.id]));
  return conversationView(parse(row), of('message').map(parse<MessageState>), sentBy);
}

/** Messages of conversations, and the actions that sent some of them. */
export interface ConversationParts {
  readonly messages: ReadonlyMap<string, readonly MessageState[]>;
  readonly sentBy: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export async function readParts(sql: Sql, tenant: string, ids: readonly string[]): Promise<ConversationParts> {
  const keys = ids.map((id) => [tenant, id]);
  const messages = new Map<string, MessageState[]>();
  const text = 'select conversation, doc from store_messages where (tenant, conversation) in';
  const sent = `select conversation, id, vendor_id from store_actions
    where vendor_id is not null and (tenant, conversation) in`;
  const [said, sentRows] = await Promise.all([
    selectByKeys<{ conversation: string; doc: string }>(sql, text, keys),
    selectByKeys<{ conversation: string; id: string; vendor_id: string }>(sql, sent, keys),
  ]);
  for (const row of said) {
    const some = messages.get(row.conversation);
    if (some === undefined) messages.set(row.conversation, [parse(row)]);
    else some.push(parse(row));
  }
  const sentBy = new Map<string, Map<string, string>>();
  for (const row of sentRows) {
    sentBy.set(row.conversation, (sentBy.get(row.conversation) ?? new Map()).set(row.vendor_id, row.id));
  }
  return { messages, sentBy };
}

const view = (state: ConversationState, { messages, sentBy }: ConversationParts): Conversation =>
  conversationView(state, messages.get(state.id) ?? [], sentBy.get(state.id) ?? new Map());

export async function pageConversations(
  sql: Sql,
  tenant: string,
  { status, customer, ...query }: ConversationQuery,
): Promise<Page<ConversationSummary>> {
  const given = Object.entries({ status, customer }).filter(([, value]) => value !== undefined);
  const { rows, next } = await readPage<SummaryRow>(sql, {
    ...query,
    text: `select c.updated as page_key, c.id as page_id, c.doc, c.opening,
        (select count(*) from store_recommendations r
          where r.tenant = c.tenant and r.conversation = c.id and r.status = 'open') as open_recommendations,
        (select count(*) from store_messages m
          where m.tenant = c.tenant and m.conversation = c.id and m.visible = 1) as messages,
        (select count(*) from store_messages m
          where m.tenant = c.tenant and m.conversation = c.id and m.visible = 1 and m.twin = 1) as twins,
        (select max(m.at) from store_messages m
          where m.tenant = c.tenant and m.conversation = c.id and m.visible = 1) as last_message
      from store_conversations c where c.tenant = ?${given.map(([name]) => ` and c.${name} = ?`).join('')}`,
    parameters: [tenant, ...given.map(([, value]) => value ?? '')],
    key: 'c.updated',
    id: 'c.id',
  });
  return pageOf(rows.map(summaryOf), next);
}

interface SummaryRow {
  readonly [column: string]: SqlValue;
  readonly doc: string;
  readonly opening: number;
  readonly open_recommendations: number;
  readonly messages: number;
  readonly twins: number;
  readonly last_message: string | null;
}

function summaryOf(row: SummaryRow): ConversationSummary {
  const state = parse<ConversationState>(row);
  const alone = Number(row.opening) === 1 && Number(row.twins) === 0;
  const opened = alone ? timeKey((state.opening?.body ?? state.opening?.snapshot?.body)?.at ?? '') : '';
  const last = opened > (row.last_message ?? '') ? opened : row.last_message;
  const { fields: _, ...summary } = caseView(state);
  return {
    ...summary,
    messageCount: Number(row.messages) + (alone ? 1 : 0),
    ...(last !== null && last !== '' && { lastMessageAt: timeOfKey(last) }),
    openRecommendations: Number(row.open_recommendations),
  };
}

export async function pageResolved(
  sql: Sql,
  tenant: string,
  query: PageQuery & { readonly updatedAfter?: string },
): Promise<Page<Conversation>> {
  const after = query.updatedAfter === undefined ? '' : timeKey(query.updatedAfter);
  const { rows, next } = await readPage<Doc>(sql, {
    ...query,
    text: `select updated as page_key, id as page_id, doc from store_conversations
      where tenant = ? and status in ('solved', 'closed') and updated > ?`,
    parameters: [tenant, after],
    key: 'updated',
    id: 'id',
  });
  const states = rows.map((row) => parse<ConversationState>(row)).filter(({ registers }) => !registers.deleted);
  const parts = await readParts(
    sql,
    tenant,
    states.map(({ id }) => id),
  );
  return pageOf(
    states.map((state) => view(state, parts)),
    next,
  );
}
