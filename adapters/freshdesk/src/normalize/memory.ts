/** A reply or note of ours, as it was sent. */
export interface SentText {
  readonly actionId: string;
  readonly ticketId: string;
  /** Of the text, as {@link textDigest} makes it. */
  readonly digest: string;
  readonly visibility: 'public' | 'private';
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** The agent that the key belongs to, as far as it is known. */
  readonly author?: { readonly id?: string | undefined; readonly name?: string | undefined };
  /** The desk's id of it, where its answer told. */
  readonly conversationId?: string;
}

/**
 * What one process remembers of a connection, bounded and lost with the process. Nothing is wrong without it: what it
 * would have told apart counts as a retry, and what it would have recognised is somebody's reply.
 */
export interface FreshdeskMemory {
  /**
   * Which occurrence of a change this is, from 0: within the horizon of the first one it is that one again. The same
   * count in two processes means the same occurrence or an earlier one, never two ids for one.
   */
  occurrence(change: string, atMs: number): number;
  /** Keep what was sent, to know it when it comes back. */
  sent(text: SentText): void;
  /** It was not sent after all. */
  unsent(text: Pick<SentText, 'ticketId' | 'actionId'>): void;
  /** Whether anything of ours was sent to the ticket: else nothing has to be compared. */
  wroteTo(ticketId: string): boolean;
  /** The action that sent it, where exactly one fits. */
  actionOf(seen: Omit<SentText, 'actionId'>): string | undefined;
  /** Names of the account's statuses by id, as read from it; `undefined` before. */
  statusNames: ReadonlyMap<string, readonly string[]> | undefined;
}

/**
 * How long Freshdesk may go on with one delivery: put off for up to 24 h where the account's limit is used up, and tried
 * again after 5, 30 and 60 minutes, with some room.
 */
export const retryHorizonMs = 26 * 3_600_000;

export interface FreshdeskMemoryOptions {
  /** Changes, and tickets that were written to, that are kept; the oldest go first. Default: 20 000 each. */
  readonly max?: number;
}

/** Pass the same one on where connections are looked up anew each time. */
export function createFreshdeskMemory({ max = 20_000 }: FreshdeskMemoryOptions = {}): FreshdeskMemory {
  const changes = new Map<string, { sinceMs: number; count: number }>();
  /** By ticket, those of each by action; the tickets that were written to longest ago first. */
  const texts = new Map<string, Map<string, SentText>>();

  return {
    statusNames: undefined,
    occurrence(change, atMs) {
      const known = changes.get(change);
      if (known === undefined) {
        changes.set(change, { sinceMs: atMs, count: 0 });
        dropOldest(changes, max);
        return 0;
      }
      if (atMs - known.sinceMs <= retryHorizonMs) return known.count;
      const next = { sinceMs: atMs, count: known.count + 1 };
      changes.delete(change);
      changes.set(change, next);
      return next.count;
    },
    sent(text) {
      const ofTicket = texts.get(text.ticketId) ?? new Map<string, SentText>();
      texts.delete(text.ticketId);
      texts.set(text.ticketId, ofTicket.set(text.actionId, text));
      dropOldest(ofTicket, 100);
      dropOldest(texts, max);
    },
    unsent({ ticketId, actionId }) {
      const ofTicket = texts.get(ticketId);
      ofTicket?.delete(actionId);
      if (ofTicket?.size === 0) texts.delete(ticketId);
    },
    wroteTo: (ticketId) => texts.has(ticketId),
    actionOf({ conversationId, ...seen }) {
      const all = [...(texts.get(seen.ticketId)?.values() ?? [])];
      const byId = all.find((text) => conversationId !== undefined && text.conversationId === conversationId);
      if (byId !== undefined) return byId.actionId;
      const fits = all.filter(
        ({ digest, visibility, atMs, author, conversationId: known }) =>
          // What is known to be another one is not meant.
          (conversationId === undefined || known === undefined) &&
          digest === seen.digest &&
          visibility === seen.visibility &&
          Math.abs(seen.atMs - atMs) <= retryHorizonMs &&
          isSame(author?.id, seen.author?.id) &&
          isSame(author?.name, seen.author?.name),
      );
      return fits.length === 1 ? fits[0]?.actionId : undefined;
    },
  };
}

/** What one side does not know does not part them. */
const isSame = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

function dropOldest(map: Map<string, unknown>, max: number): void {
  if (map.size <= max) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
}
