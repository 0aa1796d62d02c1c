import {
  type DeskState,
  type FreshdeskConversation,
  type FreshdeskIdKind,
  type FreshdeskPerson,
  type FreshdeskTicket,
  personOf,
} from './desk-state.js';

export interface NewConversation {
  /** HTML. */
  readonly body: string;
  readonly authorId?: string | undefined;
  readonly private: boolean;
  /** 0 reply, 2 note. */
  readonly source: number;
  /** Default: whether a contact wrote it. */
  readonly incoming?: boolean | undefined;
}

/** One update of a ticket. What is absent stays. */
export interface FreshdeskTicketChange {
  readonly conversation?: NewConversation | undefined;
  readonly status?: number | undefined;
  readonly priority?: number | undefined;
  readonly type?: string | null | undefined;
  readonly subject?: string | undefined;
  readonly agentId?: string | null | undefined;
  readonly groupId?: string | null | undefined;
  /** The whole list, as it will be. */
  readonly tags?: readonly string[] | undefined;
  readonly customFields?: Readonly<Record<string, unknown>> | undefined;
  readonly deleted?: boolean | undefined;
}

/** Something happened at the desk: a change that webhooks are sent for. */
export interface FreshdeskChange {
  readonly ticket: Readonly<FreshdeskTicket>;
  readonly action: 'created' | 'updated' | 'deleted' | 'restored';
  /** By the names of the API, such as `responder_id`: what it was, and is now. */
  readonly changes: Readonly<Record<string, readonly [from: unknown, to: unknown]>>;
  readonly conversation: FreshdeskConversation | undefined;
  readonly by: FreshdeskPerson;
  readonly at: string;
  readonly atMs: number;
}

export interface ChangeContext {
  readonly state: DeskState;
  readonly now: () => number;
  readonly newId: (kind: FreshdeskIdKind) => string;
  readonly stamp: () => string;
}

const fields = [
  ['status', 'status'],
  ['priority', 'priority'],
  ['type', 'type'],
  ['subject', 'subject'],
  ['agentId', 'responder_id'],
  ['groupId', 'group_id'],
  ['tags', 'tags'],
  ['customFields', 'custom_fields'],
  ['deleted', 'deleted'],
] as const;

/** Makes a change; `undefined` where nothing is other than it was. */
export function changeTicket(
  ticket: FreshdeskTicket,
  asked: FreshdeskTicketChange,
  by: FreshdeskPerson,
  context: ChangeContext,
): FreshdeskChange | undefined {
  const author = asked.conversation?.authorId === undefined ? by : personOf(context.state, asked.conversation.authorId);
  const change = withConsequences(ticket, asked, author);
  const changed = fields.filter(([key]) => change[key] !== undefined && !isSame(change[key], ticket[key]));
  if (changed.length === 0 && change.conversation === undefined) return undefined;
  const at = context.stamp();
  const changes = Object.fromEntries(
    changed.map(([key, name]) => [name, [shown(ticket[key]), shown(change[key])] as const]),
  );
  for (const [key] of changed) Object.assign(ticket, { [key]: change[key] });
  const conversation =
    change.conversation === undefined ? undefined : newConversation(change.conversation, author, at, context);
  if (conversation !== undefined) ticket.conversations.push(conversation);
  ticket.updatedAt = at;
  const action = change.deleted === undefined ? 'updated' : change.deleted ? 'deleted' : 'restored';
  return { ticket, action, changes, conversation, by, at, atMs: context.now() };
}

/** A contact's answer opens a ticket again, whatever it waited for. */
function withConsequences(
  ticket: FreshdeskTicket,
  asked: FreshdeskTicketChange,
  author: FreshdeskPerson,
): FreshdeskTicketChange {
  const merged =
    asked.customFields === undefined
      ? asked
      : { ...asked, customFields: { ...ticket.customFields, ...asked.customFields } };
  const reopens = asked.conversation !== undefined && !author.isAgent && asked.status === undefined;
  return reopens && ticket.status !== 2 ? { ...merged, status: 2 } : merged;
}

function newConversation(
  asked: NewConversation,
  author: FreshdeskPerson,
  at: string,
  { newId }: ChangeContext,
): FreshdeskConversation {
  return {
    ...{ id: newId('conversation'), authorId: author.id, body: asked.body, private: asked.private },
    ...{ source: asked.source, incoming: asked.incoming ?? !author.isAgent, createdAt: at },
  };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Ids are numbers in the API. */
const shown = (value: unknown): unknown => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value);
