import { createListeners } from '../../listeners.js';
import type { Time } from '../../time.js';
import { createAgentsDesk, type FreshdeskAgentsDesk } from './agents-desk.js';
import { changeTicket, type FreshdeskChange, type FreshdeskTicketChange } from './change-ticket.js';
import {
  type DeskState,
  type FreshdeskIdKind,
  type FreshdeskPerson,
  type FreshdeskTicket,
  wholeSecond,
} from './desk-state.js';

export interface DeskCore {
  readonly desk: FreshdeskAgentsDesk;
  change(ticket: FreshdeskTicket, asked: FreshdeskTicketChange, by: FreshdeskPerson): void;
  onChange(listener: (change: FreshdeskChange) => void): () => void;
}

/** Changes of the desk's state, and what follows from each, whoever makes it. */
export function createDeskCore(options: {
  readonly state: DeskState;
  readonly time: Time;
  readonly send: (change: FreshdeskChange) => void;
  readonly ids?: ((kind: FreshdeskIdKind) => string) | undefined;
  readonly maxTickets?: number | undefined;
  readonly maxPeople?: number | undefined;
}): DeskCore {
  const { state, time, maxTickets = 100_000, maxPeople = 100_000 } = options;
  const changes = createListeners<FreshdeskChange>();
  const context = {
    ...{ state, maxTickets, maxPeople, newId: options.ids ?? countedIds() },
    ...{ now: () => time.now(), stamp: () => wholeSecond(time.now()) },
  };

  function emit(change: FreshdeskChange): void {
    options.send(change);
    changes.tell(change);
  }

  function change(ticket: FreshdeskTicket, asked: FreshdeskTicketChange, by: FreshdeskPerson): void {
    const made = changeTicket(ticket, asked, by, context);
    if (made !== undefined) emit(made);
  }

  return {
    desk: createAgentsDesk({ ...context, change, emit }),
    change,
    onChange: changes.listen,
  };
}

/** Tickets are numbered by the account, all else by the vendor. */
function countedIds(): (kind: FreshdeskIdKind) => string {
  const next: Record<FreshdeskIdKind, number> = {
    ticket: 5158,
    conversation: 43_184_309_101,
    person: 43_090_494_001,
  };
  return (kind) => String(next[kind]++);
}
