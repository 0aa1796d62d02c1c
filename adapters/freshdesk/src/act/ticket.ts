import type { ApprovedAction, Execution, Logger } from '@deskrail/contracts';
import { isObject, type JsonObject } from '@deskrail/webhooks';
import { conversationOf, failed } from '@deskrail/webhooks/act';
import type { FreshdeskConnection } from '../normalize/connection.js';
import type { Desk } from './desk.js';
import { failureOf, fieldsRefused, spent } from './outcome.js';
import type { People } from './people.js';

/** What every action needs. */
export interface Acting {
  readonly connection: FreshdeskConnection;
  readonly desk: Desk;
  readonly people: People;
  readonly logger: Logger;
}

/** A ticket as facts call it, and as the API's paths do. */
export interface TicketRef {
  readonly id: string;
  readonly path: string;
}

export type TicketRead =
  | {
      readonly found: true;
      readonly ticket: JsonObject;
      /** The account's limit is used up. */
      readonly limit: Execution | undefined;
    }
  | { readonly found: false; readonly why: Execution };

export async function readTicket({ desk }: Acting, { path }: TicketRef, signal: AbortSignal): Promise<TicketRead> {
  const answer = await desk.get(`${path}?include=requester`, signal);
  const ticket = answer.kind === 'answer' && answer.status === 200 && isObject(answer.body) ? answer.body : undefined;
  if (ticket === undefined) return { found: false, why: failureOf(answer, false, desk.clock) };
  // What is in the trash or in spam can be read, and takes nothing.
  if (ticket.deleted === true || ticket.spam === true) return { found: false, why: failed('ticket-not-found') };
  return { found: true, ticket, limit: spent(answer) };
}

export function ticketOf(action: ApprovedAction, connection: FreshdeskConnection): TicketRef | undefined {
  const id = conversationOf(action, connection);
  if (id === undefined) return undefined;
  // `INC-12` as the sister product writes it: its API wants the number.
  const number = /^(?:[A-Z]{1,10}-)?(\d{1,16})$/.exec(id)?.[1];
  return number === undefined ? undefined : { id, path: `/tickets/${number}` };
}

/** What a write's refusal means; the log hears which fields the desk did not like. */
export function refusedWrite(
  { connection, desk, logger }: Acting,
  action: ApprovedAction,
  answer: Parameters<typeof failureOf>[0],
): Execution {
  const fields = fieldsRefused(answer);
  if (fields.length > 0) {
    logger.warn({ connection: connection.id, action: action.id, fields }, 'Freshdesk refused these fields');
  }
  return failureOf(answer, true, desk.clock);
}
