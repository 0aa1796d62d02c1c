import { isDeskrailError } from '@deskrail/contracts';
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
 */
export async function playShopDay(desk: ZendeskEmulator, options: PlayShopDay): Promise<void> {
  const { signal, pace = 20_000, scenario = aDayAtFernhill } = options;
  if (signal.aborted) return;
  const waiting = new Map<string, string[]>();
  const reactions = new Set<Promise<void>>();
  const { promise: over, resolve: end } = deferred();
  let opened = 0;

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
    if (opened === scenario.length && waiting.size === 0) end();
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
    for (const [index, conversation] of scenario.entries()) {
      if (index > 0) await desk.time.sleep(index < firstFew ? Math.min(pace, firstFewMs) : pace, signal);
      const ticket = openConversation(desk, conversation);
      opened += 1;
      if (ticket !== undefined) waiting.set(ticket, [...conversation.reactions]);
    }
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
