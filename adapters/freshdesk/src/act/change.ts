import type { ApprovedAction, CasePriority } from '@deskrail/contracts';
import { type JsonObject, textToHtml } from '@deskrail/webhooks';
import { changedTags, type Failure, failed, hasAlready, noteOf, publicReplyOf } from '@deskrail/webhooks/act';
import type { FreshdeskConnection } from '../normalize/connection.js';
import { listOf } from '../normalize/fields.js';
import { type StatusNames, statusIdOf } from './statuses.js';

/** What to write under a ticket: HTML goes out, the text is what it is known by. */
export interface Writing {
  readonly path: 'reply' | 'notes';
  readonly body: JsonObject;
  readonly text: string;
  readonly visibility: 'public' | 'private';
}

/** Fields of `PUT /tickets/{id}`. `done`: the ticket is like that already. */
export interface Update {
  readonly fields: JsonObject;
  readonly done: boolean;
}

/** Freshdesk names no limit; beyond this a mail is refused on its way. In bytes of HTML. */
const maxHtmlBytes = 262_144;
/** A mail client's patience: what is longer is no reply. */
const maxTextLength = 65_536;
const priorities: Readonly<Record<CasePriority, number>> = { low: 1, normal: 2, high: 3, urgent: 4 };

export const isWriting = ({ parameters: { kind } }: ApprovedAction): boolean =>
  kind === 'post-reply' || kind === 'post-note';

/** The reply or note of an action, or why there is none. */
export function writingOf(action: ApprovedAction): Writing | Failure {
  const isReply = action.parameters.kind === 'post-reply';
  const text = isReply ? publicReplyOf(action)?.text : noteOf(action);
  if (text === undefined) return failed('proposal-mismatch');
  return isReply
    ? checked({ path: 'reply', body: {}, text, visibility: 'public' })
    : checked({ path: 'notes', body: { private: true }, text, visibility: 'private' });
}

function checked(writing: Writing): Writing | Failure {
  const { text } = writing;
  if (text.trim() === '') return failed('text-empty');
  const html = textToHtml(text);
  if (text.length > maxTextLength || new TextEncoder().encode(html).length > maxHtmlBytes) {
    return failed('text-too-long');
  }
  return { ...writing, body: { ...writing.body, body: html } };
}

/** The ticket update of an action, given the ticket as it is now; or why there is none. */
export function updateOf(
  { parameters }: ApprovedAction,
  ticket: JsonObject,
  connection: FreshdeskConnection,
  names: StatusNames | undefined,
): Update | Failure {
  switch (parameters.kind) {
    case 'set-tags': {
      const { tags, same } = changedTags(listOf(ticket.tags), parameters);
      return { fields: { tags }, done: same };
    }
    case 'set-priority':
      return plain(ticket, { priority: priorities[parameters.priority] });
    case 'set-status': {
      const status = statusIdOf(parameters.status, connection, names);
      return status === undefined ? failed('status-unknown') : plain(ticket, { status });
    }
    case 'assign': {
      const { assignee, group } = parameters;
      if (assignee === undefined && group === undefined) return failed('assignee-missing');
      if ([assignee, group].some((id) => id !== undefined && !/^\d{1,16}$/.test(id))) return failed('assignee-unknown');
      return plain(ticket, {
        ...(assignee === undefined ? {} : { responder_id: Number(assignee) }),
        ...(group === undefined ? {} : { group_id: Number(group) }),
      });
    }
    default:
      return failed('kind-unsupported');
  }
}

const plain = (ticket: JsonObject, fields: JsonObject): Update => ({
  fields,
  done: hasAlready(ticket, fields),
});
