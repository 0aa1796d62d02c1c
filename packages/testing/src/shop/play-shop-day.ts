import { isDeskrailError } from '@deskrail/contracts';
import type { ZendeskTicketView } from '../zendesk/emulator/agents-desk.js';
import type { ZendeskChange } from '../zendesk/emulator/desk-core.js';
import type { ZendeskEmulator } from '../zendesk/emulator/emulate-zendesk.js';
import { aDayAtFernhill } from './a-day-at-fernhill.js';
import type { ShopConversation } from './conversation.js';

export interface PlayShopDay {
  /** Ends the day early. */
  readonly signal: AbortSignal;
  /** Milliseconds between two new conversations, once the first four are there, and before a customer reacts. Default: 20 000. */
  readonly pace?: number;
  /** Default: {@link aDayAtFernhill}. */
  readonly scenario?: readonly ShopConversation[];
}

/** The first few come within two seconds, so that a page shows something at once. */
const firstFew = 4;
const firstFewMs = 500;

/**
 * Plays customers who write to the desk through a day. They react to each public reply, be it an agent's or one that
 * came through the API; after the last word of each the case is solved. Resolves when every case is, or the signal aborts.
 * A case of the scenario that the desk already has, unsolved, is gone on with instead of being opened a second time.
 */
export async function playShopDay(desk: ZendeskEmulator, options: PlayShopDay): Promise<void> {
  const { signal, pace = 20_000, scenario = aDayAtFernhill } = options;
  if (signal.aborted) return;
  const waiting = new Map<string, string[]>();
  const reactions = new Set<Promise<void>>();
  const { promise: over, resolve: end } = deferred();
  let allOpened = false;

  async function react(ticket: string): Promise<void> {
    const words = waiting.get(ticket);
    if (words === undefined) return;
    await desk.time.sleep(pace / 4, signal);
    const text = words.shift();
    const isOpen = !['closed', 'deleted'].includes(desk.tickets.get(ticket)?.status ?? 'deleted');
    if (text !== undefined && isOpen) desk.customerWrites({ ticket, text });
    if (words.length > 0 && isOpen) return;
    waiting.delete(ticket);
    if (isOpen) desk.solve(ticket);
    if (allOpened && waiting.size === 0) end();
  }

  const stopListening = desk.onChange((change) => {
    if (!isReply(desk, change) || !waiting.has(change.ticket.id)) return;
    const reaction = react(change.ticket.id)
      .catch(unlessAborted)
      .finally(() => reactions.delete(reaction));
    reactions.add(reaction);
  });
  signal.addEventListener('abort', end, { once: true });

  try {
    const fresh = scenario.filter((conversation) => {
      const earlier = unsolvedTicket(desk, conversation);
      if (earlier !== undefined) waiting.set(earlier.id, wordsLeft(earlier, conversation));
      return earlier === undefined;
    });
    for (const [index, conversation] of fresh.entries()) {
      if (index > 0) await desk.time.sleep(index < firstFew ? Math.min(pace, firstFewMs) : pace, signal);
      const ticket = openConversation(desk, conversation);
      if (ticket !== undefined) waiting.set(ticket, [...conversation.reactions]);
    }
    allOpened = true;
    if (waiting.size > 0) await over;
  } catch (error) {
    unlessAborted(error);
  } finally {
    stopListening();
    signal.removeEventListener('abort', end);
    await Promise.all(reactions);
  }
}

/** The ticket's id where the customer now waits for a reply. */
function openConversation(desk: ZendeskEmulator, conversation: ShopConversation): string | undefined {
  const { note, answered, reactions: _reactions, ...message } = conversation;
  const { id } = desk.customerWrites(message);
  if (note !== undefined) desk.agentWrites({ ticket: id, text: note, public: false });
  if (answered === undefined) return id;
  desk.agentWrites({ ticket: id, text: answered, status: 'solved' });
  return undefined;
}

/** From an earlier day, and still waiting for an answer. */
const unsolvedTicket = (desk: ZendeskEmulator, { subject }: ShopConversation) =>
  desk.tickets
    .list()
    .find((ticket) => ticket.subject === subject && !['solved', 'closed', 'deleted'].includes(ticket.status));

function wordsLeft({ comments }: ZendeskTicketView, { reactions }: ShopConversation): string[] {
  const said = new Set(comments.map(({ body }) => body));
  return reactions.filter((text) => !said.has(text));
}

function isReply(desk: ZendeskEmulator, { ticket, types }: ZendeskChange): boolean {
  const comment = ticket.comments.at(-1);
  if (comment === undefined || !comment.public || !types.includes('ticket.comment_added')) return false;
  return desk.users.get(comment.authorId)?.role !== 'end-user';
}

function unlessAborted(error: unknown): void {
  if (!isDeskrailError(error, 'aborted')) throw error;
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
