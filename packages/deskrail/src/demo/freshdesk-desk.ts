import { randomBytes } from 'node:crypto';
import type { Conversation, ConversationMessage } from '@deskrail/contracts';
import { freshdesk, freshdeskTemplate } from '@deskrail/freshdesk';
import { emulateFreshdesk, type FreshdeskEmulator, type FreshdeskIdKind } from '@deskrail/testing';
import { type CountedIds, createCountedIds } from './counted-ids.js';
import { createDeskTime, type DeskTime } from './desk-time.js';
import { type EmulatedDesk, redacted, webhookUrl } from './emulated-desk.js';

interface Place {
  readonly desk: FreshdeskEmulator;
  readonly ids: CountedIds<FreshdeskIdKind>;
  readonly time: DeskTime;
}

/** Of several things that happen in one update a rule names only the first: words and fields have a rule each. */
const rules = [
  ['created', 'reply', 'public-note', 'private-note'],
  ['status', 'priority', 'type', 'agent', 'group', 'tags', 'deleted', 'restored'],
] as const;

const statuses = { pending: 3, solved: 4, closed: 5 } as const;
const priorities = { low: 1, normal: 2, high: 3, urgent: 4 } as const;

/** The outlet's Freshdesk: automation rules with the template that the adapter brings, and a shared secret in a header. */
export function openFreshdeskDesk(tenant: string): EmulatedDesk & { readonly emulator: FreshdeskEmulator } {
  // Of a reply nobody tells the desk's own id: the clock's is past all that were given out before.
  const ids = createCountedIds<FreshdeskIdKind>({ ticket: 301, conversation: Date.now(), person: 43_090_494_001 });
  const time = createDeskTime();
  const desk = emulateFreshdesk({ ids: ids.next, time });
  const secret = randomBytes(32).toString('base64url');
  const rest = { url: desk.url, token: desk.key };
  const connection = freshdesk({ id: 'freshdesk', tenant, secrets: [secret], rest });
  return {
    ...{ emulator: desk, connection, secret, addresses: [desk.url], fetch: desk.fetch },
    restore: (known) => restore(known, { desk, ids, time }),
    connect(url) {
      const rule = { url: webhookUrl(url, connection), secret, content: { template: freshdeskTemplate } };
      for (const events of rules) desk.subscribe({ ...rule, events });
    },
    onReply: (listener) =>
      desk.onChange(({ ticket, conversation, by }) => {
        const isPublic = conversation !== undefined && !conversation.private && !conversation.incoming;
        if (isPublic && by.email === integration(desk)?.email) listener(`on Freshdesk’s ticket ${ticket.id}`);
      }),
    close: desk.close,
  };
}

/** Whose key it is that the API is called with. */
const integration = (desk: FreshdeskEmulator) =>
  desk.people.list().find(({ isAgent, name }) => isAgent && name === 'Integration');

function restore(known: readonly Conversation[], place: Place): void {
  const { desk, ids } = place;
  for (const { deskId, requester } of known) {
    ids.passed('ticket', deskId);
    if (requester?.id !== undefined) ids.passed('person', requester.id);
  }
  for (const conversation of known) {
    const isThere = desk.tickets.get(conversation.deskId) !== undefined;
    if (conversation.deleted === undefined && !isThere) restoreTicket(conversation, place);
  }
}

function restoreTicket(conversation: Conversation, { desk, ids, time }: Place): void {
  const { deskId, messages, requester, subject, status, tags, priority } = conversation;
  const [first, ...later] = messages;
  if (first === undefined) return;
  const customer = restoreContact(requester, { desk, ids });
  time.at(first.at, () => {
    ids.give('ticket', deskId);
    desk.customerWrites({
      ...{ customer, text: first.text || redacted, tags },
      ...(subject !== undefined && { subject }),
      ...(priority !== null && { priority: priorities[priority] }),
    });
  });
  for (const message of later) {
    const text = message.text || redacted;
    // A comment is known by its words, its author and its time.
    time.at(message.at, () => {
      if (message.direction === 'received') desk.customerWrites({ ticket: deskId, customer, text });
      else
        desk.agentWrites({ ticket: deskId, text, public: message.visibility === 'public', ...agentOf(message, desk) });
    });
  }
  if (status === 'pending' || status === 'solved' || status === 'closed') {
    time.at(conversation.updatedAt, () => void desk.changeTicket(deskId, { status: statuses[status] }));
  }
}

/** Agents by their names: an automation rule tells no more of them. */
function agentOf({ author }: ConversationMessage, desk: FreshdeskEmulator): { readonly agent?: string } {
  const agent = desk.people.list().find(({ isAgent, name }) => isAgent && name === author.name);
  return agent === undefined ? {} : { agent: agent.email };
}

function restoreContact(requester: Conversation['requester'], { desk, ids }: Pick<Place, 'desk' | 'ids'>): string {
  const { id, name = 'A customer', address } = requester ?? {};
  const email = address ?? `customer-${id ?? 'unknown'}@customer.example`;
  const known = (id === undefined ? undefined : desk.people.get(id)) ?? desk.people.get(email);
  if (known !== undefined) return known.id;
  if (id !== undefined) ids.give('person', id);
  return desk.addPerson({ name, email }).id;
}
