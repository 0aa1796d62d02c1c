import type { Conversation, ConversationMessage, Party } from '@deskrail/contracts';
import type { ConversationState } from './conversation.js';
import { isVisible, type MessageState, messageView } from './message.js';
import { current, type Entry, type Registers } from './register.js';
import { iso, timeKey } from './time-key.js';

/** A case's own part of the view; the messages are joined to it by {@link conversationView}. */
export function caseView(state: ConversationState): Omit<Conversation, 'messages' | 'facts'> {
  const { registers } = state;
  const get = <Value>(name: string) => current<Value>(registers, name);
  const fields = fieldsOf(registers);
  const optional = {
    subject: get<string>('subject'),
    kind: get<string>('kind'),
    channel: get<string>('channel') ?? get<string>('message-channel'),
    requester: get<Party>('requester') ?? get<Party>('writer'),
    assignee: get<Conversation['assignee']>('assignee'),
    group: get<Conversation['group']>('group'),
    organizationId: get<string | null>('organizationId'),
    fields: Object.keys(fields).length > 0 ? fields : undefined,
    nextBreachAt: get<string | null>('breach'),
    csat: get<string>('csat'),
    mergedInto: get<string>('merged'),
    deleted: get<NonNullable<Conversation['deleted']>>('deleted'),
    openedAt: get<string>('opened'),
  };
  return {
    id: state.id,
    tenant: state.tenant,
    connection: state.connection,
    deskId: state.deskId,
    status: statusOf(state),
    priority: get<Conversation['priority']>('priority') ?? null,
    tags: tagsOf(registers),
    updatedAt: get<string>('updated') ?? iso(state.appended),
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as object),
  };
}

/**
 * Where no fact told the status, somebody who spoke waits at least. Where the desk has no case, as for two telephone
 * numbers, nobody but the customer can open one that was ended: writing again does.
 */
export function statusOf({ registers }: ConversationState): Conversation['status'] {
  const told = registers.status?.[0];
  if (told === undefined) return registers.spoken === undefined ? 'other' : 'open';
  const [status, since] = told as Entry<Conversation['status']>;
  const over = status === 'solved' || status === 'closed';
  const written = registers.writer?.[0]?.[1] ?? '';
  return over && registers.case === undefined && written > since ? 'open' : status;
}

export const requesterOf = ({ registers }: ConversationState): Party | undefined =>
  current<Party>(registers, 'requester') ?? current<Party>(registers, 'writer');

/**
 * Whether nothing is to be written again but what happened since the last snapshot: it has ended, or the desk has no case
 * that could, and an address would else be kept for ever because it wrote once.
 */
export const isAtRest = (state: ConversationState): boolean => isEnded(state) || state.registers.case === undefined;

/** Nobody works on it any more. */
export const isEnded = (state: ConversationState): boolean => {
  const status = statusOf(state);
  return status === 'solved' || status === 'closed' || state.registers.deleted !== undefined;
};

function tagsOf(registers: Registers): string[] {
  const [all = [], readAt = ''] = (registers.tags?.[0] ?? []) as Partial<Entry<readonly string[]>>;
  const there = new Set(all);
  for (const [name, register] of Object.entries(registers)) {
    const [told, at = ''] = register[0] ?? [];
    // Of the same time, what an event said of one tag stands above a reading of them all.
    if (!name.startsWith('tag:') || at < readAt) continue;
    if (told === true) there.add(name.slice('tag:'.length));
    else there.delete(name.slice('tag:'.length));
  }
  return [...there].sort();
}

function fieldsOf(registers: Registers): NonNullable<Conversation['fields']> {
  const fields: [string, never][] = [];
  for (const name of Object.keys(registers).sort()) {
    if (!name.startsWith('field:')) continue;
    const value = current<never>(registers, name);
    if (value !== null && value !== undefined) fields.push([name.slice('field:'.length), value]);
  }
  return Object.fromEntries(fields);
}

const isShown = (opening: ConversationState['opening']): opening is NonNullable<ConversationState['opening']> =>
  opening !== undefined && opening.hidden !== true;

/** Whether the case's description is shown, be it as a message of its own or joined with one. */
export const showsOpening = ({ opening }: ConversationState): boolean => isShown(opening) && isVisible(opening);

/** The case with its messages by the desk's clock; `sentBy` tells the action that sent a message by the message's id. */
export function conversationView(
  state: ConversationState,
  messages: readonly MessageState[],
  sentBy: ReadonlyMap<string, string>,
): Conversation {
  const opening = isShown(state.opening) ? messageView(state.opening) : undefined;
  const views: ConversationMessage[] = [];
  let joined = false;
  for (const message of messages) {
    const view = messageView(message, sentBy.get(message.id));
    if (view === undefined) continue;
    const isOpening = opening !== undefined && message.twin === true;
    views.push(isOpening ? joinViews(opening, view) : view);
    joined ||= isOpening;
  }
  if (opening !== undefined && !joined) views.push(opening);
  const arrived = [...views].sort((a, b) => a.arrival - b.arrival || (a.id < b.id ? -1 : 1));
  return {
    ...caseView(state),
    messages: views.sort(byTime),
    facts: [...new Set(arrived.flatMap(({ fact, otherFacts = [] }) => [...otherFacts, fact]))],
  };
}

function joinViews(opening: ConversationMessage, message: ConversationMessage): ConversationMessage {
  const { fact } = message;
  const others = [opening.fact, ...(opening.otherFacts ?? []), ...(message.otherFacts ?? [])];
  return {
    ...message,
    otherFacts: [...new Set(others)].filter((other) => other !== fact).slice(0, 20),
    arrival: Math.min(opening.arrival, message.arrival),
  };
}

function byTime(a: ConversationMessage, b: ConversationMessage): number {
  const [first, second] = [timeKey(a.at), timeKey(b.at)];
  if (first !== second) return first < second ? -1 : 1;
  return a.arrival - b.arrival || (a.id < b.id ? -1 : 1);
}
