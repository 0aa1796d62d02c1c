import type { Connection, NormalizeContext } from '@deskrail/contracts';
import { type Draft, derivedId, identifier, known, messageDraft, text, time } from '@deskrail/webhooks';
import { agentOrNobody, partyOf } from './party.js';
import type { TemplateBody } from './template.js';
import { casePriority, caseStatus, idOrNull, list } from './values.js';

/**
 * What a rendered template says: the state seen (nobody says what it was before), the case itself, and the latest
 * comment. The message comes last, when its case is known; it has the same id as the event family gives it.
 */
export async function triggerDrafts(
  body: TemplateBody,
  ticketId: string,
  { connection }: NormalizeContext,
): Promise<readonly Draft[]> {
  const message = messageOf(body, connection);
  const drafts = [...stateOf(body), await openedOf(body, ticketId, connection)];
  return message === undefined ? drafts : [...drafts, message];
}

function stateOf(body: TemplateBody): Draft[] {
  const status = caseStatus(body.status);
  const priority = casePriority(body.priority);
  const drafts: Draft[] = [];
  if (status !== undefined) {
    const vendorCurrent = text(body.status, 256);
    drafts.push({ type: 'case.status-changed.v1', data: known({ previous: null, current: status, vendorCurrent }) });
  }
  if (priority !== undefined && priority !== null) {
    drafts.push({ type: 'case.priority-changed.v1', data: { previous: null, current: priority } });
  }
  return drafts;
}

/** The same id for every trigger of one ticket: the first one opens the case, later ones change nothing. */
async function openedOf(body: TemplateBody, ticketId: string, connection: Connection): Promise<Draft> {
  const openedAt = time(body.created_at);
  const requester = { id: identifier(body.requester_id), isStaff: false };
  return {
    type: 'case.opened.v1',
    identity: await derivedId({ tenant: connection.tenant, connection: connection.id }, 'case.opened.v1', ticketId),
    ...(openedAt === undefined ? {} : { time: openedAt }),
    data: known({
      subject: text(body.title, 4096),
      status: caseStatus(body.status) ?? ('new' as const),
      vendorStatus: text(body.status, 256),
      priority: casePriority(body.priority),
      kind: text(body.type, 64)?.toLowerCase(),
      tags: list(body.tags),
      channel: text(body.channel, 128),
      requester: partyOf(requester, connection, body.requester_name, body.requester_email),
      assignee: agentOrNobody(body.assignee_id),
      group: groupOf(body.group_id),
      organizationId: idOrNull(body.organization_id),
    }),
  };
}

const groupOf = (value: unknown): { id: string } | null => {
  const id = identifier(value);
  return id === undefined ? null : { id };
};

function messageOf(body: TemplateBody, connection: Connection): Draft | undefined {
  const messageId = identifier(body.comment_id);
  if (messageId === undefined) return undefined;
  const author = partyOf(
    { id: identifier(body.author_id), requesterId: body.requester_id, assigneeId: body.assignee_id },
    connection,
    body.author_name,
  );
  return messageDraft({
    connection,
    messageId,
    author,
    visibility: body.comment_public === true || body.comment_public === 'true' ? 'public' : 'private',
    channel: text(body.channel, 128),
    text: typeof body.text === 'string' ? body.text : '',
  });
}
