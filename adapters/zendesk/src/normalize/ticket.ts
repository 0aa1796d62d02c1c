import type { Connection } from '@deskrail/contracts';
import { identifier, isObject, type JsonObject, known, subjectOf, text } from '@deskrail/webhooks';
import { commentAdded, commentMadePrivate, commentRedacted } from './comment.js';
import { agentOrNobody, partyOf } from './party.js';
import { channelOf, type TicketMapping } from './ticket-event.js';
import { casePriority, caseStatus, idOrNull, list } from './values.js';

const opened: TicketMapping = ({ connection, payload: { detail } }) => ({
  type: 'case.opened.v1',
  data: known({
    subject: text(detail.subject, 4096),
    description: typeof detail.description === 'string' ? detail.description : undefined,
    visibility: detail.is_public === true ? ('public' as const) : ('private' as const),
    status: caseStatus(detail.status) ?? ('new' as const),
    vendorStatus: text(detail.status, 256),
    priority: casePriority(detail.priority),
    kind: text(detail.type, 64)?.toLowerCase(),
    tags: list(detail.tags),
    channel: channelOf(detail),
    requester: partyOf({ id: identifier(detail.requester_id), isStaff: false }, connection),
    submitter: identifier(detail.submitter_id) === undefined ? undefined : submitterOf(detail, connection),
    assignee: agentOrNobody(detail.assignee_id),
    group: groupOf(detail.group_id),
    organizationId: idOrNull(detail.organization_id),
    externalId: text(detail.external_id, 512) ?? null,
  }),
});

const submitterOf = (detail: JsonObject, connection: Connection) =>
  partyOf({ id: identifier(detail.submitter_id), requesterId: detail.requester_id }, connection);

const groupOf = (value: unknown): { id: string } | null => {
  const id = identifier(value);
  return id === undefined ? null : { id };
};

const statusChanged: TicketMapping = ({ payload: { change, detail } }) => {
  const current = caseStatus(change.current) ?? caseStatus(detail.status);
  if (current === undefined) return 'incomplete';
  return {
    type: 'case.status-changed.v1',
    data: known({
      previous: caseStatus(change.previous) ?? null,
      current,
      vendorPrevious: text(change.previous, 256),
      vendorCurrent: text(change.current, 256) ?? text(detail.status, 256),
    }),
  };
};

/** A custom status names itself by id; the snapshot says which of the plain statuses it belongs to. */
const customStatusChanged: TicketMapping = ({ payload: { change, detail } }) => {
  const current = caseStatus(detail.status);
  if (current === undefined) return 'incomplete';
  const vendorPrevious = identifier(change.previous);
  const vendorCurrent = identifier(change.current);
  return { type: 'case.status-changed.v1', data: known({ previous: null, current, vendorPrevious, vendorCurrent }) };
};

const undeleted: TicketMapping = ({ payload: { detail } }) => ({
  type: 'case.status-changed.v1',
  data: known({
    previous: 'other' as const,
    current: caseStatus(detail.status) ?? ('open' as const),
    vendorPrevious: 'DELETED',
    vendorCurrent: text(detail.status, 256),
  }),
});

const priorityChanged: TicketMapping = ({ payload: { change } }) => {
  const previous = casePriority(change.previous);
  const current = casePriority(change.current);
  if (current === undefined) return 'incomplete';
  return { type: 'case.priority-changed.v1', data: { previous: previous ?? null, current } };
};

const agentAssigned: TicketMapping = ({ payload: { change } }) => ({
  type: 'case.assigned.v1',
  data: { assignee: agentOrNobody(change.current), previousAssignee: agentOrNobody(change.previous) },
});

const groupAssigned: TicketMapping = ({ payload: { change } }) => ({
  type: 'case.assigned.v1',
  data: { group: groupOf(change.current), previousGroup: groupOf(change.previous) },
});

const tagged: TicketMapping = ({ payload: { change } }) => ({
  type: 'case.tagged.v1',
  data: { added: list(change.tags_added), removed: list(change.tags_removed) },
});

/** Values go through as the desk gave them. */
const fieldChanged =
  (id: string): TicketMapping =>
  ({ payload: { change } }) => ({
    type: 'case.field-changed.v1',
    data: known({ field: { id }, previous: change.previous as never, current: change.current as never }),
  });

const peopleChanged =
  (id: string): TicketMapping =>
  ({ payload: { change } }) => ({
    type: 'case.field-changed.v1',
    data: { field: { id }, current: { added: list(change.users_added), removed: list(change.users_removed) } },
  });

