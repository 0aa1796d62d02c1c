import type { SeededRandom } from '../../seeded-random.js';
import type { Time } from '../../time.js';
import type { ZendeskEventPayload } from '../fixtures/payload.js';
import type { ChangedBy } from './change-ticket.js';
import type { OutgoingEvent, ZendeskDeliveries } from './deliveries.js';
import type { DeskState, ZendeskTicket, ZendeskUser } from './desk-state.js';
import { type DeskEvent, ticketPayload, userPayload } from './event-payload.js';
import { renderTemplate } from './render-template.js';
import type { ZendeskWebhook } from './webhook-subscription.js';

interface SenderContext {
  readonly accountId: number;
  readonly random: SeededRandom;
  readonly time: Time;
  readonly webhooks: readonly ZendeskWebhook[];
  readonly send: ZendeskDeliveries['send'];
  readonly state: DeskState;
}

/** Turns changes into webhook bodies and hands them to every webhook that subscribes to them. */
export function createSender(context: SenderContext) {
  const { accountId, random, time, webhooks, state } = context;

  /** RFC 3339 with nine digits of fraction, as Zendesk's event times have. */
  const eventTime = createEventTimes(time, random);

  const outgoing = (payload: ZendeskEventPayload, lane: string): OutgoingEvent => ({
    ...{ type: payload.type, eventId: payload.id, body: JSON.stringify(payload), lane },
  });

  function toSubscribers(events: readonly OutgoingEvent[]): void {
    for (const webhook of webhooks) {
      const wanted = webhook.template === undefined ? events.filter(({ type }) => isSubscribed(webhook, type)) : [];
      if (wanted.length > 0) context.send(webhook, wanted);
    }
  }

  function toTriggers(ticket: ZendeskTicket, actorId: string): void {
    for (const webhook of webhooks) {
      if (webhook.template === undefined) continue;
      const body = renderTemplate(webhook.template, ticket, state, { actorId, escapes: webhook.escapes ?? true });
      context.send(webhook, [{ type: 'trigger', eventId: random.uuid(), body, lane: `ticket:${ticket.id}` }]);
    }
  }

  return {
    ticket(ticket: ZendeskTicket, events: readonly DeskEvent[], by: ChangedBy): void {
      const sequenceId = events.length > 1 ? random.digits(26) : undefined;
      const payloads = events.map((event, index) => {
        const meta = sequenceId === undefined ? {} : { meta: { sequence: sequence(sequenceId, index + 1) } };
        const told = { type: event.type, event: { ...event.event, ...meta } };
        const isMessaging = event.type.startsWith('messaging_ticket.');
        const eventId = isMessaging ? `01${random.digits(24)}` : random.uuid();
        const head = { accountId, eventId, time: eventTime(), actorId: by.userId, channel: by.channel };
        return outgoing(ticketPayload(ticket, told, head), `ticket:${ticket.id}`);
      });
      toSubscribers(payloads);
      // Triggers run on changes of the ticket; a message is none.
      if (events.some(({ type }) => type.startsWith('ticket.'))) toTriggers(ticket, by.userId);
    },
    user(user: ZendeskUser, event: DeskEvent): void {
      const head = { accountId, eventId: random.uuid(), time: eventTime(), actorId: user.id, channel: 'web' };
      toSubscribers([outgoing(userPayload(user, event, head), `user:${user.id}`)]);
    },
  };
}

function isSubscribed({ subscriptions }: ZendeskWebhook, type: string): boolean {
  return subscriptions === undefined || subscriptions.includes(type.replace('zen:event-type:', ''));
}

/** Events of one change share a sequence. Its id was seen as a bare integer of 26 digits, which JSON.parse rounds. */
const sequence = (id: string, position: number) => ({ id: rawJson(id), position });

const rawJson = (text: string): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);

/** To the nanosecond, as Zendesk writes them; of one desk never twice the same, and never before an earlier event's. */
function createEventTimes(time: Time, random: SeededRandom): () => string {
  let last = { ms: -1, nanos: 0 };
  return () => {
    const ms = time.now();
    const nanos = ms === last.ms ? last.nanos + 1 + random.below(1_000) : random.below(100_000);
    last = { ms, nanos: Math.min(nanos, 999_999) };
    return `${new Date(ms).toISOString().slice(0, -1)}${String(last.nanos).padStart(6, '0')}Z`;
  };
}
