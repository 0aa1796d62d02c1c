import type { ApprovedAction, Execution, LookUp } from '@deskrail/contracts';
import { succeeded, throwIfAborted } from '@deskrail/webhooks/act';
import { updateOf } from './change.js';
import { unanswered } from './outcome.js';
import { readStatuses, type StatusNames } from './statuses.js';
import { type Acting, readTicket, refusedWrite, type TicketRef } from './ticket.js';

/** Set a ticket's fields: a read, and one PUT where anything is other than it should be. */
export async function update(
  acting: Acting,
  action: ApprovedAction,
  ref: TicketRef,
  signal: AbortSignal,
): Promise<Execution> {
  const { connection, desk } = acting;
  const current = await readTicket(acting, ref, signal);
  throwIfAborted(signal);
  if (!current.found) return current.why;
  const change = updateOf(action, current.ticket, connection, await statusNames(acting, action, signal));
  if ('outcome' in change) return change;
  if (change.done) return { outcome: 'executed' };
  if (current.limit !== undefined) return current.limit;
  throwIfAborted(signal);
  const answer = await desk.put(ref.path, change.fields, signal);
  if (succeeded(answer)) return { outcome: 'executed' };
  return refusedWrite(acting, action, answer);
}

/** An update has no trace of whose it was: that the ticket is as it should be is answer enough. */
export async function isDone(
  acting: Acting,
  action: ApprovedAction,
  ref: TicketRef,
  signal: AbortSignal,
): Promise<LookUp> {
  const current = await readTicket(acting, ref, signal);
  throwIfAborted(signal);
  if (!current.found) {
    const { why } = current;
    if (why.outcome === 'failed' && why.code === 'ticket-not-found') return { found: false, certain: true };
    throw unanswered(why);
  }
  const names = await statusNames(acting, action, signal);
  const change = updateOf(action, current.ticket, acting.connection, names);
  return 'outcome' in change || !change.done ? { found: false, certain: true } : { found: true };
}

const inEveryAccount = ['open', 'pending', 'solved', 'closed'];

/** Only a status that not every account has needs the account's own names. */
async function statusNames(
  { connection: { memory }, desk }: Acting,
  { parameters }: ApprovedAction,
  signal: AbortSignal,
): Promise<StatusNames | undefined> {
  if (memory?.statusNames !== undefined || parameters.kind !== 'set-status') return memory?.statusNames;
  if (inEveryAccount.includes(parameters.status)) return undefined;
  const found = await readStatuses(desk, signal);
  if (found !== undefined && memory !== undefined) memory.statusNames = found;
  return found;
}
