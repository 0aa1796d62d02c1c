import { randomBytes } from 'node:crypto';
import type { Conversation } from '@deskrail/contracts';
import { emulateZendesk, type ZendeskEmulator, type ZendeskIdKind } from '@deskrail/testing';
import { zendesk } from '@deskrail/zendesk';
import { type CountedIds, createCountedIds } from './counted-ids.js';
import { createDeskTime, type DeskTime } from './desk-time.js';
import { type EmulatedDesk, redacted, webhookUrl } from './emulated-desk.js';

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
    restore: (known) => restore(known, { desk, ids, time }),
    connect: (url) => desk.subscribe({ url: webhookUrl(url, connection), secret }),
    onReply: (listener) =>
      desk.onChange(({ ticket, types, by }) => {
        if (by.channel !== 'web_service' || !types.includes('ticket.comment_added')) return;
        listener(`on Zendesk’s ticket ${ticket.id}`);
      }),
    close: desk.close,
  };
}

function restore(known: readonly Conversation[], place: Place): void {
  const { desk, ids } = place;
  for (const { deskId, messages, requester } of known) {
    ids.passed('ticket', deskId);
    for (const { id } of messages) ids.passed('comment', id);
    if (requester?.id !== undefined) ids.passed('user', requester.id);
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
  const customer = restoreUser(requester, { desk, ids });
  time.at(first.at, () => {
    ids.give('ticket', deskId);
    giveCommentId(first.id, ids);
    desk.customerWrites({
      ...{ customer, text: first.text || redacted, tags },
      ...(subject !== undefined && { subject }),
      ...(priority !== null && { priority }),
    });
  });
  for (const message of later) {
    const text = message.text || redacted;
    time.at(message.at, () => {
      giveCommentId(message.id, ids);
      if (message.direction === 'received') desk.customerWrites({ ticket: deskId, customer, text });
      else desk.agentWrites({ ticket: deskId, text, public: message.visibility === 'public' });
    });
  }
  if (status === 'solved' || status === 'closed') desk.solve(deskId);
  if (status === 'closed') desk.closeTicket(deskId);
  if (status === 'pending') desk.change(deskId, { status: 'pending' });
}

/** A case's description has no comment id of its own until the desk sent it as a comment. */
function giveCommentId(id: string, ids: Place['ids']): void {
  if (/^\d+$/.test(id)) ids.give('comment', id);
}

function restoreUser(requester: Conversation['requester'], { desk, ids }: Pick<Place, 'desk' | 'ids'>): string {
  const { id, name = 'A customer', address } = requester ?? {};
  const known = id === undefined ? undefined : desk.users.get(id);
  if (known !== undefined) return known.id;
  if (id !== undefined) ids.give('user', id);
  return desk.addUser({ name, email: address ?? `customer-${id ?? 'unknown'}@customer.example` }).id;
}
