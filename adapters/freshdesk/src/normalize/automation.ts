import type { NormalizeContext, Party } from '@deskrail/contracts';
import { type Draft, known, messageDraft, type NoFact } from '@deskrail/webhooks';
import { commentId, commentIdentity, readComment, textDigest } from './comment.js';
import type { FreshdeskConnection } from './connection.js';
import { type Fields, fieldId, fieldText, isFilled, listOf } from './fields.js';
import { openingIdentity } from './identity.js';
import { actorFor, agentOrNobody, assigneeOf, authorOf, groupOrNobody, requesterOf } from './party.js';
import { taggedDraft } from './tagged.js';
import { timeIn } from './times.js';
import { readTriggeredEvent, type TriggeredEvent } from './triggered-event.js';
import { casePriority, caseStatus, channelOf, wordOf } from './words.js';

export interface Automation {
  readonly connection: FreshdeskConnection;
  readonly fields: Fields;
  readonly ticketId: string;
  readonly trigger: TriggeredEvent | undefined;
  /** The ticket's updated time as it was put in, in whatever form. */
  readonly updated: string | undefined;
  readonly template: boolean;
  readonly receivedAtMs: number;
}

export function automationOf(
  fields: Fields,
  ticketId: string,
  template: boolean,
  { connection, receivedAtMs }: NormalizeContext,
): Automation {
  const trigger = readTriggeredEvent(fields.get('triggered_event'));
  const updated = fieldText(fields, 'updated', 256);
  return { connection, fields, ticketId, trigger, updated, template, receivedAtMs };
}

/**
 * What the automation fired for is one fact. Where it does not say, its state is told as seen, with the latest comments.
 * Our template also tells the state and the case each time, since of several changes only the first is named.
 */
export async function automationDrafts(about: Automation): Promise<readonly Draft[] | NoFact> {
  const { trigger, template } = about;
  if (trigger === undefined) return untold(about);
  const told = await firedFor(about, trigger);
  if (!template || isOpening(trigger) || typeof told === 'string') return told;
  const types = new Set(told.map(({ type }) => type));
  const seen = stateSeen(about).filter(({ type }) => !types.has(type));
  // The message comes last, when its case is known.
  return types.has('case.deleted.v1') ? told : [...seen, openedDraft(about, await openingIdentity(about)), ...told];
}

const isOpening = ({ name, value }: TriggeredEvent): boolean => name === 'ticket_action' && value === 'created';

async function firedFor(about: Automation, trigger: TriggeredEvent): Promise<readonly Draft[] | NoFact> {
  const visibility = commentToldBy(trigger);
  if (visibility !== undefined) {
    const message = await messageOf(about, visibility, true);
    return message === undefined ? 'incomplete' : [message];
  }
  if (isOpening(trigger)) return [openedDraft(about, await openingIdentity(about))];
  const change = changeOf(about, trigger);
  return typeof change === 'string' ? change : [change];
}

function commentToldBy({ name, value, from, to }: TriggeredEvent): 'public' | 'private' | undefined {
  if (name === 'note_type') return value?.toLowerCase() === 'public' ? 'public' : 'private';
  // A field of the account's own may be called so too; it was one thing before, and is another now.
  return /reply|replied/.test(name) && from === undefined && to === undefined ? 'public' : undefined;
}

async function untold(about: Automation): Promise<readonly Draft[] | NoFact> {
  const messages = [await messageOf(about, 'private', false), await messageOf(about, 'public', false)];
  const present = messages.filter((message) => message !== undefined);
  const opening = present.length === 0 || about.template;
  const drafts = [
    ...stateSeen(about),
    ...(opening ? [openedDraft(about, await openingIdentity(about))] : []),
    ...present,
  ];
  return drafts.length === 0 ? 'incomplete' : drafts;
}

/** Nobody says what it was before. */
function stateSeen({ fields, connection }: Automation): Draft[] {
  const status = caseStatus(fields.get('status'), connection);
  const priority = casePriority(fields.get('priority'), connection);
  const drafts: Draft[] = [];
  if (status !== undefined) {
    const vendorCurrent = wordOf(fields.get('status'));
    drafts.push({ type: 'case.status-changed.v1', data: known({ previous: null, current: status, vendorCurrent }) });
  }
  if (priority !== undefined && priority !== null) {
    drafts.push({ type: 'case.priority-changed.v1', data: { previous: null, current: priority } });
  }
  return drafts;
}

function openedDraft({ fields, connection }: Automation, identity: NonNullable<Draft['identity']>): Draft {
  const requester = requesterOf(fields);
  const openedAt = timeIn(fields.get('created'));
  const html = fieldText(fields, 'description', Number.MAX_SAFE_INTEGER);
  const description = html === undefined ? undefined : readDescription(html);
  return {
    type: 'case.opened.v1',
    identity,
    actor: actorFor(requester),
    ...(openedAt === undefined ? {} : { time: openedAt }),
    data: known({
      subject: fieldText(fields, 'subject', 4096),
      description,
      visibility: description === undefined ? undefined : ('public' as const),
      status: caseStatus(fields.get('status'), connection) ?? ('open' as const),
      vendorStatus: wordOf(fields.get('status')),
      priority: casePriority(fields.get('priority'), connection),
      kind: fieldText(fields, 'type', 64)?.toLowerCase(),
      tags: fields.has('tags') ? listOf(isFilled(fields.get('tags')) ? fields.get('tags') : '') : undefined,
      channel: channelOf(fields.get('source')),
      requester,
      assignee: assigneeOf(fields),
      group: groupOrNobody(fieldId(fields, 'group_id'), fieldText(fields, 'group_name', 512)) ?? undefined,
      externalId: fieldText(fields, 'external_id', 512),
    }),
  };
}

