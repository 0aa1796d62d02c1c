import type { ApprovedAction, LookUp, SeenMessages } from '@deskrail/contracts';
import { identifier, type JsonObject } from '@deskrail/webhooks';
import { markerIn, ownActionIn } from '../normalize/author.js';
import type { TwilioConnection } from '../verify/connection.js';
import type { Desk } from './desk.js';
import { replyOf, type Target } from './message.js';
import { fieldsIn, messagesUrl, readPage, timeIn } from './pages.js';
import { sentFacts } from './sent.js';

const pageSize = 100;
const maxPages = 20;
/** How far Twilio's clock and ours may be apart. */
const clockSlackMs = 300_000;

interface Sought {
  readonly action: ApprovedAction;
  readonly connection: TwilioConnection;
  readonly signal: AbortSignal;
}

/**
 * Look for what an earlier try may have sent. A conversation's messages bear the action's id, and are the desk's own
 * list: what is not there was not sent. Other messages bear nothing that a list shows: one with the same words between
 * the same two since the approval is it, and two of them, or none, prove nothing.
 */
export function findReply(desk: Desk, target: Target, sought: Sought): Promise<LookUp> {
  return target.kind === 'conversation'
    ? findInConversation(desk, target.sid, sought)
    : findMessage(desk, target, sought);
}

async function findInConversation(desk: Desk, sid: string, { action, connection, signal }: Sought): Promise<LookUp> {
  const sinceMs = approvedMs(action, desk) - clockSlackMs;
  let url: URL | undefined = latestIn(desk, sid);
  for (let count = 0; count < maxPages && url !== undefined; count += 1) {
    const page = await readPage(desk, url, signal);
    // A conversation that is gone holds nothing, and takes nothing any more.
    if (page === undefined) return { found: false, certain: true };
    const found = page.messages.find((message) => markerIn(fieldsIn(message)) === action.id);
    if (found !== undefined) return foundAs(found, { kind: 'conversation', sid }, { action, connection, desk });
    if (page.next === undefined || page.messages.some((message) => timeIn(message) < sinceMs)) {
      return { found: false, certain: true };
    }
    url = page.next;
  }
  return { found: false, certain: false };
}

async function findMessage(
  desk: Desk,
  target: Extract<Target, { kind: 'pair' }>,
  { action, connection, signal }: Sought,
): Promise<LookUp> {
  const { ours, theirs } = target;
  const reply = replyOf(action);
  // What a template says in the end is Twilio's to fill in.
  if (!('kind' in reply) || reply.template !== undefined) return { found: false, certain: false };
  // A messaging service picks the number itself.
  const from = connection.send?.messagingServiceSid === undefined ? { from: ours.full } : {};
  const sinceMs = approvedMs(action, desk) - clockSlackMs;
  let url: URL | undefined = messagesUrl(desk, { ...from, to: theirs.full, sinceMs, pageSize });
  const found: JsonObject[] = [];
  for (let count = 0; count < maxPages && url !== undefined; count += 1) {
    const page = await readPage(desk, url, signal);
    const sent = page?.messages.filter(({ direction }) => String(direction).startsWith('outbound')) ?? [];
    found.push(...sent.filter(({ body }) => isSameText(body, reply.text)));
    url = page?.next;
  }
  const [only, second] = found;
  return only !== undefined && second === undefined && url === undefined
    ? foundAs(only, target, { action, connection, desk })
    : { found: false, certain: false };
}

/** A trial account puts a line of its own before the words. */
const isSameText = (body: unknown, text: string): boolean =>
  typeof body === 'string' &&
  (body.trim() === text.trim() || (body.startsWith('Sent from') && body.endsWith(text.trim())));

/**
 * Whether the customer has written what was not seen: no older than the latest message seen, and not among them. Of a
 * conversation, anybody else's words count as well, save our own.
 */
export async function hasUnseenMessage(
  desk: Desk,
  target: Target,
  {
    seen,
    connection,
    signal,
  }: { readonly seen: SeenMessages; readonly connection: TwilioConnection; readonly signal: AbortSignal },
): Promise<boolean> {
  // Programmable Messaging has whole seconds.
  const fromMs = Math.floor(Date.parse(seen.upTo) / 1000) * 1000;
  const ids = new Set(seen.ids);
  const isConversation = target.kind === 'conversation';
  const url = isConversation
    ? latestIn(desk, target.sid)
    : messagesUrl(desk, { from: target.theirs.full, to: target.ours.full, sinceMs: fromMs, pageSize });
  const page = await readPage(desk, url, signal);
  return (page?.messages ?? []).some((message) => {
    if (timeIn(message) < fromMs || ids.has(identifier(message.sid) ?? '')) return false;
    return !isConversation || ownActionIn(fieldsIn(message), connection) === undefined;
  });
}

function latestIn(desk: Desk, sid: string): URL {
  const url = desk.conversationUrl(sid);
  url.searchParams.set('Order', 'desc');
  url.searchParams.set('PageSize', String(pageSize));
  return url;
}

function approvedMs({ event }: ApprovedAction, { clock }: Desk): number {
  const ms = Date.parse(event.time);
  return Number.isNaN(ms) ? clock.now() - 86_400_000 : ms;
}

async function foundAs(
  message: JsonObject,
  target: Target,
  { action, connection, desk }: Omit<Sought, 'signal'> & { readonly desk: Desk },
): Promise<LookUp> {
  const vendorId = identifier(message.sid);
  const told = await sentFacts(message, target, { action, connection, clock: desk.clock });
  return { found: true, ...(vendorId !== undefined && { vendorId }), ...told };
}
