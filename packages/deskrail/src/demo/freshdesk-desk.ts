import { randomBytes } from 'node:crypto';
import { freshdesk, freshdeskTemplate } from '@deskrail/freshdesk';
import { emulateFreshdesk, type FreshdeskEmulator, type FreshdeskIdKind } from '@deskrail/testing';
import { type CountedIds, createCountedIds } from './counted-ids.js';
import { createDeskTime, type DeskTime } from './desk-time.js';
import { type EmulatedDesk, webhookUrl } from './emulated-desk.js';
import { restoreTickets, type TicketDesk } from './restore-tickets.js';

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
    restore: (known) => restoreTickets(known, ticketDesk({ desk, ids, time })),
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

function ticketDesk({ desk, ids, time }: Place): TicketDesk<number> {
  const { people } = desk;
  return {
    ...{ desk, ids, time },
    priorityOf: (priority) => priorities[priority],
    people: {
      get: people.get,
      add(person, id) {
        if (id !== undefined) ids.give('person', id);
        return desk.addPerson(person);
      },
    },
    passed({ requester }) {
      if (requester?.id !== undefined) ids.passed('person', requester.id);
    },
    // By their names: an automation rule tells no more of them. A comment is known by its words, its author and its time.
    agentOf: ({ author }) => people.list().find(({ isAgent, name }) => isAgent && name === author.name)?.email,
    settle({ deskId, status }) {
      if (status === 'pending' || status === 'solved' || status === 'closed') {
        desk.changeTicket(deskId, { status: statuses[status] });
      }
    },
  };
}
