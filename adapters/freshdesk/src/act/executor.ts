import {
  type ActionKind,
  type ApprovedAction,
  type Execution,
  type Executor,
  type ExecutorOptions,
  isDeskrailError,
  type LookUp,
  parseSubject,
  type SeenMessages,
  silentLogger,
} from '@deskrail/contracts';
import { identifier, isObject, type JsonObject } from '@deskrail/webhooks';
import { textDigest } from '../normalize/comment.js';
import type { FreshdeskConnection } from '../normalize/connection.js';
import { caseStatus } from '../normalize/words.js';
import { isWriting, updateOf, type Writing, writingOf } from './change.js';
import { openDesk } from './desk.js';
import { findWriting } from './look-up.js';
import { failed, failureOf, fieldsRefused, spent, throwIfAborted, unanswered } from './outcome.js';
import { createPeople } from './people.js';
import { readStatuses } from './statuses.js';
import { hasUnseenMessage } from './unseen.js';

const kinds: readonly ActionKind[] = ['post-reply', 'post-note', 'set-tags', 'set-priority', 'set-status', 'assign'];

type Ticket =
  | { readonly found: true; readonly ticket: JsonObject; readonly limit: Execution | undefined }
  | { readonly found: false; readonly why: Execution };

/**
 * What carries out approved actions on one account's tickets: some reads, then one write, never repeated. Freshdesk has
 * no idempotency key and no condition on a write: a reply is known again by its words, its author and its time.
 * Throws `config-invalid`.
 */
