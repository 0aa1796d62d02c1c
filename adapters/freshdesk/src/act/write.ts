import type { ApprovedAction, Execution, SeenMessages } from '@deskrail/contracts';
import { identifier, isObject, type JsonObject } from '@deskrail/webhooks';
import { conflictWhere, failed, succeeded, throwIfAborted } from '@deskrail/webhooks/act';
import { textDigest } from '../normalize/comment.js';
import { caseStatus } from '../normalize/words.js';
import type { Writing } from './change.js';
import { type Acting, readTicket, refusedWrite, type TicketRef } from './ticket.js';
import { hasUnseenMessage } from './unseen.js';

/** Post a reply or note: some reads, and at most one POST, whatever becomes of it. */
export async function write(
  acting: Acting,
  action: ApprovedAction,
  ref: TicketRef,
  options: { readonly writing: Writing; readonly seen: SeenMessages | undefined; readonly signal: AbortSignal },
): Promise<Execution> {
  const { connection, desk, people } = acting;
  const { writing, signal } = options;
  const current = await readTicket(acting, ref, signal);
  throwIfAborted(signal);
  if (!current.found) return current.why;
  const { ticket } = current;
  const isReply = writing.visibility === 'public';
  if (isReply && caseStatus(ticket.status, connection) === 'closed') return failed('ticket-closed');
  const refused = current.limit ?? (isReply ? await unseenIn(acting, ref, ticket, options) : undefined);
  if (refused !== undefined) return refused;

  const { memory } = connection;
  const author = memory === undefined ? undefined : await people.me(signal);
  const { visibility, text } = writing;
  const sent = {
    ...{ actionId: action.id, ticketId: ref.id, digest: await textDigest(text), visibility, atMs: desk.clock.now() },
    ...(author === undefined ? {} : { author }),
  };
  throwIfAborted(signal);
  // Remembered before: its webhook may be here before its answer.
  memory?.sent(sent);
  const answer = await desk.post(`${ref.path}/${writing.path}`, writing.body, signal);
  if (succeeded(answer)) {
    const vendorId = identifier(isObject(answer.body) ? answer.body.id : undefined);
    if (vendorId === undefined) return { outcome: 'executed' };
    memory?.sent({ ...sent, conversationId: vendorId });
    return { outcome: 'executed', vendorId };
  }
  const execution = refusedWrite(acting, action, answer);
  if (execution.outcome === 'failed') memory?.unsent(sent);
  return execution;
}

/** Freshdesk has no condition on a write: what comes between this reading and the reply goes unnoticed. */
async function unseenIn(
  { connection, desk, people }: Acting,
  { id: ticketId, path }: TicketRef,
  ticket: JsonObject,
  { seen, signal }: { readonly seen: SeenMessages | undefined; readonly signal: AbortSignal },
): Promise<Execution | undefined> {
  if (seen === undefined) return undefined;
  const reading = { desk, people, connection, ticketId, path, ticket, seen };
  return conflictWhere(() => hasUnseenMessage(reading, signal), signal);
}
