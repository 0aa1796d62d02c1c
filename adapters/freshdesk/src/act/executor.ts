import { type Executor, type ExecutorOptions, isDeskrailError, silentLogger } from '@deskrail/contracts';
import { failed, throwIfAborted } from '@deskrail/webhooks/act';
import type { FreshdeskConnection } from '../normalize/connection.js';
import { actionKinds } from '../receive/action-kinds.js';
import { isWriting, writingOf } from './change.js';
import { openDesk } from './desk.js';
import { findWriting } from './look-up.js';
import { unanswered } from './outcome.js';
import { createPeople } from './people.js';
import { type Acting, ticketOf } from './ticket.js';
import { isDone, update } from './update.js';
import { write } from './write.js';

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
  const acting: Acting = { connection, desk, logger, people: createPeople(desk) };

  return {
    kinds: actionKinds,
    async execute(action, { signal, seen }) {
      throwIfAborted(signal);
      const ticket = ticketOf(action, connection);
      if (ticket === undefined) return failed('not-a-ticket');
      const writing = isWriting(action) ? writingOf(action) : undefined;
      if (writing !== undefined && 'outcome' in writing) return writing;
      const execution =
        writing === undefined
          ? await update(acting, action, ticket, signal)
          : await write(acting, action, ticket, { writing, seen, signal });
      logger.info({ connection: connection.id, action: action.id, outcome: execution.outcome }, 'Acted at the desk');
      return execution;
    },
    async lookUp(action, { signal }) {
      throwIfAborted(signal);
      const ticket = ticketOf(action, connection);
      if (ticket === undefined) return { found: false, certain: true };
      try {
        return isWriting(action)
          ? await findWriting(acting, action, ticket, signal)
          : await isDone(acting, action, ticket, signal);
      } catch (error) {
        throwIfAborted(signal);
        // A key that may not read this says nothing of whether it was done.
        throw isDeskrailError(error, 'desk-refused') ? unanswered(failed('desk-unavailable', false)) : error;
      }
    },
  };
}
