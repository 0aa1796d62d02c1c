import {
  type ApprovedAction,
  type Connection,
  type Execution,
  type Executor,
  type ExecutorOptions,
  type LookUp,
  type SeenMessages,
  silentLogger,
} from '@deskrail/contracts';
import { isObject, type JsonObject } from '@deskrail/webhooks';
import { conflictWhere, conversationOf, failed, succeeded, throwIfAborted } from '@deskrail/webhooks/act';
import { actionKinds } from '../receive/action-kinds.js';
import { commentIn, findMarker, hasUnseenMessage, markerKey } from './audits.js';
import { changeOf } from './change.js';
import { type Desk, openDesk } from './desk.js';
import { failureOf, unanswered } from './outcome.js';

type Ticket =
  | { readonly found: true; readonly ticket: JsonObject }
  | { readonly found: false; readonly why: Execution };

/**
 * What carries out approved actions on one account's tickets: a read, then one update that carries the action's id in
 * its audit's metadata. Comments and tags are refused by the desk if the ticket changed in between (`conflict`: decide
 * again). Throws `config-invalid`.
 */
export async function openZendeskExecutor(connection: Connection, options: ExecutorOptions = {}): Promise<Executor> {
  const { logger = silentLogger } = options;
  const desk = openDesk(connection, options);
  const { clock } = desk;

  const read = async (ticketId: string, signal: AbortSignal): Promise<Ticket> => {
    const answer = await desk.get(pathOf(ticketId), signal);
    const ticket = answer.kind === 'answer' && answer.status === 200 ? answer.body.ticket : undefined;
    return isObject(ticket) ? { found: true, ticket } : { found: false, why: failureOf(answer, false, clock) };
  };

  return {
    kinds: actionKinds,
    async execute(action, { signal, seen }) {
      throwIfAborted(signal);
      const ticketId = ticketOf(action, connection);
      if (ticketId === undefined) return failed('not-a-ticket');
      // Updates have a limit of their own: a reading would be in vain.
      const retryAfterMs = desk.limits.closedForMs('put');
      if (retryAfterMs > 0) return failureOf({ kind: 'limited', retryAfterMs }, true, clock);
      const current = await read(ticketId, signal);
      throwIfAborted(signal);
      const execution = current.found
        ? ((await unseenIn(action, current.ticket, seen, signal)) ??
          (await update(desk, action, ticketId, current.ticket, signal)))
        : current.why;
      logger.info({ connection: connection.id, action: action.id, outcome: execution.outcome }, 'Acted at the desk');
      return execution;
    },
    async lookUp(action, { signal }) {
      throwIfAborted(signal);
      const ticketId = ticketOf(action, connection);
      if (ticketId === undefined) return { found: false, certain: true };
      const marked = await findMarker(desk, ticketId, action.id, signal).catch((error: unknown) => {
        throwIfAborted(signal);
        throw error;
      });
      if (marked.found) return marked;
      const current = await read(ticketId, signal);
      throwIfAborted(signal);
      if (!current.found && isForNow(current.why)) throw unanswered(current.why);
      return isDone(action, current, marked);
    },
  };

  /** A message whose webhook has not come yet: the update's own condition only sees what comes after our reading. */
  async function unseenIn(
    action: ApprovedAction,
    ticket: JsonObject,
    seen: SeenMessages | undefined,
    signal: AbortSignal,
  ): Promise<Execution | undefined> {
    if (action.parameters.kind !== 'post-reply' || seen === undefined) return undefined;
    if (Date.parse(String(ticket.updated_at)) <= Date.parse(seen.upTo)) return undefined;
    return conflictWhere(() => hasUnseenMessage(desk, ticket, seen, signal), signal);
  }

  async function update(
    { put }: Desk,
    action: ApprovedAction,
    ticketId: string,
    ticket: JsonObject,
    signal: AbortSignal,
  ): Promise<Execution> {
    if (String(ticket.status).toLowerCase() === 'closed') return failed('ticket-closed');
    const change = changeOf(action, ticket);
    if ('outcome' in change) return change;
    if (change.done) return { outcome: 'executed' };
    const guard = change.guarded ? { safe_update: true, updated_stamp: ticket.updated_at } : {};
    const body = { ticket: { ...change.ticket, ...guard, metadata: { [markerKey]: action.id } } };
    throwIfAborted(signal);
    const answer = await put(pathOf(ticketId), body, signal);
    return answer.kind !== 'limited' && succeeded(answer)
      ? { outcome: 'executed', ...commentIn(answer.body.audit) }
      : failureOf(answer, true, clock);
  }
}

/** An update that changed nothing leaves no audit; that the ticket is as it should be is answer enough. */
function isDone(action: ApprovedAction, current: Ticket, absent: LookUp): LookUp {
  if (!current.found) return absent;
  const change = changeOf(action, current.ticket);
  return 'outcome' in change || !change.done ? absent : { found: true };
}

/** The desk takes no calls; about the ticket it said nothing. */
const isForNow = (why: Execution): boolean =>
  why.outcome === 'failed' && (why.code === 'rate-limited' || why.status === 503);

const pathOf = (ticketId: string): string => `/api/v2/tickets/${encodeURIComponent(ticketId)}.json`;

function ticketOf(action: ApprovedAction, connection: Connection): string | undefined {
  const id = conversationOf(action, connection);
  return id !== undefined && /^\d+$/.test(id) ? id : undefined;
}