const customFieldChanged: TicketMapping = ({ payload: { change } }) => {
  const field = isObject(change.custom_field) ? change.custom_field : {};
  const id = identifier(field.id);
  if (id === undefined) return 'incomplete';
  return {
    type: 'case.field-changed.v1',
    data: known({
      field: known({ id, name: text(field.title, 512), kind: text(field.type, 64) }),
      previous: fieldValue(change.previous) as never,
      current: fieldValue(change.current) as never,
    }),
  };
};

/** `{ value }`, or for a look-up field `{ id }` or `{ relationship_target }`; a bare value is taken as it is. */
const fieldValue = (side: unknown): unknown =>
  isObject(side) ? (side.value ?? side.relationship_target ?? side.id ?? null) : side;

const merged: TicketMapping = ({ connection, payload: { change }, ticketId }) => {
  const target = identifier(change.target_ticket_id);
  if (target === undefined || target === ticketId) return 'incomplete';
  const from = subjectOf('conversation', connection, ticketId);
  const into = subjectOf('conversation', connection, target);
  return [
    { type: 'case.merged.v1', data: { side: 'source', other: into }, subject: from, part: 'source' },
    { type: 'case.merged.v1', data: { side: 'target', other: from }, subject: into, part: 'target' },
  ];
};

const deleted =
  (mode: 'soft' | 'permanent' | 'spam'): TicketMapping =>
  () => ({ type: 'case.deleted.v1', data: { mode } });

const slaChanged =
  (what: 'next-breach' | 'sla-policy' | 'ola-policy' | 'schedule' | 'due'): TicketMapping =>
  ({ payload: { change } }) => ({
    type: 'sla.changed.v1',
    data: { what, previous: idOrNull(change.previous), current: idOrNull(change.current) },
  });

const csatReceived: TicketMapping = ({ payload: { change } }) => {
  const given = isObject(change.satisfaction_score) ? change.satisfaction_score : { score: change.satisfaction_score };
  const number = typeof given.score === 'number' && Number.isFinite(given.score) ? given.score : undefined;
  const word = text(given.score, 64);
  if (word === undefined && number === undefined) return 'incomplete';
  const rating = (['good', 'bad'] as const).find((each) => each === word?.toLowerCase()) ?? 'other';
  const comment = typeof given.comment === 'string' ? given.comment : undefined;
  return { type: 'csat.received.v1', data: known({ rating, score: number, vendorScore: word, comment }) };
};

const noContract: TicketMapping = () => 'no-contract';

/** Every ticket event that Zendesk documents, by its name without `zen:event-type:ticket.`. */
export const ticketEvents: ReadonlyMap<string, TicketMapping> = new Map(
  Object.entries({
    agent_assignment_changed: agentAssigned,
    attachment_linked_to_comment: noContract,
    attachment_redacted_from_comment: commentRedacted('attachment'),
    brand_changed: fieldChanged('brand'),
    comment_added: commentAdded,
    comment_made_private: commentMadePrivate,
    comment_redacted: commentRedacted('text'),
    created: opened,
    csat_received: csatReceived,
    csat_requested: noContract,
    custom_field_changed: customFieldChanged,
    custom_status_changed: customStatusChanged,
    description_changed: fieldChanged('description'),
    email_ccs_changed: peopleChanged('email_ccs'),
    external_id_changed: fieldChanged('external_id'),
    followers_changed: peopleChanged('followers'),
    form_changed: fieldChanged('form'),
    group_assignment_changed: groupAssigned,
    marked_as_spam: deleted('spam'),
    merged,
    next_sla_breach_changed: slaChanged('next-breach'),
    ola_policy_changed: slaChanged('ola-policy'),
    organization_changed: fieldChanged('organization'),
    permanently_deleted: deleted('permanent'),
    priority_changed: priorityChanged,
    problem_link_changed: fieldChanged('problem_link'),
    requester_changed: fieldChanged('requester'),
    schedule_changed: slaChanged('schedule'),
    sla_policy_changed: slaChanged('sla-policy'),
    soft_deleted: deleted('soft'),
    status_changed: statusChanged,
    subject_changed: fieldChanged('subject'),
    submitter_changed: fieldChanged('submitter'),
    tags_changed: tagged,
    task_due_at_changed: slaChanged('due'),
    type_changed: fieldChanged('type'),
    undeleted,
  }),
);
