import type { Conversation, ConversationMessage } from '@deskrail/contracts';
import { conversationOf } from '../words.ts';
import type { DeskComment, DeskTicket, Evidence } from './evidence.ts';

/** Tickets of which the store says something else than the desk, and executions that only one of them knows. */
export function otherThanTheDesk({ tickets, conversations, actions, log }: Evidence): readonly string[] {
  const known = new Map(conversations.map((conversation) => [conversation.id, conversation]));
  const states = tickets.flatMap((ticket) => {
    const conversation = known.get(conversationOf(ticket.id));
    const wrong = conversation === undefined ? ['the store has no such conversation'] : compare(ticket, conversation);
    return wrong.map((what) => `ticket ${ticket.id}: ${what}`);
  });
  const markers = new Set(tickets.flatMap((ticket) => ticket.markers));
  const unseen = actions
    // A change to what is so already leaves no trace at the desk; a message always does.
    .filter(({ parameters: { kind } }) => kind === 'post-reply' || kind === 'post-note')
    .filter(({ status, id }) => status === 'executed' && !markers.has(id))
    .map(({ id }) => `action ${id} is executed in the store, and nothing of it is at the desk`);
  const ends = new Map(actions.map(({ id, status }) => [id, status]));
  const unknown = [...markers]
    .filter((id) => ends.get(id) !== 'executed')
    .map((id) => `action ${id} was carried out at the desk, and is ${ends.get(id) ?? 'unknown'} in the store`);
  const recorded = new Set(log.actions.filter(({ type }) => type === 'action.executed.v1').map(actionOf));
  const unlogged = actions
    .filter(({ id, status }) => status === 'executed' && !recorded.has(id))
    .map(({ id }) => `action ${id} is executed in the store, and not in the log`);
  return [...states, ...unseen, ...unknown, ...unlogged];
}

const actionOf = ({ data }: { readonly data: unknown }): string => (data as { actionId: string }).actionId;

function compare(ticket: DeskTicket, conversation: Conversation): readonly string[] {
  const fields: readonly (readonly [string, unknown, unknown])[] = [
    ['status', ticket.status === 'hold' ? 'on-hold' : ticket.status, conversation.status],
    ['priority', ticket.priority, conversation.priority],
    ['tags', [...ticket.tags].sort().join(', '), [...conversation.tags].sort().join(', ')],
    ['assignee', ticket.assigneeId, conversation.assignee?.id ?? null],
  ];
  const changed = fields
    .filter(([, desk, store]) => desk !== store)
    .map(([name, desk, store]) => `${name} is ${desk} at the desk and ${store} in the store`);
  return [...changed, ...compareMessages(ticket, conversation.messages)];
}

function compareMessages({ comments }: DeskTicket, messages: readonly ConversationMessage[]): readonly string[] {
  const held = new Map(messages.map((message) => [message.id, message]));
  const wrong = comments.flatMap((comment) => {
    const message = held.get(comment.id);
    held.delete(comment.id);
    if (message === undefined) return [`message ${comment.id} is not in the store`];
    return same(comment, message) ? [] : [`message ${comment.id} reads otherwise in the store`];
  });
  // Words that opened the case and were redacted before they came are not known to be the first message's.
  const more = [...held.values()].filter(({ id, redacted }) => id !== 'opening' || redacted !== true);
  return [...wrong, ...more.map(({ id }) => `message ${id} is not at the desk`)];
}

/** What was taken out at the desk is empty in the store. */
function same(comment: DeskComment, message: ConversationMessage): boolean {
  const isTakenOut = /^▇+$/.test(comment.text);
  if (isTakenOut || message.redacted === true) return isTakenOut && message.text === '';
  return message.text === comment.text && (message.visibility === 'public') === comment.public;
}
