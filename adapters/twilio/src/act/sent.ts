import type { ApprovedAction, Clock, Fact } from '@deskrail/contracts';
import { type Draft, type JsonObject, known, messageDraft } from '@deskrail/webhooks';
import { addressOf } from '../normalize/address.js';
import { sid, word } from '../normalize/fields.js';
import type { TwilioConnection } from '../verify/connection.js';
import type { Target } from './message.js';
import { finish, sentDraft } from './observed.js';
import { fieldsIn } from './pages.js';

/**
 * Our own message as Twilio says that it took it, or lists it: status callbacks bear its sid alone. None where a
 * conversation's webhooks are asked to tell it.
 */
export async function sentFacts(
  message: JsonObject,
  target: Target,
  {
    action,
    connection,
    clock,
  }: {
    readonly action: ApprovedAction;
    readonly connection: TwilioConnection;
    readonly clock: Clock;
  },
): Promise<{ readonly facts?: readonly Fact[] }> {
  const draft = draftOf(message, target, { action, connection });
  if (draft === undefined) return {};
  // A messaging service may write from another number: it is our answer in this conversation all the same.
  const { conversation } = action;
  // Twilio has whole seconds. No reply is older than its approval, and so than the message that it answers.
  const notBeforeMs = Date.parse(action.event.time) || 0;
  return { facts: await finish([draft], message, { connection, conversation, clock, notBeforeMs }) };
}

function draftOf(
  message: JsonObject,
  target: Target,
  { action, connection }: { readonly action: ApprovedAction; readonly connection: TwilioConnection },
): Draft | undefined {
  const fields = fieldsIn(message);
  const messageId = sid(fields, 'MessageSid');
  if (messageId === undefined) return undefined;
  const { proposal } = action;
  // What a template says in the end only Twilio knows; a reviewer has read this.
  const reply = { actionId: action.id, text: proposal.kind === 'reply' ? proposal.text : '' };
  if (target.kind === 'pair') {
    const from = addressOf(word(fields, 'From')) ?? target.ours;
    return sentDraft(fields, { connection, messageId, from, to: target.theirs, reply });
  }
  if (connection.send?.webhookEnabled === true) return undefined;
  const name = word(fields, 'Author');
  return messageDraft({
    connection,
    messageId,
    author: known({
      kind: name !== undefined && connection.botIds?.includes(name) ? ('bot' as const) : ('agent' as const),
      id: name?.slice(0, 400),
    }),
    visibility: 'public',
    text: word(fields, 'Body') ?? reply.text,
    actionId: reply.actionId,
  });
}
