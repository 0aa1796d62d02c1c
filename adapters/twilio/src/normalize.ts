import { type Fact, formatActor, type NormalizeContext } from '@deskrail/contracts';
import {
  connectionSubject,
  type Draft,
  finishFacts,
  identifier,
  known,
  type NoFact,
  type Shared,
  subjectOf,
  text,
  time,
  timeOfMs,
  unmappedDraft,
} from '@deskrail/webhooks';
import { conversationEvents, timeOf } from './normalize/conversation.js';
import { deliveryDraft } from './normalize/delivery.js';
import { type Fields, sid, word } from './normalize/fields.js';
import { messageReceived, outboundSubject } from './normalize/message.js';
import { isTelemetry, meaningOf } from './normalize/stream-event.js';
import type { StreamEvent, TwilioPayload } from './payload.js';
import type { TwilioConnection } from './verify/connection.js';

interface TwilioContext extends NormalizeContext {
  readonly connection: TwilioConnection;
}

/**
 * One change, one fact; what has no fact of its own is kept as `unmapped`, and what is none (a pre-action event, a sink's
 * test, how far somebody has read) gives none. Total: any payload gives valid facts.
 */
export async function normalize(payload: TwilioPayload, given: TwilioContext): Promise<readonly Fact[]> {
  const context = payload.query === undefined ? given : { ...given, raw: payload.query };
  const { connection } = context;
  switch (payload.family) {
    case 'pre-action':
      return [];
    case 'message': {
      const { fields } = payload;
      return finish('message', messageReceived(fields, connection), about(fields, 'message', context), context);
    }
    case 'status': {
      const { fields, action } = payload;
      const status = word(fields, 'MessageStatus', 'SmsStatus') ?? '';
      const drafts = statusDrafts(fields, status, action, connection);
      return finish(`status: ${status}`, drafts, about(fields, 'status', context), context);
    }
    case 'conversation': {
      const { event, fields } = payload;
      return finish(event, conversationDrafts(event, fields, connection), about(fields, event, context), context);
    }
    case 'events':
      return eventFacts(payload.events, context);
    case 'other': {
      const why = isOrchestrator(payload.name) ? 'no-contract' : 'unknown-event';
      return finish(payload.name, why, about(payload.fields, payload.name, context), context);
    }
  }
}

/** Each event's facts; the delivery's raw body goes on the first of all. */
async function eventFacts(events: readonly StreamEvent[], context: TwilioContext): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const event of events) {
    const made = await finish(event.type, streamDrafts(event, context.connection), aboutEvent(event, context), context);
    facts.push(...(facts.length === 0 ? made : made.map(withoutRaw)));
  }
  return facts;
}

function withoutRaw(fact: Fact): Fact {
  const { raw: _, rawHash: __, ...origin } = fact.data.origin;
  return { ...fact, data: { ...fact.data, origin } } as Fact;
}

type Mapped = readonly Draft[] | NoFact;

function streamDrafts({ type, data }: StreamEvent, connection: TwilioConnection): Mapped {
  const meaning = meaningOf(type);
  switch (meaning.kind) {
    case 'none':
      return [];
    case 'message':
      return messageReceived(data, connection);
    case 'status':
      return statusDrafts(data, meaning.status, undefined, connection);
    case 'conversation':
      return conversationDrafts(meaning.event, data, connection);
    case 'unknown':
      return 'unknown-event';
  }
}

function statusDrafts(
  fields: Fields,
  status: string,
  actionId: string | undefined,
  connection: TwilioConnection,
): Mapped {
  const messageId = sid(fields, 'MessageSid', 'SmsSid', 'SmsMessageSid');
  const subject = outboundSubject(fields, connection);
  if (messageId === undefined || subject === undefined) return 'incomplete';
  const draft = deliveryDraft({ connection, messageId, status, errorCode: word(fields, 'ErrorCode'), actionId });
  if (draft !== undefined) return [{ ...draft, subject }];
  return /^receiv(?:ing|ed)$/i.test(status) ? 'no-contract' : 'unknown-event';
}

function conversationDrafts(event: string, fields: Fields, connection: TwilioConnection): Mapped {
  if (isTelemetry(event)) return [];
  const mapping = conversationEvents.get(event);
  if (mapping === undefined) return 'unknown-event';
  return sid(fields, 'ConversationSid') === undefined && !event.startsWith('onUser')
    ? 'incomplete'
    : mapping({ connection, fields });
}

/** Such as `COMMUNICATION_CREATED`. */
const isOrchestrator = (name: string): boolean => /^[A-Z]+(?:_[A-Z]+)+$/.test(name);

function finish(name: string, mapped: Mapped, shared: Shared, context: TwilioContext): Promise<Fact[]> {
  const drafts = typeof mapped === 'string' ? [unmappedDraft(name, mapped)] : mapped;
  return finishFacts(drafts, shared, context);
}

function about(fields: Fields, event: string, context: TwilioContext): Shared {
  const { connection, receivedAtMs, headers, raw } = context;
  const conversation = sid(fields, 'ConversationSid');
  return {
    subject:
      conversation === undefined ? connectionSubject(connection) : subjectOf('conversation', connection, conversation),
    actor: formatActor('system'),
    time: timeOf(fields) ?? timeOfMs(receivedAtMs),
    eventId: undefined,
    change: () => raw,
    origin: known({
      event: text(event, 256),
      invocationId: identifier(headers.get('i-twilio-idempotency-token')),
      by: 'event' as const,
      channel: text(word(fields, 'Source', 'ChannelPrefix'), 128),
    }),
  };
}

function aboutEvent({ type, id, time: at, data }: StreamEvent, context: TwilioContext): Shared {
  const shared = about(data, type, context);
  const eventId = identifier(id);
  return {
    ...shared,
    time: time(at) ?? shared.time,
    eventId,
    change: () => JSON.stringify([type, at ?? '', [...data]]),
    origin: known({ ...shared.origin, eventId }),
  };
}
