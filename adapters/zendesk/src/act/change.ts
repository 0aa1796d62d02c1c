import type { ApprovedAction, CaseStatus } from '@deskrail/contracts';
import type { JsonObject } from '@deskrail/webhooks';
import { changedTags, type Failure, failed, hasAlready, noteOf, publicReplyOf } from '@deskrail/webhooks/act';
import { list } from '../normalize/values.js';

/** What an action makes of a ticket. */
export interface Change {
  /** Fields of the ticket update. */
  readonly ticket: JsonObject;
  /** Refuse it if anything changed since the ticket was read. */
  readonly guarded: boolean;
  /** The ticket is like that already: there is nothing to send, and the desk would record nothing. */
  readonly done: boolean;
}

/** Beyond this Zendesk cuts a comment silently; in UTF-8 bytes, to be on the safe side. */
const maxCommentBytes = 65_536;

/** The ticket update of an action, given the ticket as it is now; or why there is none. */
export function changeOf(action: ApprovedAction, ticket: JsonObject): Change | Failure {
  const { parameters } = action;
  switch (parameters.kind) {
    case 'post-reply':
      return comment(publicReplyOf(action)?.text, true);
    case 'post-note':
      return comment(noteOf(action), false);
    case 'set-tags': {
      const { tags, same } = changedTags(list(ticket.tags), parameters);
      return { ticket: { tags }, guarded: true, done: same };
    }
    case 'set-priority':
      return plain(ticket, { priority: parameters.priority });
    case 'set-status':
      return parameters.status === 'other'
        ? failed('status-unknown')
        : plain(ticket, { status: statusWord(parameters.status) });
    case 'assign':
      return assign(ticket, parameters);
    case 'call-tool':
      return failed('kind-unsupported');
  }
}

function comment(body: string | undefined, isPublic: boolean): Change | Failure {
  if (body === undefined) return failed('proposal-mismatch');
  if (body.trim() === '') return failed('text-empty');
  if (new TextEncoder().encode(body).length > maxCommentBytes) return failed('text-too-long');
  return { ticket: { comment: { body, public: isPublic } }, guarded: true, done: false };
}

function assign(
  ticket: JsonObject,
  { assignee, group }: { assignee?: string | undefined; group?: string | undefined },
): Change | Failure {
  if (assignee === undefined && group === undefined) return failed('assignee-missing');
  return plain(ticket, {
    ...(assignee === undefined ? {} : { assignee_id: numeric(assignee) }),
    ...(group === undefined ? {} : { group_id: numeric(group) }),
  });
}

const plain = (ticket: JsonObject, fields: JsonObject): Change => ({
  ticket: fields,
  guarded: false,
  done: hasAlready(ticket, fields),
});

const statusWord = (status: CaseStatus): string => (status === 'on-hold' ? 'hold' : status);

/** Zendesk's REST ids are numbers; one that JavaScript cannot hold goes as the text it is. */
const numeric = (id: string): number | string => (/^\d{1,15}$/.test(id) ? Number(id) : id);
