import type { ApprovedAction, ReplyProposal } from '@deskrail/contracts';
import { type Failure, failed, publicReplyOf } from '@deskrail/webhooks/act';
import { type Address, readPair } from '../normalize/address.js';
import { ownAuthor } from '../normalize/author.js';
import { actionParameter } from '../payload.js';
import { replyAtMost } from '../receive/action-kinds.js';
import { type TwilioConnection, webhookUrlOf } from '../verify/connection.js';

/** Where a reply goes: a Conversation, or from our address to the customer's. */
export type Target =
  | { readonly kind: 'conversation'; readonly sid: string }
  | { readonly kind: 'pair'; readonly ours: Address; readonly theirs: Address };

/** What a conversation's id names; `undefined` where it is neither. */
export function targetOf(id: string): Target | undefined {
  if (/^CH[\dA-Za-z]{1,64}$/.test(id)) return { kind: 'conversation', sid: id };
  const pair = readPair(id);
  return pair === undefined ? undefined : { kind: 'pair', ...pair };
}

/** The reply that was approved, or why it cannot be sent as it is. */
export function replyOf(action: ApprovedAction): ReplyProposal | Failure {
  if (action.parameters.kind !== 'post-reply') return failed('kind-unsupported');
  const proposal = publicReplyOf(action);
  if (proposal === undefined) return failed('proposal-mismatch');
  if (proposal.template !== undefined) {
    return /^HX[\dA-Za-z]{1,64}$/.test(proposal.template.id) ? proposal : failed('template-invalid');
  }
  if (proposal.text.trim() === '') return failed('text-empty');
  return proposal.text.length > replyAtMost ? failed('text-too-long') : proposal;
}

/** The form of `POST …/Messages.json`. The status callback's URL bears the action's id. */
export function messageForm(
  { text, template }: ReplyProposal,
  target: Extract<Target, { kind: 'pair' }>,
  { connection, actionId }: { readonly connection: TwilioConnection; readonly actionId: string },
): URLSearchParams {
  const form = new URLSearchParams({ To: target.theirs.full });
  const service = connection.send?.messagingServiceSid;
  // A service picks among its numbers; other channels have one sender.
  if (service !== undefined && target.theirs.channel === 'sms') form.set('MessagingServiceSid', service);
  else form.set('From', target.ours.full);
  setContent(form, text, template);
  const callback = webhookUrlOf(connection);
  if (callback !== undefined)
    form.set('StatusCallback', `${callback}?${actionParameter}=${encodeURIComponent(actionId)}`);
  return form;
}

/** The form of `POST …/Conversations/{sid}/Messages`. Its attributes bear the action's id. */
export function conversationForm(
  { text, template }: ReplyProposal,
  { connection, actionId }: { readonly connection: TwilioConnection; readonly actionId: string },
): URLSearchParams {
  const form = new URLSearchParams({
    Author: ownAuthor(connection),
    Attributes: JSON.stringify({ [actionParameter]: actionId }),
  });
  setContent(form, text, template);
  return form;
}

function setContent(form: URLSearchParams, text: string, template: ReplyProposal['template']): void {
  if (template === undefined) form.set('Body', text);
  else form.set('ContentSid', template.id);
  if (template?.variables !== undefined) form.set('ContentVariables', JSON.stringify(template.variables));
}
