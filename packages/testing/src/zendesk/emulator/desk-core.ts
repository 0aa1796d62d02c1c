import { createListeners } from '../../listeners.js';
import type { SeededRandom } from '../../seeded-random.js';
import type { Time } from '../../time.js';
import { type AgentsDesk, createAgentsDesk, type ZendeskTicketView } from './agents-desk.js';
import { type ChangedBy, changeTicket, type TicketChange } from './change-ticket.js';
import type { ZendeskDeliveries } from './deliveries.js';
import { type DeskState, wholeSecond, type ZendeskIdKind, type ZendeskTicket } from './desk-state.js';
import type { EmulateZendeskOptions } from './emulate-zendesk.js';
import type { DeskEvent } from './event-payload.js';
import { createSender } from './sender.js';
import type { ZendeskWebhook } from './webhook-subscription.js';

/** Something happened at the desk: a change that webhooks are sent for. */
export interface ZendeskChange {
  readonly ticket: ZendeskTicketView;
  /** Without `zen:event-type:`. */
  readonly types: readonly string[];
  readonly by: ChangedBy;
}

type Options = Pick<
  EmulateZendeskOptions,
  'descriptionEvent' | 'ids' | 'maxComments' | 'maxTickets' | 'maxUsers' | 'stamps'
>;

interface CoreContext extends Options {
  readonly accountId: number;
  readonly time: Time;
  readonly random: SeededRandom;
  readonly state: DeskState;
  readonly webhooks: readonly ZendeskWebhook[];
  readonly send: ZendeskDeliveries['send'];
}

export interface DeskCore {
  readonly desk: AgentsDesk;
  change(ticket: ZendeskTicket, asked: TicketChange, by: ChangedBy): void;
  onChange(listener: (change: ZendeskChange) => void): () => void;
}

/** Changes of the desk's state, and the events that follow from each, whoever makes it. */
export function createDeskCore(options: CoreContext): DeskCore {
  const { accountId, time, random, state, webhooks } = options;
  const newId = options.ids ?? countedIds();
  const changes = createListeners<ZendeskChange>();
  const send = createSender({ accountId, random, time, webhooks, state, send: options.send });
  const stamp = createStamps(time, options.stamps ?? 'distinct');
  const changeContext = (ticket: ZendeskTicket) => ({
    ...{ state, newId, at: stamp(ticket), maxComments: options.maxComments ?? 5_000 },
  });

  function emit(ticket: ZendeskTicket, events: readonly DeskEvent[], by: ChangedBy): void {
    if (events.length === 0) return;
    send.ticket(ticket, events, by);
    changes.tell({ ticket, types: events.map(({ type }) => type), by });
  }

  function change(ticket: ZendeskTicket, asked: TicketChange, by: ChangedBy) {
    const result = changeTicket(ticket, asked, by, changeContext(ticket));
    emit(ticket, result.events, by);
    return result;
  }

  const desk = createAgentsDesk({
    ...{ state, newId, stamp, change, emit, emitUser: send.user },
    ...{ maxTickets: options.maxTickets ?? 100_000, maxUsers: options.maxUsers ?? 100_000 },
    open(ticket, asked, by) {
      const { events } = changeTicket(ticket, asked, by, changeContext(ticket));
      const created: DeskEvent = { type: 'ticket.created', event: {} };
      emit(ticket, [created, ...((options.descriptionEvent ?? true) ? events : [])], by);
    },
  });
  return {
    desk,
    change,
    onChange: changes.listen,
  };
}

/** Ids as large as a real desk's, counted up. */
function countedIds(): (kind: ZendeskIdKind) => string {
  const next: Record<ZendeskIdKind, number> = {
    ticket: 5158,
    comment: 9_876_543_210_001,
    user: 8_447_388_090_494,
    audit: 9_876_600_000_001,
    attachment: 7_654_321_098_765,
  };
  return (kind) => String(next[kind]++);
}

function createStamps(time: Time, stamps: 'distinct' | 'whole-seconds'): (ticket?: ZendeskTicket) => string {
  return (ticket) => {
    const now = Math.floor(time.now() / 1000) * 1000;
    if (stamps === 'whole-seconds' || ticket === undefined || ticket.audits.length === 0) return wholeSecond(now);
    return wholeSecond(Math.max(now, Date.parse(ticket.updatedAt) + 1000));
  };
}
