import { type EventByType, formatSubject, type Sql } from '@deskrail/contracts';
import { type ConversationState, oldestInConversation } from '../state/conversation.js';
import { isAtRest, isEnded, requesterOf, showsOpening, statusOf } from '../state/conversation-view.js';
import { type CustomerState, hasOptedOut, isDeleted, isTalkedOf, oldestInCustomer } from '../state/customer.js';
import { isVisible, type MessageState, timeOfMessage } from '../state/message.js';
import { oldestPart } from '../state/prune-message.js';
import { oldestOf, type Register } from '../state/register.js';
import { createShelf, type Shelf } from './shelf.js';

export const snapshotEveryMs = 14 * 86_400_000;

export type IncidentState = Register<EventByType<'incident.signalled.v1'>>;

/** What facts change, as one transaction holds it. */
export interface FactRows {
  readonly conversations: Shelf<ConversationState>;
  readonly messages: Shelf<MessageState>;
  readonly customers: Shelf<CustomerState>;
  readonly incidents: Shelf<IncidentState>;
  flush(sql: Sql): Promise<void>;
}

export function createFactRows(): FactRows {
  const conversations = createShelf<ConversationState>(
    {
      table: 'store_conversations',
      key: ['tenant', 'id'],
      columns: ['tenant', 'id', ...conversationColumns, 'doc'],
    },
    columnsOfConversation,
  );
  const messages = createShelf<MessageState>(
    {
      table: 'store_messages',
      key: ['tenant', 'conversation', 'id'],
      columns: ['tenant', 'conversation', 'id', 'visible', 'twin', 'at', 'author', 'oldest', 'doc'],
    },
    (message) => [
      isVisible(message) ? 1 : 0,
      message.twin === true ? 1 : 0,
      timeOfMessage(message),
      authorOf(message) ?? null,
      oldestPart(message),
    ],
  );
  const customers = createShelf<CustomerState>(
    {
      table: 'store_customers',
      key: ['tenant', 'id'],
      columns: ['tenant', 'id', 'deleted', 'opted_out', 'snapshot_at', 'oldest', 'doc'],
    },
    (customer) => [
      isDeleted(customer) ? (isTalkedOf(customer) ? 2 : 1) : 0,
      hasOptedOut(customer) ? 1 : 0,
      customer.snapshotAt,
      oldestInCustomer(customer),
    ],
  );
  const incidents = createShelf<IncidentState>(
    { table: 'store_incidents', key: ['tenant', 'id'], columns: ['tenant', 'id', 'open', 'oldest', 'doc'] },
    (incident) => [incident[0]?.[0].data.state === 'resolved' ? 0 : 1, oldestOf({ incident })],
  );
  const shelves = [conversations, messages, customers, incidents];
  return {
    conversations,
    messages,
    customers,
    incidents,
    async flush(sql) {
      await Promise.all(shelves.map((shelf) => shelf.flush(sql)));
    },
  };
}

const conversationColumns = ['status', 'updated', 'customer', 'opening', 'snapshot_due', 'kept_for_erasures', 'oldest'];

/** When the next snapshot is due, in ms; null where none will be. */
export function snapshotDue(state: ConversationState): number | null {
  if (isEnded(state) && !isCovered(state)) return 0;
  const done = isAtRest(state) && isCovered(state) && !holdsErasures(state);
  return done ? null : state.snapshotAt + snapshotEveryMs;
}

const isCovered = (state: ConversationState): boolean => state.covered >= state.changes;

const holdsErasures = ({ registers }: ConversationState): boolean =>
  ['erasure', 'deleted', 'person'].some((name) => Object.hasOwn(registers, name));

/** As long as a subject may be: nothing is ever said of a customer whose id makes a longer one. */
const longestSubject = 1024;

function columnsOfConversation(state: ConversationState) {
  const id = requesterOf(state)?.id;
  const customer = id === undefined ? '' : formatSubject({ kind: 'customer', connection: state.connection, id });
  return [
    statusOf(state),
    state.registers.updated?.[0]?.[1] ?? '',
    customer === '' || customer.length > longestSubject ? null : customer,
    showsOpening(state) ? 1 : 0,
    snapshotDue(state),
    isAtRest(state) && isCovered(state) && holdsErasures(state) ? 1 : 0,
    oldestInConversation(state),
  ];
}

/** The desk's id of who wrote it, where that may be a customer. */
function authorOf(message: MessageState): string | undefined {
  const author = (message.body ?? message.snapshot?.body)?.author;
  return author?.kind === 'customer' || author?.kind === 'unknown' ? author.id : undefined;
}

/** All messages of a case, by the desk's clock. */
export async function messagesOf(rows: FactRows, sql: Sql, { tenant, id }: ConversationState): Promise<MessageState[]> {
  await rows.messages.flush(sql);
  const found = await sql.all<{ id: string }>(
    'select id from store_messages where tenant = ? and conversation = ? order by at, id',
    [tenant, id],
  );
  const keys = found.map((row) => [tenant, id, row.id]);
  await rows.messages.load(sql, keys);
  return keys.flatMap((key) => rows.messages.get(...key) ?? []);
}
