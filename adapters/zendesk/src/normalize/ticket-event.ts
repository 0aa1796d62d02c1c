import type { Connection } from '@deskrail/contracts';
import { type Draft, isObject, type JsonObject, type NoFact, text } from '@deskrail/webhooks';
import type { EventPayload } from '../payload.js';

/** One ticket event on its way to facts. */
export interface TicketEvent {
  readonly connection: Connection;
  readonly payload: EventPayload;
  readonly ticketId: string;
}

export type TicketMapping = (event: TicketEvent) => Draft | readonly Draft[] | NoFact;

/** Zendesk's word for how the ticket came, such as `mail`. */
export const channelOf = (detail: JsonObject): string | undefined =>
  text(isObject(detail.via) ? detail.via.channel : undefined, 128);
