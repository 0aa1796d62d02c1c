import { type Fact, formatActor, type NormalizeContext } from '@deskrail/contracts';
import {
  actorOf,
  connectionSubject,
  type Draft,
  finishFacts,
  identifier,
  known,
  type NoFact,
  type Shared,
  subjectOf,
  time,
  timeOfMs,
  unmappedDraft,
} from '@deskrail/webhooks';
import { customerIdOf, organizationEvent, userEvent } from './normalize/customer.js';
import { messagingMessageAdded } from './normalize/messaging.js';
import { partyOf } from './normalize/party.js';
import { ticketEvents } from './normalize/ticket.js';
import { channelOf, type TicketMapping } from './normalize/ticket-event.js';
import { triggerDrafts } from './normalize/trigger.js';
import type { EventPayload, TriggerPayload, ZendeskPayload } from './payload.js';

/** One change, one fact; what has no fact of its own is kept as `unmapped`. Total: any payload gives valid facts. */
export function normalize(payload: ZendeskPayload, context: NormalizeContext): Promise<readonly Fact[]> {
  if (payload.family === 'event') return normalizeEvent(payload, context);
  if (payload.family === 'trigger') return normalizeTrigger(payload, context);
  const subject = connectionSubject(context.connection);
  return finishFacts(
    [unmappedDraft(payload.name, 'no-contract')],
    shared({ subject, by: 'trigger' }, context),
    context,
  );
}

async function normalizeEvent(payload: EventPayload, context: NormalizeContext): Promise<readonly Fact[]> {
  const { connection } = context;
  const { detail, event, eventId } = payload;
  const [family = '', name = ''] = split(event);
  if (family === 'agent' && agentPresence.has(name)) return [];
  const id = customerIdOf(payload);
  const subjectKind = subjectKinds.get(family);
  const about = shared(
    {
      subject:
        subjectKind === undefined || id === undefined
          ? connectionSubject(connection)
          : subjectOf(subjectKind, connection, id),
      by: 'event',
      event: event.slice(0, 256),
      eventId,
      channel: channelOf(detail),
      time: time(payload.time) ?? time(detail.updated_at),
      actor: actorOf(partyOf({ id: identifier(detail.actor_id), requesterId: detail.requester_id }, connection)),
      change: [event, time(payload.time) ?? '', payload.change],
    },
    context,
  );
  const mapped = id === undefined ? missingId(family, name) : map(family, name, id, payload, context);
  const drafts = typeof mapped === 'string' ? [unmappedDraft(`zen:event-type:${event}`, mapped)] : [mapped].flat();
  return finishFacts(drafts as readonly Draft[], about, context);
}

/** Who is online, and how much each could take: no fact of support, and there are many. */
const agentPresence = new Set([
  ...['state_changed', 'unified_state_changed', 'max_capacity_changed', 'groups_updated'],
  ...['channel_created', 'channel_deleted', 'work_item_added', 'work_item_updated', 'work_item_removed'],
]);

const subjectKinds = new Map([
  ['ticket', 'conversation'],
  ['messaging_ticket', 'conversation'],
  ['user', 'customer'],
  ['organization', 'organization'],
] as const) as ReadonlyMap<string, 'conversation' | 'customer' | 'organization'>;

const split = (event: string): [string, string] => {
  const dot = event.indexOf('.');
  return dot < 0 ? [event, ''] : [event.slice(0, dot), event.slice(dot + 1)];
};

const missingId = (family: string, name: string): NoFact =>
  (family === 'ticket' ? ticketEvents.has(name) : subjectKinds.has(family)) ? 'incomplete' : 'unknown-event';

function map(
  family: string,
  name: string,
  id: string,
  payload: EventPayload,
  { connection }: NormalizeContext,
): ReturnType<TicketMapping> {
  switch (family) {
    case 'ticket':
      return ticketEvents.get(name)?.({ connection, payload, ticketId: id }) ?? 'unknown-event';
    case 'messaging_ticket':
      return name === 'message_added' ? messagingMessageAdded({ connection, payload, ticketId: id }) : 'unknown-event';
    case 'user':
      return userEvent({ connection, payload, id, name });
    case 'organization':
      return organizationEvent({ connection, payload, id, name });
    default:
      return 'unknown-event';
  }
}

async function normalizeTrigger({ body }: TriggerPayload, context: NormalizeContext): Promise<readonly Fact[]> {
  const { connection } = context;
  const ticketId = identifier(body.ticket_id);
  const base = { by: 'trigger', time: time(body.updated_at), change: body } as const;
  if (ticketId === undefined) {
    const about = shared({ ...base, subject: connectionSubject(connection) }, context);
    return finishFacts([unmappedDraft('trigger', 'incomplete')], about, context);
  }
  const actor = actorOf(partyOf({ id: identifier(body.actor_id), requesterId: body.requester_id }, connection));
  const invocation = invocationOf(context);
  const about = shared(
    {
      ...base,
      subject: subjectOf('conversation', connection, ticketId),
      event: 'trigger',
      // A trigger has no event id; the invocation is what one firing and its retries have in common.
      eventId: invocation,
      channel: typeof body.channel === 'string' ? body.channel.slice(0, 128) : undefined,
      actor,
    },
    context,
  );
  return finishFacts(await triggerDrafts(body, ticketId, context), about, context);
}

interface SharedInput {
  readonly subject: string;
  readonly by: 'event' | 'trigger';
  readonly event?: string;
  readonly eventId?: string | undefined;
  readonly channel?: string | undefined;
  readonly time?: string | undefined;
  readonly actor?: string;
  readonly change?: unknown;
}

const invocationOf = ({ headers }: NormalizeContext): string | undefined =>
  identifier(headers.get('x-zendesk-webhook-invocation-id'));

function shared(input: SharedInput, context: NormalizeContext): Shared {
  const { by, event, channel } = input;
  const eventId = by === 'event' ? input.eventId : undefined;
  return {
    subject: input.subject,
    actor: input.actor ?? formatActor('system'),
    time: input.time ?? timeOfMs(context.receivedAtMs),
    eventId: input.eventId,
    // As text: a derived id must come of any JSON, and a redelivery has the same bytes.
    change: () => JSON.stringify(input.change ?? context.raw),
    origin: known({ event, eventId, invocationId: invocationOf(context), by, channel }),
  };
}
