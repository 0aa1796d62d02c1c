import {
  type ApprovedAction,
  DeskrailError,
  type Execution,
  type Executor,
  type ExecutorOptions,
  isDeskrailError,
  type ReplyProposal,
  silentLogger,
} from '@deskrail/contracts';
import { identifier } from '@deskrail/webhooks';
import { conflictWhere, conversationOf, failed, succeeded, throwIfAborted } from '@deskrail/webhooks/act';
import { actionKinds } from '../receive/action-kinds.js';
import type { TwilioConnection } from '../verify/connection.js';
import { openDesk } from './desk.js';
import { findReply, hasUnseenMessage } from './look-up.js';
import { conversationForm, messageForm, replyOf, type Target, targetOf } from './message.js';
import { failureOf } from './outcome.js';
import { sentFacts } from './sent.js';

/**
 * What sends approved replies of one account: a look at what came meanwhile, then one `POST`, of a message or into a
 * conversation, that bears the action's id. That Twilio took it is no delivery: its status callbacks tell that. Throws
 * `config-invalid`.
 */
export async function openTwilioExecutor(
  connection: TwilioConnection,
  options: ExecutorOptions = {},
): Promise<Executor> {
  const { logger = silentLogger } = options;
  const desk = openDesk(connection, options);

  async function send(reply: ReplyProposal, target: Target, { action, signal }: Sending): Promise<Execution> {
    const about = { connection, actionId: action.id };
    const isConversation = target.kind === 'conversation';
    const url = isConversation ? desk.conversationUrl(target.sid) : desk.messagesUrl;
    const form = isConversation ? conversationForm(reply, about) : messageForm(reply, target, about);
    const tells = isConversation && connection.send?.webhookEnabled === true;
    const answer = await desk.post(url, form, { signal, headers: tells ? { 'x-twilio-webhook-enabled': 'true' } : {} });
    if (succeeded(answer)) {
      const vendorId = identifier(answer.body.sid);
      const told = await sentFacts(answer.body, target, { action, connection, clock: desk.clock });
      return { outcome: 'executed', ...(vendorId !== undefined && { vendorId }), ...told };
    }
    return failureOf(answer, true, desk.clock);
  }

  return {
    kinds: actionKinds,
    async execute(action, { signal, seen }) {
      throwIfAborted(signal);
      const target = targetIn(action, connection);
      if (target === undefined) return failed('not-a-conversation');
      const reply = replyOf(action);
      if (!('kind' in reply)) return reply;
      const look = seen && (() => hasUnseenMessage(desk, target, { seen, connection, signal }));
      const conflict = look && (await conflictWhere(look, signal));
      throwIfAborted(signal);
      const execution = conflict ?? (await send(reply, target, { action, signal }));
      const about = { connection: connection.id, action: action.id, outcome: execution.outcome };
      if (execution.outcome === 'failed' && execution.code === 'window-closed') {
        logger.warn(about, 'More than 24 hours since the customer wrote: only an approved template may be sent now');
      } else logger.info(about, 'Acted at the desk');
      return execution;
    },
    async lookUp(action, { signal }) {
      throwIfAborted(signal);
      const target = targetIn(action, connection);
      if (target === undefined) return { found: false, certain: true };
      try {
        return await findReply(desk, target, { action, connection, signal });
      } catch (error) {
        throwIfAborted(signal);
        // An executor that is refused has nothing else to say than that it cannot look.
        if (!isDeskrailError(error, 'desk-refused')) throw error;
        throw new DeskrailError('dependency-unavailable', error.message, { retryable: true, details: error.details });
      }
    },
  };
}

interface Sending {
  readonly action: ApprovedAction;
  readonly signal: AbortSignal;
}

function targetIn(action: ApprovedAction, connection: TwilioConnection): Target | undefined {
  const id = conversationOf(action, connection);
  return id === undefined ? undefined : targetOf(id);
}
