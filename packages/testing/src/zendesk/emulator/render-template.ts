import { fillTemplate, type TemplateValues } from '../fixtures/trigger-body.js';
import { type DeskState, userOf, type ZendeskTicket } from './desk-state.js';

/** Fills in a trigger webhook's template. Words are those an agent sees ("Open"), not those of the API. */
export function renderTemplate(
  template: string,
  ticket: ZendeskTicket,
  state: DeskState,
  options: { readonly actorId: string; readonly escapes: boolean },
): string {
  return fillTemplate(template, valuesOf(ticket, state, options.actorId), options.escapes);
}

function valuesOf(ticket: ZendeskTicket, state: DeskState, actorId: string): TemplateValues {
  const latest = ticket.comments.at(-1);
  const requester = userOf(state, ticket.requesterId);
  const author = latest === undefined ? undefined : userOf(state, latest.authorId);
  return {
    'ticket.id': ticket.id,
    'ticket.title': ticket.subject,
    'ticket.description': ticket.description,
    'ticket.status': capital(ticket.status),
    'ticket.priority': capital(ticket.priority),
    'ticket.ticket_type': capital(ticket.type),
    'ticket.via': capital(ticket.channel),
    'ticket.tags': ticket.tags.join(' '),
    'ticket.external_id': ticket.externalId,
    'ticket.created_at_with_timestamp': ticket.createdAt,
    'ticket.updated_at_with_timestamp': ticket.updatedAt,
    'ticket.requester.id': requester.id,
    'ticket.requester.name': requester.name,
    'ticket.requester.email': requester.email,
    'ticket.assignee.id': ticket.assigneeId,
    'ticket.group.id': ticket.groupId,
    'ticket.organization.id': ticket.organizationId,
    'ticket.latest_comment.id': latest?.id,
    'ticket.latest_comment.value': latest?.body,
    'ticket.latest_comment.is_public': latest?.public,
    'ticket.latest_comment.created_at_with_timestamp': latest?.createdAt,
    'ticket.latest_comment.author.id': author?.id,
    'ticket.latest_comment.author.name': author?.name,
    'current_user.id': actorId,
    'current_user.name': state.users.get(actorId)?.name,
  };
}

const capital = (word: string | null): string =>
  word === null ? '' : `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
