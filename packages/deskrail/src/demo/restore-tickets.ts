import type { CasePriority, Conversation, ConversationMessage } from '@deskrail/contracts';
import type { CountedIds } from './counted-ids.js';
import type { DeskTime } from './desk-time.js';
import { redacted } from './emulated-desk.js';

interface NewPerson {
  readonly name: string;
  readonly email: string;
}

/** An emulated desk that keeps tickets, and what of it differs from the others. */
export interface TicketDesk<Priority> {
  readonly time: DeskTime;
  readonly ids: Pick<CountedIds<'ticket'>, 'give' | 'passed'>;
  readonly desk: {
    readonly tickets: { get(id: string): unknown };
    customerWrites(message: CustomerWrites<Priority>): unknown;
    agentWrites(message: AgentWrites): unknown;
  };
  readonly people: {
    get(idOrEmail: string): { readonly id: string } | undefined;
    /** Under the id that the desk gave on an earlier day, where that is known. */
    add(person: NewPerson, id: string | undefined): { readonly id: string };
  };
  /** What the desk calls it. */
  priorityOf(priority: CasePriority): Priority;
  /** Its ids, other than the ticket's, were used on an earlier day. */
  passed(conversation: Conversation): void;
  /** The next message that is written is this. */
  giveId?(message: ConversationMessage): void;
  /** Who wrote it, where the desk can be told. */
  agentOf?(message: ConversationMessage): string | undefined;
  /** Brings the ticket to the status that it had. */
  settle(conversation: Conversation): void;
}

interface CustomerWrites<Priority> {
  readonly ticket?: string;
  readonly customer: string;
  readonly text: string;
  readonly subject?: string;
  readonly tags?: readonly string[];
  readonly priority?: Priority;
}

interface AgentWrites {
  readonly ticket: string;
  readonly text: string;
  readonly public: boolean;
  readonly agent?: string;
}

/** Put back the tickets that the desk does not have, each message at its time; new ones are counted on after them. */
export function restoreTickets<Priority>(known: readonly Conversation[], place: TicketDesk<Priority>): void {
  for (const conversation of known) {
    place.ids.passed('ticket', conversation.deskId);
    place.passed(conversation);
  }
  for (const conversation of known) {
    const isThere = place.desk.tickets.get(conversation.deskId) !== undefined;
    if (conversation.deleted === undefined && !isThere) restoreTicket(conversation, place);
  }
}

function restoreTicket<Priority>(conversation: Conversation, place: TicketDesk<Priority>): void {
  const { deskId, messages, requester, subject, tags, priority } = conversation;
  const { desk, time } = place;
  const [first, ...later] = messages;
  if (first === undefined) return;
  const customer = restoreCustomer(requester, place);
  time.at(first.at, () => {
    place.ids.give('ticket', deskId);
    place.giveId?.(first);
    desk.customerWrites({
      ...{ customer, text: first.text || redacted, tags },
      ...(subject !== undefined && { subject }),
      ...(priority !== null && { priority: place.priorityOf(priority) }),
    });
  });
  for (const message of later) time.at(message.at, () => restoreMessage(message, { ticket: deskId, customer, place }));
  time.at(conversation.updatedAt, () => place.settle(conversation));
}

interface Ticket<Priority> {
  readonly ticket: string;
  readonly customer: string;
  readonly place: TicketDesk<Priority>;
}

function restoreMessage<Priority>(message: ConversationMessage, { ticket, customer, place }: Ticket<Priority>): void {
  const text = message.text || redacted;
  place.giveId?.(message);
  if (message.direction === 'received') {
    place.desk.customerWrites({ ticket, customer, text });
    return;
  }
  const agent = place.agentOf?.(message);
  const isPublic = message.visibility === 'public';
  place.desk.agentWrites({ ticket, text, public: isPublic, ...(agent !== undefined && { agent }) });
}

/** Found at the desk, else added; gives the id there. */
function restoreCustomer<Priority>(requester: Conversation['requester'], { people }: TicketDesk<Priority>): string {
  const { id, name = 'A customer', address } = requester ?? {};
  const email = address ?? `customer-${id ?? 'unknown'}@customer.example`;
  const known = (id === undefined ? undefined : people.get(id)) ?? people.get(email);
  return (known ?? people.add({ name, email }, id)).id;
}
