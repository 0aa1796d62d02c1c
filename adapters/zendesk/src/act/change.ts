import type { ApprovedAction, CaseStatus, Execution } from '@deskrail/contracts';
import type { JsonObject } from '@deskrail/webhooks';
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

type Failure = Extract<Execution, { outcome: 'failed' }>;

/** Beyond this Zendesk cuts a comment silently; in UTF-8 bytes, to be on the safe side. */
const maxCommentBytes = 65_536;

const failed = (code: string): Failure => ({ outcome: 'failed', code, permanent: true });

/** The ticket update of an action, given the ticket as it is now; or why there is none. */
export function changeOf(action: ApprovedAction, ticket: JsonObject): Change | Failure {
  const { parameters } = action;
  switch (parameters.kind) {
    case 'post-reply':
      return reply(action);
    case 'post-note':
      return note(action);
    case 'set-tags': {
      const before = list(ticket.tags);
      const removed = new Set(parameters.remove);
      const tags = [...new Set([...before, ...parameters.add])].filter((tag) => !removed.has(tag));
      const same = tags.length === before.length && tags.every((tag) => before.includes(tag));
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

function reply({ proposal }: ApprovedAction): Change | Failure {
  // A text that was approved as a note never goes to a customer.
  if (proposal.kind !== 'reply' || proposal.visibility !== 'public') return failed('proposal-mismatch');
  return comment(proposal.text, true);
}

function note({ proposal }: ApprovedAction): Change | Failure {
  const body = proposal.kind === 'reply' ? proposal.text : proposal.kind === 'escalation' ? proposal.note : undefined;
  return body === undefined ? failed('proposal-mismatch') : comment(body, false);
}

function comment(body: string, isPublic: boolean): Change | Failure {
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
  done: Object.entries(fields).every(([key, value]) => String(ticket[key] ?? '') === String(value)),
});

const statusWord = (status: CaseStatus): string => (status === 'on-hold' ? 'hold' : status);

/** Zendesk's REST ids are numbers; one that JavaScript cannot hold goes as the text it is. */
const numeric = (id: string): number | string => (/^\d{1,15}$/.test(id) ? Number(id) : id);
