import { randomBytes } from 'node:crypto';
import type { CasePriority } from '@deskrail/contracts';
import { emulateZendesk, type ZendeskEmulator, type ZendeskIdKind } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { type CountedIds, createCountedIds } from './counted-ids.js';
import { createDeskTime, type DeskTime } from './desk-time.js';
import { type EmulatedDesk, webhookUrl } from './emulated-desk.js';
import { restoreTickets, type TicketDesk } from './restore-tickets.js';

interface Place {
  readonly desk: ZendeskEmulator;
  readonly ids: CountedIds<ZendeskIdKind>;
  readonly time: DeskTime;
}

/** The shop's Zendesk: events, signed. */
export function openZendeskDesk(tenant: string): EmulatedDesk & { readonly emulator: ZendeskEmulator } {
  const ids = createCountedIds<ZendeskIdKind>({
    ...{ ticket: 5158, comment: 9_876_543_210_001, user: 8_447_388_090_494 },
    ...{ audit: 9_876_600_000_001, attachment: 7_654_321_098_765 },
  });
  const time = createDeskTime();
  const desk = emulateZendesk({ ids: ids.next, time });
  const secret = randomBytes(32).toString('base64url');
  const rest = { url: desk.url, token: desk.token };
  const connection = zendesk({ id: 'zendesk', tenant, secrets: [secret], rest });
  return {
    ...{ emulator: desk, connection, secret, addresses: [desk.url], fetch: desk.fetch },
    restore: (known) => restoreTickets(known, ticketDesk({ desk, ids, time })),
    connect: (url) => desk.subscribe({ url: webhookUrl(url, connection), secret }),
    onReply: (listener) =>
      desk.onChange(({ ticket, types, by }) => {
        if (by.channel !== 'web_service' || !types.includes('ticket.comment_added')) return;
        listener(`on Zendesk’s ticket ${ticket.id}`);
      }),
    close: desk.close,
  };
}

function ticketDesk({ desk, ids, time }: Place): TicketDesk<CasePriority> {
  return {
    ...{ desk, ids, time },
    priorityOf: (priority) => priority,
    people: {
      get: desk.users.get,
      add(person, id) {
        if (id !== undefined) ids.give('user', id);
        return desk.addUser(person);
      },
    },
    passed({ messages, requester }) {
      for (const { id } of messages) ids.passed('comment', id);
      if (requester?.id !== undefined) ids.passed('user', requester.id);
    },
    giveId({ id }) {
      // A case's description has no comment id of its own until the desk sent it as a comment.
      if (/^\d+$/.test(id)) ids.give('comment', id);
    },
    settle({ deskId, status }) {
      if (status === 'solved' || status === 'closed') desk.solve(deskId);
      if (status === 'closed') desk.closeTicket(deskId);
      if (status === 'pending') desk.change(deskId, { status: 'pending' });
    },
  };
}
