import type { ApprovedAction, LookUp } from '@deskrail/contracts';
import { identifier } from '@deskrail/webhooks';
import { textDigest } from '../normalize/comment.js';
import { writingOf } from './change.js';
import { createdMs, idOf, listConversations, textOf, visibilityOf } from './conversations.js';
import type { Acting, TicketRef } from './ticket.js';

/** How far the desk's clock may be behind ours. */
const skewMs = 120_000;

/**
 * A reply or note has no marker at Freshdesk: it is the one conversation of our agent's, made since the approval, that says
 * the same. Two of them, or nobody to say who we are: not certain, and a person decides.
 */
export async function findWriting(
  { desk, people }: Acting,
  action: ApprovedAction,
  { path }: TicketRef,
  signal: AbortSignal,
): Promise<LookUp> {
  const writing = writingOf(action);
  if ('outcome' in writing) return { found: false, certain: true };
  const digest = await textDigest(writing.text);
  const me = await people.me(signal);
  const { list, complete } = await listConversations(desk, path, signal);
  const sinceMs = Date.parse(action.event.time) - skewMs;
  const fits = [];
  for (const conversation of list) {
    const isFromThen = Number.isNaN(sinceMs) || createdMs(conversation) >= sinceMs;
    const isByUs = conversation.incoming !== true && (me === undefined || identifier(conversation.user_id) === me.id);
    if (!isFromThen || !isByUs || visibilityOf(conversation) !== writing.visibility) continue;
    if ((await textDigest(textOf(conversation))) === digest) fits.push(conversation);
  }
  const [only, second] = fits;
  if (only === undefined) return { found: false, certain: complete };
  if (second !== undefined || me === undefined) return { found: false, certain: false };
  return { found: true, vendorId: idOf(only) };
}
