import type { AgentsDesk, AgentsDeskContext, Person } from './agents-desk.js';
import type { ChangedBy } from './change-ticket.js';
import { commentOf, openTicketOf, ticketOf, type ZendeskTicket } from './desk-state.js';
import type { DeskEvent } from './event-payload.js';
import type { People } from './people.js';

type RareChanges = Pick<
  AgentsDesk,
  'redact' | 'makePrivate' | 'merge' | 'softDelete' | 'markAsSpam' | 'restore' | 'rate'
>;

const redactedText = '▇▇▇▇▇▇▇▇';

/** Changes of one comment, or of the whole ticket, that are no field of it. */
export function createRareChanges(context: AgentsDeskContext, people: People): RareChanges {
  const { state, stamp, newId } = context;

  function emit(ticket: ZendeskTicket, type: string, event: DeskEvent['event'], by: ChangedBy): void {
    ticket.updatedAt = stamp(ticket);
    context.emit(ticket, [{ type, event }], by);
  }

  /** A change of one comment is an audit of its own. */
  function audited(
    ticket: ZendeskTicket,
    event: { readonly type: string; readonly [key: string]: unknown },
    by: ChangedBy,
  ) {
    const head = { id: newId('audit'), authorId: by.userId, channel: by.channel, createdAt: stamp(ticket), custom: {} };
    ticket.audits.push({ ...head, events: [{ id: Number(newId('audit')), ...event }] });
  }

  function remove(id: string, type: 'soft_deleted' | 'marked_as_spam', agent: Person | undefined): void {
    const ticket = ticketOf(state, id);
    ticket.status = 'deleted';
    emit(ticket, `ticket.${type}`, {}, people.byAgent(agent));
  }

  return {
    redact({ ticket: id, comment: commentId, agent }) {
      const ticket = ticketOf(state, id);
      const comment = commentOf(ticket, commentId);
      comment.body = redactedText;
      comment.htmlBody = undefined;
      // The description is the first comment.
      if (comment === ticket.comments[0]) ticket.description = redactedText;
      const by = people.byAgent(agent);
      audited(ticket, { type: 'CommentRedactionEvent', comment_id: Number(comment.id) }, by);
      emit(ticket, 'ticket.comment_redacted', { comment: { id: comment.id } }, by);
    },
    makePrivate({ ticket: id, comment: commentId, agent }) {
      const ticket = ticketOf(state, id);
      const comment = commentOf(ticket, commentId);
      comment.public = false;
      const by = people.byAgent(agent);
      audited(ticket, { type: 'CommentPrivacyChange', comment_id: Number(comment.id), public: false }, by);
      emit(ticket, 'ticket.comment_made_private', { comment: { id: comment.id, is_public: false } }, by);
    },
    merge({ from, into, agent }) {
      const [source, target] = [openTicketOf(state, from), openTicketOf(state, into)];
      const by: ChangedBy = { ...people.byAgent(agent), channel: 'merge' };
      emit(source, 'ticket.merged', { target_ticket_id: target.id }, by);
      const body = `This request was closed and merged into request #${target.id}.`;
      const tags = [...source.tags, 'closed_by_merge'];
      context.change(source, { comment: { body, public: false }, status: 'closed', tags }, by);
      const note = { body: `Request #${source.id} was closed and merged into this request.`, public: false };
      context.change(target, { comment: note }, by);
    },
    softDelete: (ticket, { agent } = {}) => remove(ticket, 'soft_deleted', agent),
    markAsSpam: (ticket, { agent } = {}) => remove(ticket, 'marked_as_spam', agent),
    restore(id, { agent } = {}) {
      const ticket = ticketOf(state, id);
      ticket.status = 'open';
      emit(ticket, 'ticket.undeleted', {}, people.byAgent(agent));
    },
    rate(id, score) {
      const ticket = ticketOf(state, id);
      ticket.satisfaction = score;
      const by = { userId: ticket.requesterId, channel: 'mail' };
      emit(ticket, 'ticket.csat_received', { satisfaction_score: { score: score.toUpperCase() } }, by);
    },
  };
}
