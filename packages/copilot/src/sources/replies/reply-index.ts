import type { Clock, EvidenceQuery, Logger, Page, PageQuery } from '@deskrail/contracts';
import { createSearchIndex, type Passage, type SearchIndex } from '../../search/search-index.js';

/** A paragraph of a reply, by where the reply is read again. */
export interface Cited {
  /** What was read as one: a conversation, or a recommendation. */
  readonly of: string;
  readonly conversation: string | undefined;
  /** The reply's own id within it. */
  readonly reply: string;
  readonly start: number;
  readonly end: number;
}

/** What is read at once, and may be read again. */
export interface Replied {
  readonly id: string;
  readonly updatedAt: string;
  readonly passages: readonly Passage<Cited>[];
}

/**
 * Newest first; `updatedAfter` where only what changed since is wanted, which a reader may pass over. `known` has the
 * passages of what was read before and has not changed.
 */
export type ReadReplied = (
  tenant: string,
  query: PageQuery & { readonly updatedAfter?: string },
  known: (id: string, updatedAt: string) => Replied['passages'] | undefined,
) => Promise<Page<Replied>>;

export interface ReplyIndexOptions {
  readonly name: string;
  /** Newest first; `updatedAfter` where only what changed since is wanted, which a reader may pass over. */
  readonly read: ReadReplied;
  readonly maxReplied: number;
  readonly refreshMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Held {
  readonly index: SearchIndex<Cited>;
  /** What was read, the newest last, with its version. */
  readonly replied: Map<string, { readonly updatedAt: string; readonly passages: readonly Passage<Cited>[] }>;
  refreshedAtMs: number | undefined;
  /** When all of it was read, not only what changed. */
  wholeAtMs: number;
  latest: string | undefined;
  running: Promise<void> | undefined;
  /** The passages as one list, until something changes. */
  listed: readonly Passage<Cited>[] | undefined;
}

const tenantsAtMost = 1_000;
/**
 * A change is found by the desk's time of it, and enters the store a little after that: so much is read again each time.
 * What comes later still, as after an outage, is found when all is read again.
 */
const overlapMs = 600_000;
const wholeEveryMs = 3_600_000;

/** Per tenant an index of what was replied, kept up with the store by reading what changed. */
export function createReplyIndex({ name, read, maxReplied, refreshMs, clock, logger }: ReplyIndexOptions) {
  const tenants = new Map<string, Held>();

  function heldOf(tenant: string): Held {
    const known = tenants.get(tenant);
    if (known !== undefined) return known;
    const [oldest] = tenants.keys();
    if (tenants.size >= tenantsAtMost && oldest !== undefined) tenants.delete(oldest);
    const made: Held = {
      ...{ index: createSearchIndex(), replied: new Map(), wholeAtMs: Number.NEGATIVE_INFINITY },
      ...{ refreshedAtMs: undefined, latest: undefined, running: undefined, listed: undefined },
    };
    tenants.set(tenant, made);
    return made;
  }

  function forget(held: Held, id: string): void {
    if (!held.replied.delete(id)) return;
    held.index.remove(id);
    held.listed = undefined;
  }

  function put(held: Held, { id, updatedAt, passages }: Replied): void {
    const known = held.replied.get(id);
    held.replied.delete(id);
    held.replied.set(id, { updatedAt, passages });
    if (known !== undefined && sameWords(known.passages, passages)) return;
    held.index.put(id, passages);
    held.listed = undefined;
  }

  async function readChanges(tenant: string, held: Held): Promise<void> {
    const nowMs = clock.now();
    const whole = held.latest === undefined || nowMs - held.wholeAtMs >= wholeEveryMs;
    const updatedAfter = whole ? undefined : new Date(Date.parse(held.latest ?? '') - overlapMs).toISOString();
    const isNew = ({ id, updatedAt }: Pick<Replied, 'id' | 'updatedAt'>) =>
      held.replied.get(id)?.updatedAt !== updatedAt;
    const known = (id: string, updatedAt: string) =>
      whole || isNew({ id, updatedAt }) ? undefined : held.replied.get(id)?.passages;
    const found: Replied[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 200, cursor, ...(updatedAfter !== undefined && { updatedAfter }) };
      const page = await read(tenant, query, known);
      found.push(...page.items);
      cursor = whole || page.items.some(isNew) ? page.next : undefined;
    } while (cursor !== undefined && found.length < maxReplied);
    // The newest last: the first is the one to give up.
    for (const each of found.toReversed()) put(held, each);
    if (whole) {
      const present = new Set(found.map(({ id }) => id));
      for (const id of [...held.replied.keys()]) if (!present.has(id)) forget(held, id);
      held.wholeAtMs = nowMs;
    }
    for (const id of [...held.replied.keys()]) {
      if (held.replied.size <= maxReplied) break;
      forget(held, id);
    }
    for (const { updatedAt } of found) {
      if (held.latest === undefined || Date.parse(updatedAt) > Date.parse(held.latest)) held.latest = updatedAt;
    }
    held.refreshedAtMs = nowMs;
  }

  async function fresh(tenant: string): Promise<Held> {
    const held = heldOf(tenant);
    if (held.refreshedAtMs !== undefined && clock.now() - held.refreshedAtMs < refreshMs) return held;
    held.running ??= readChanges(tenant, held).finally(() => {
      held.running = undefined;
    });
    if (held.refreshedAtMs === undefined) await held.running;
    else
      held.running.catch((error) => logger.warn({ source: name, code: error?.code }, 'replies could not be re-read'));
    return held;
  }

  return {
    async find({ tenant, text, earlier, language, conversation: asking, limit }: EvidenceQuery) {
      const { index } = await fresh(tenant);
      return index.search(text, {
        ...{ limit, earlier, ...(language !== undefined && { language }) },
        allow: ({ conversation }) => conversation === undefined || conversation !== asking,
      });
    },
    /** As long as nothing changes, the same list. */
    async list(tenant: string): Promise<readonly Passage<Cited>[]> {
      const held = await fresh(tenant);
      held.listed ??= [...held.replied.values()].flatMap(({ passages }) => passages);
      return held.listed;
    },
    /** It was read, and is no more. */
    forget: (tenant: string, id: string) => forget(heldOf(tenant), id),
    /** Read what changed now, where it is older than its time. */
    async upToDate(tenant: string): Promise<void> {
      const held = await fresh(tenant);
      await held.running;
    },
  };
}

const sameWords = (one: readonly Passage<Cited>[], other: readonly Passage<Cited>[]): boolean =>
  one.length === other.length &&
  one.every((passage, at) => {
    const { title, body, meta } = other[at] ?? passage;
    const { start, reply } = passage.meta;
    return passage.title === title && passage.body === body && start === meta.start && reply === meta.reply;
  });