export async function openFreshdeskExecutor(
  connection: FreshdeskConnection,
  options: ExecutorOptions = {},
): Promise<Executor> {
  const { logger = silentLogger } = options;
  const desk = openDesk(connection, options);
  const people = createPeople(desk);
  const { clock } = desk;
  const { memory } = connection;

  const read = async (ticketId: string, signal: AbortSignal): Promise<Ticket> => {
    const answer = await desk.get(`/tickets/${ticketId}?include=requester`, signal);
    const ticket = answer.kind === 'answer' && answer.status === 200 && isObject(answer.body) ? answer.body : undefined;
    if (ticket === undefined) return { found: false, why: failureOf(answer, false, clock) };
    // What is in the trash can be read, and takes nothing.
    if (ticket.deleted === true || ticket.spam === true) return { found: false, why: failed('ticket-not-found') };
    return { found: true, ticket, limit: spent(answer) };
  };

  /** Only a status that not every account has needs the account's own names. */
  async function names(action: ApprovedAction, signal: AbortSignal) {
    const { parameters } = action;
    if (memory?.statusNames !== undefined || parameters.kind !== 'set-status') return memory?.statusNames;
    const usual = ['open', 'pending', 'solved', 'closed'].includes(parameters.status);
    const found = usual ? undefined : await readStatuses(desk, signal);
    if (found !== undefined && memory !== undefined) memory.statusNames = found;
    return found;
  }

  async function unseenIn(
    ticketId: string,
    ticket: JsonObject,
    seen: SeenMessages | undefined,
    signal: AbortSignal,
  ): Promise<Execution | undefined> {
    if (seen === undefined) return undefined;
    try {
      const reading = { desk, people, connection, ticketId, ticket, seen };
      return (await hasUnseenMessage(reading, signal)) ? failed('conflict', false) : undefined;
    } catch (error) {
      throwIfAborted(signal);
      if (!isDeskrailError(error)) throw error;
      const known = { 'rate-limited': 'rate-limited', 'desk-refused': 'desk-refused' }[error.code as string];
      return { ...failed(known ?? 'desk-unavailable', known === 'desk-refused'), ...error.details };
    }
  }

  async function write(
    action: ApprovedAction,
    ticketId: string,
    writing: Writing,
    seen: SeenMessages | undefined,
    signal: AbortSignal,
  ): Promise<Execution> {
    const current = await read(ticketId, signal);
    throwIfAborted(signal);
    if (!current.found) return current.why;
    const { ticket } = current;
    const isReply = writing.visibility === 'public';
    if (isReply && caseStatus(ticket.status, connection) === 'closed') return failed('ticket-closed');
    const refused = current.limit ?? (isReply ? await unseenIn(ticketId, ticket, seen, signal) : undefined);
    if (refused !== undefined) return refused;
    const me = memory === undefined ? undefined : await people.me(signal);
    const { visibility, text } = writing;
    const sent = { actionId: action.id, ticketId, digest: await textDigest(text), visibility, atMs: clock.now() };
    throwIfAborted(signal);
    // Remembered before: its webhook may be here before its answer.
    memory?.sent({ ...sent, ...(me === undefined ? {} : { author: me }) });
    const answer = await desk.post(`/tickets/${ticketId}/${writing.path}`, writing.body, signal);
    if (answer.kind === 'answer' && answer.status >= 200 && answer.status < 300) {
      const vendorId = identifier(isObject(answer.body) ? answer.body.id : undefined);
      if (vendorId === undefined) return { outcome: 'executed' };
      memory?.sent({ ...sent, ...(me === undefined ? {} : { author: me }), conversationId: vendorId });
      return { outcome: 'executed', vendorId };
    }
    const failure = failureOf(answer, true, clock);
    if (failure.outcome === 'failed') memory?.unsent(action.id);
    complain(action, fieldsRefused(answer));
    return failure;
  }

  async function update(action: ApprovedAction, ticketId: string, signal: AbortSignal): Promise<Execution> {
    const current = await read(ticketId, signal);
    throwIfAborted(signal);
    if (!current.found) return current.why;
    const change = updateOf(action, current.ticket, connection, await names(action, signal));
    if ('outcome' in change) return change;
    if (change.done) return { outcome: 'executed' };
    if (current.limit !== undefined) return current.limit;
    throwIfAborted(signal);
    const answer = await desk.put(`/tickets/${ticketId}`, change.fields, signal);
    if (answer.kind === 'answer' && answer.status >= 200 && answer.status < 300) return { outcome: 'executed' };
    complain(action, fieldsRefused(answer));
    return failureOf(answer, true, clock);
  }

  function complain(action: ApprovedAction, fields: readonly string[]): void {
    if (fields.length === 0) return;
    logger.warn({ connection: connection.id, action: action.id, fields }, 'Freshdesk refused these fields');
  }

  return {
    kinds,
    async execute(action, { signal, seen }) {
      throwIfAborted(signal);
      const ticketId = ticketOf(action, connection);
      if (ticketId === undefined) return failed('not-a-ticket');
      const writing = isWriting(action) ? writingOf(action) : undefined;
      const execution =
        writing === undefined
          ? await update(action, ticketId, signal)
          : 'outcome' in writing
            ? writing
            : await write(action, ticketId, writing, seen, signal);
      logger.info({ connection: connection.id, action: action.id, outcome: execution.outcome }, 'Acted at the desk');
      return execution;
    },
    async lookUp(action, { signal }) {
      throwIfAborted(signal);
      const ticketId = ticketOf(action, connection);
      if (ticketId === undefined) return { found: false, certain: true };
      try {
        return isWriting(action)
          ? await findWriting({ desk, people, action, ticketId }, signal)
          : await isDone(action, ticketId, signal);
      } catch (error) {
        throwIfAborted(signal);
        throw isDeskrailError(error, 'desk-refused') ? unanswered(failed('desk-unavailable', false)) : error;
      }
    },
  };

  /** An update that changed nothing leaves no trace: that the ticket is as it should be is answer enough. */
  async function isDone(action: ApprovedAction, ticketId: string, signal: AbortSignal): Promise<LookUp> {
    const current = await read(ticketId, signal);
    throwIfAborted(signal);
    if (!current.found) {
      const { why } = current;
      if (why.outcome === 'failed' && why.code === 'ticket-not-found') return { found: false, certain: true };
      throw unanswered(why);
    }
    const change = updateOf(action, current.ticket, connection, await names(action, signal));
    return 'outcome' in change || !change.done ? { found: false, certain: true } : { found: true };
  }
}

function ticketOf(action: ApprovedAction, connection: FreshdeskConnection): string | undefined {
  const subject = parseSubject(action.conversation);
  const isOurs = subject?.kind === 'conversation' && subject.connection === connection.id;
  if (!isOurs || action.connection !== connection.id) return undefined;
  // `INC-12` as the sister product writes it: its API wants the number.
  return /^(?:[A-Z]{1,10}-)?(\d{1,16})$/.exec(subject.id)?.[1];
}
