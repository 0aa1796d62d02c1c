import type { NewComment, TicketChange } from './change-ticket.js';
import type { DeskState, ZendeskPriority, ZendeskStatus, ZendeskTicket } from './desk-state.js';
import { isStaff } from './desk-state.js';
import { badRequest, invalid, updateConflict } from './rest-refusal.js';

type Fields = Readonly<Record<string, unknown>>;

const statuses: readonly string[] = ['open', 'pending', 'hold', 'solved', 'closed'];
const priorities: readonly string[] = ['low', 'normal', 'high', 'urgent'];
const types: readonly string[] = ['problem', 'incident', 'question', 'task'];

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What `PUT /api/v2/tickets/{id}.json` asks for. Unknown properties are ignored without a word, a flattened `body` among
 * them: so does Zendesk.
 */
export function readUpdate(body: unknown, ticket: ZendeskTicket, state: DeskState): TicketChange {
  const fields = isFields(body) ? body.ticket : undefined;
  if (!isFields(fields)) throw badRequest('The body needs a "ticket" object.');
  checkStamp(fields.safe_update === true, fields.updated_stamp, ticket);
  if (ticket.status === 'closed') throw invalid('status', 'Status: closed prevents ticket update');
  return {
    comment: readComment(fields.comment, state),
    status: oneOf(fields.status, 'status', statuses) as ZendeskStatus | undefined,
    priority: nullable(fields.priority, 'priority', priorities) as ZendeskPriority | null | undefined,
    type: nullable(fields.type, 'type', types),
    subject: typeof fields.subject === 'string' ? fields.subject : undefined,
    externalId: typeof fields.external_id === 'string' ? fields.external_id : undefined,
    assigneeId: readAssignee(fields.assignee_id, state),
    groupId: fields.group_id === null ? null : readId(fields.group_id),
    tags: readTags(fields, ticket),
    customFields: readCustomFields(fields.custom_fields),
  };
}

/** `metadata` of the update: kept as the audit's `metadata.custom`. */
export function readMetadata(body: unknown): Fields | undefined {
  const ticket = isFields(body) ? body.ticket : undefined;
  return isFields(ticket) && isFields(ticket.metadata) ? ticket.metadata : undefined;
}

/** Optimistic locking: the update is refused unless the caller has seen the last one. */
export function checkStamp(safe: boolean, stamp: unknown, ticket: ZendeskTicket): void {
  if (!safe) return;
  if (typeof stamp !== 'string') throw badRequest('safe_update needs updated_stamp: the updated_at that you read.');
  if (Date.parse(stamp) !== Date.parse(ticket.updatedAt)) throw updateConflict();
}

function readComment(comment: unknown, state: DeskState): NewComment | undefined {
  if (!isFields(comment)) return undefined;
  const html = typeof comment.html_body === 'string' ? comment.html_body : undefined;
  const body = typeof comment.body === 'string' ? comment.body : html?.replace(/<[^>]*>/g, '');
  if (body === undefined || body.trim() === '') throw invalid('comment', 'Comment: cannot be blank');
  const authorId = readId(comment.author_id);
  if (authorId !== undefined && !state.users.has(authorId)) throw invalid('comment', 'Author is invalid');
  // Who does not say is public: that is the vendor's default, and a trap.
  return { body, htmlBody: html, public: comment.public !== false, authorId };
}

function readAssignee(value: unknown, state: DeskState): string | null | undefined {
  if (value === null) return null;
  const id = readId(value);
  const user = id === undefined ? undefined : state.users.get(id);
  if (id !== undefined && (user === undefined || !isStaff(user))) throw invalid('assignee', 'Assignee is invalid');
  return id;
}

function readTags(fields: Fields, ticket: ZendeskTicket): readonly string[] | undefined {
  const list = (value: unknown) => (value === undefined ? undefined : tagList(value));
  const [set, add, remove] = [list(fields.tags), list(fields.additional_tags), list(fields.remove_tags)];
  if (set === undefined && add === undefined && remove === undefined) return undefined;
  return [...(set ?? ticket.tags), ...(add ?? [])].filter((tag) => !remove?.includes(tag));
}

/** Tags as a list or as words in a row; always lower-case, with no spaces inside. */
export function tagList(value: unknown): readonly string[] {
  const given = typeof value === 'string' ? value.split(/[\s,]+/) : Array.isArray(value) ? value.map(String) : [];
  const tags = given.map((tag) => tag.trim().toLowerCase().replace(/\s+/g, '_')).filter((tag) => tag !== '');
  return [...new Set(tags)];
}

function readCustomFields(value: unknown): Fields | undefined {
  if (!Array.isArray(value)) return undefined;
  return Object.fromEntries(
    value.filter(isFields).flatMap((field) => {
      const id = readId(field.id);
      return id === undefined ? [] : [[id, field.value ?? null]];
    }),
  );
}

const readId = (value: unknown): string | undefined =>
  typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value) : undefined;

function oneOf(value: unknown, field: string, words: readonly string[]): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && words.includes(value)) return value;
  throw invalid(field, `${field[0]?.toUpperCase()}${field.slice(1)} is invalid`);
}

const nullable = (value: unknown, field: string, words: readonly string[]): string | null | undefined =>
  value === null ? null : oneOf(value, field, words);
