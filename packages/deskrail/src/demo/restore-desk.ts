import type { Conversation, Store } from '@deskrail/contracts';
import type { ZendeskEmulator } from '@deskrail/testing';
import type { DeskIds } from './desk-ids.js';

interface RestoreDesk {
  readonly desk: ZendeskEmulator;
  readonly ids: DeskIds;
  readonly store: Store;
  readonly tenant: string;
  readonly connection: string;
}

const conversationsAtMost = 500;

/**
 * The emulated desk lives in memory. Give it back the tickets that earlier days brought, so that what waits for a verdict
 * since then can still be answered. Must come before the desk has a webhook: then nothing of it is sent again.
 */
export async function restoreDesk({ desk, ids, store, tenant, connection }: RestoreDesk): Promise<number> {
  const known: Conversation[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.conversations(tenant, { limit: 100, cursor });
    for (const { id } of page.items) {
      const conversation = await store.conversation(tenant, id);
      if (conversation?.connection === connection) known.push(conversation);
    }
    cursor = page.next;
  } while (cursor !== undefined && known.length < conversationsAtMost);
  for (const conversation of known) {
    ids.passed('ticket', conversation.deskId);
    for (const { id } of conversation.messages) ids.passed('comment', id);
    if (conversation.requester?.id !== undefined) ids.passed('user', conversation.requester.id);
  }
  const restored = known.filter((conversation) => restoreTicket(conversation, desk, ids));
  return restored.length;
}

function restoreTicket(conversation: Conversation, desk: ZendeskEmulator, ids: DeskIds): boolean {
  const { deskId, messages, requester, subject, status, tags, priority, deleted } = conversation;
  const [first, ...later] = messages;
  if (first === undefined || deleted !== undefined || desk.tickets.get(deskId) !== undefined) return false;
  const customer = restoreUser(requester?.id, requester?.name, requester?.address, desk, ids);
  ids.give('ticket', deskId);
  giveCommentId(first.id, ids);
  desk.customerWrites({
    customer,
    text: first.text || '(redacted)',
    tags,
    ...(subject !== undefined && { subject }),
    ...(priority !== null && { priority }),
  });
  for (const message of later) {
    giveCommentId(message.id, ids);
    const text = message.text || '(redacted)';
    if (message.direction === 'received') desk.customerWrites({ ticket: deskId, customer, text });
    else desk.agentWrites({ ticket: deskId, text, public: message.visibility === 'public' });
  }
  if (status === 'solved' || status === 'closed') desk.solve(deskId);
  if (status === 'closed') desk.closeTicket(deskId);
  if (status === 'pending') desk.change(deskId, { status: 'pending' });
  return true;
}

/** A case's description has no comment id of its own until the desk sent it as a comment. */
function giveCommentId(id: string, ids: DeskIds): void {
  if (/^\d+$/.test(id)) ids.give('comment', id);
}

function restoreUser(
  id: string | undefined,
  name: string | undefined,
  address: string | undefined,
  desk: ZendeskEmulator,
  ids: DeskIds,
): string {
  const known = id === undefined ? undefined : desk.users.get(id);
  if (known !== undefined) return known.id;
  if (id !== undefined) ids.give('user', id);
  return desk.addUser({ name: name ?? 'A customer', email: address ?? `customer-${id ?? 'unknown'}@customer.example` })
    .id;
}