/** A description is HTML and bears no author. */
const readDescription = (html: string): string => readComment(`- : ${html}`)?.text ?? '';

function changeOf(about: Automation, trigger: TriggeredEvent): Draft | NoFact {
  const { connection, fields } = about;
  const { from, to } = trigger;
  switch (trigger.name) {
    case 'ticket_action':
      return actionOn(about, trigger);
    case 'status':
      return statusChanged(about, trigger);
    case 'priority': {
      const current = casePriority(to ?? fields.get('priority'), connection);
      if (current === undefined) return 'incomplete';
      return {
        type: 'case.priority-changed.v1',
        data: { previous: casePriority(from, connection) ?? null, current },
      };
    }
    case 'responder_id':
    case 'agent': {
      const named = assigneeOf(fields);
      const assignee =
        to === undefined ? null : known({ ...(named ?? {}), kind: 'agent' as const, id: agentOrNobody(to)?.id });
      return { type: 'case.assigned.v1', data: { assignee, previousAssignee: agentOrNobody(from) } };
    }
    case 'group_id':
    case 'group': {
      const name = fieldText(fields, 'group_name', 512);
      return { type: 'case.assigned.v1', data: { group: groupOrNobody(to, name), previousGroup: groupOrNobody(from) } };
    }
    case 'tags':
    case 'tag':
      return taggedDraft(from, to);
    default: {
      const id = trigger.name === 'ticket_type' ? 'type' : trigger.name;
      const current = to ?? trigger.value ?? null;
      return { type: 'case.field-changed.v1', data: { field: { id }, previous: from ?? null, current } };
    }
  }
}

/** The event says ids, the field next to it the name of what the ticket has now. */
function statusChanged({ connection, fields }: Automation, { from, to }: TriggeredEvent): Draft | NoFact {
  const name = wordOf(fields.get('status'));
  const byName = caseStatus(name, connection);
  const byId = caseStatus(to, connection);
  const current = byName === undefined || byName === 'other' ? (byId ?? byName) : byName;
  if (current === undefined) return 'incomplete';
  return {
    type: 'case.status-changed.v1',
    data: known({
      previous: caseStatus(from, connection) ?? null,
      current,
      vendorPrevious: from?.slice(0, 256),
      vendorCurrent: name ?? to?.slice(0, 256),
    }),
  };
}

function actionOn({ connection, fields }: Automation, { value = '' }: TriggeredEvent): Draft | NoFact {
  const action = value.toLowerCase();
  if (/^(marked_as_)?spam(med)?$/.test(action)) return { type: 'case.deleted.v1', data: { mode: 'spam' } };
  if (action === 'deleted') return { type: 'case.deleted.v1', data: { mode: 'soft' } };
  if (action === 'restored' || action === 'undeleted') {
    const current = caseStatus(fields.get('status'), connection) ?? 'open';
    const vendorCurrent = wordOf(fields.get('status'));
    return {
      type: 'case.status-changed.v1',
      data: known({ previous: 'other' as const, current, vendorPrevious: 'deleted', vendorCurrent }),
    };
  }
  return 'no-contract';
}

async function messageOf(
  about: Automation,
  visibility: 'public' | 'private',
  isTold: boolean,
): Promise<Draft | undefined> {
  const { connection, fields, ticketId, updated, receivedAtMs } = about;
  const comment = readComment(fields.get(`latest_${visibility}_comment`));
  if (comment === undefined) return undefined;
  const said = { ticketId, visibility, author: comment.author, text: comment.text };
  const exact = isTold && updated !== undefined;
  // The latest comment stands in every later body too: only what fired for a comment may be another with the same words.
  const base = await commentId(said);
  const nth = isTold && !exact ? (connection.memory?.occurrence(`${connection.tenant}/${base}`, receivedAtMs) ?? 0) : 0;
  const when = exact ? updated : nth > 0 ? nth : undefined;
  const messageId = when === undefined ? base : await commentId({ ...said, when });
  const author = authorOf(comment.author, visibility, fields, connection);
  const draft = messageDraft({
    connection,
    messageId,
    author,
    visibility,
    channel: channelOf(fields.get('source')),
    text: comment.text,
    html: comment.html,
    actionId: await actionIdOf(about, visibility, comment.text, author),
  });
  return {
    ...draft,
    actor: actorFor(author),
    identity: commentIdentity(connection, messageId, exact ? 'exact' : 'derived'),
  };
}

async function actionIdOf(
  { connection, ticketId, receivedAtMs }: Automation,
  visibility: 'public' | 'private',
  text: string,
  { id, name }: Party,
): Promise<string | undefined> {
  if (connection.memory?.wroteTo(ticketId) !== true) return undefined;
  const digest = await textDigest(text);
  return connection.memory.actionOf({ ticketId, digest, visibility, atMs: receivedAtMs, author: { id, name } });
}
