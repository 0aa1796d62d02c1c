import {
  type Clock,
  type Conversation,
  type Evidence,
  type EvidenceSource,
  type EvidenceState,
  type Logger,
  type Store,
  sha256Hex,
  silentLogger,
  systemClock,
} from '@deskrail/contracts';
import { createSearchIndex, type Passage, type SearchIndex } from '../../search/search-index.js';
import { isAboutOneCustomer, isCourtesy, namesIn } from './personal-marks.js';

interface Cited {
  readonly conversation: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

interface TenantIndex {
  readonly index: SearchIndex<Cited>;
  readonly sources: Set<string>;
  refreshedAtMs: number | undefined;
  /** When all of it was read, not only what changed. */
  wholeAtMs: number;
  latest: string | undefined;
  running: Promise<void> | undefined;
}

const tenantsAtMost = 1_000;
const passageAtMost = 2_000;
/**
 * A change is found by the desk's time of it, and enters the store a little after that: so much is read again each time.
 * What comes later still, as after an outage, is found when all is read again.
 */
const overlapMs = 600_000;
const wholeEveryMs = 3_600_000;

/** Where a reply's paragraphs stand that speak to anyone with the same question, exactly. */
function generalParagraphs(text: string, names: ReadonlySet<string>): readonly { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const match of text.matchAll(/[^\n]+(?:\n(?!\s*\n)[^\n]+)*/gu)) {
    let start = match.index;
    for (const line of match[0].split(/(?<=\n)/u)) {
      if (line.trim() !== '' && !isCourtesy(line)) break;
      start += line.length;
    }
    const rest = text.slice(start, match.index + match[0].length).trimEnd();
    const lead = rest.length - rest.trimStart().length;
    if (rest.trim().length < 20 || rest.length > passageAtMost || isAboutOneCustomer(rest, names)) continue;
    found.push({ start: start + lead, end: start + rest.length });
  }
  return found;
}

/** The customer's first words with each public reply of an agent's: what was asked, and what helped. Never a private note. */
function passagesOf(conversation: Conversation): readonly Passage<Cited>[] {
  const question = conversation.messages.find(({ direction, redacted }) => direction === 'received' && !redacted);
  if (question === undefined || conversation.deleted !== undefined) return [];
  const names = namesIn(conversation);
  return conversation.messages
    .filter(({ direction, visibility, redacted }) => direction === 'sent' && visibility === 'public' && !redacted)
    .flatMap((reply) =>
      generalParagraphs(reply.text, names).map(({ start, end }) => ({
        title: `${conversation.subject ?? ''} ${question.text.slice(0, 300)}`,
        heading: '',
        body: reply.text.slice(start, end),
        meta: { conversation: conversation.id, message: reply.id, start, end },
      })),
    );
}

const sourceId = (conversation: string, message: string) => `${conversation}#${encodeURIComponent(message)}`;

/** The reply that is cited, as the store has it now; `undefined` once erased, made private or gone. */
function replyIn(conversation: Conversation | undefined, message: string) {
  if (conversation === undefined || conversation.deleted !== undefined) return undefined;
  return conversation.messages.find(
    ({ id, direction, visibility, redacted }) =>
      id === message && direction === 'sent' && visibility === 'public' && !redacted,
  );
}

/**
 * What agents answered in conversations that were solved, as evidence within the tenant. A paragraph that names a person
 * or holds an address, a number or a sum is left out. What is found is read again from the store before it is quoted, so
 * that erasure is not outlived.
 */
export function resolvedConversations({
  store,
  name = 'conversations',
  maxConversations = 2_000,
  refreshMs = 30_000,
  clock = systemClock,
  logger = silentLogger,
}: {
  readonly store: Pick<Store, 'resolvedConversations' | 'conversation'>;
  readonly name?: string;
  /** The latest ones, per tenant. */
  readonly maxConversations?: number;
  readonly refreshMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}): EvidenceSource {
  const tenants = new Map<string, TenantIndex>();

  function indexOf(tenant: string): TenantIndex {
    const known = tenants.get(tenant);
    if (known !== undefined) return known;
    const [oldest] = tenants.keys();
    if (tenants.size >= tenantsAtMost && oldest !== undefined) tenants.delete(oldest);
    const made: TenantIndex = {
      index: createSearchIndex(),
      sources: new Set(),
      refreshedAtMs: undefined,
      wholeAtMs: Number.NEGATIVE_INFINITY,
      latest: undefined,
      running: undefined,
    };
    tenants.set(tenant, made);
    return made;
  }

  async function readChanges(tenant: string, held: TenantIndex): Promise<void> {
    const nowMs = clock.now();
    const whole = held.latest === undefined || nowMs - held.wholeAtMs >= wholeEveryMs;
    const updatedAfter = whole ? undefined : new Date(Date.parse(held.latest ?? '') - overlapMs).toISOString();
    let cursor: string | undefined;
    const read: string[] = [];
    do {
      const page = await store.resolvedConversations(tenant, {
        limit: 200,
        cursor,
        ...(updatedAfter !== undefined && { updatedAfter }),
      });
      for (const conversation of page.items) {
        held.index.put(conversation.id, passagesOf(conversation));
        read.push(conversation.id);
        if (held.latest === undefined || Date.parse(conversation.updatedAt) > Date.parse(held.latest)) {
          held.latest = conversation.updatedAt;
        }
      }
      cursor = page.next;
    } while (cursor !== undefined && read.length < maxConversations);
    // The newest last: the first is the one to give up.
    for (const id of read.toReversed()) {
      held.sources.delete(id);
      held.sources.add(id);
    }
    if (whole) held.wholeAtMs = nowMs;
    for (const source of held.sources) {
      if (held.sources.size <= maxConversations) break;
      held.sources.delete(source);
      held.index.remove(source);
    }
    held.refreshedAtMs = nowMs;
  }

  async function fresh(tenant: string): Promise<TenantIndex> {
    const held = indexOf(tenant);
    if (held.refreshedAtMs !== undefined && clock.now() - held.refreshedAtMs < refreshMs) return held;
    held.running ??= readChanges(tenant, held).finally(() => {
      held.running = undefined;
    });
    if (held.refreshedAtMs === undefined) await held.running;
    else
      held.running.catch((error) => logger.warn({ code: error?.code }, 'resolved conversations could not be re-read'));
    return held;
  }

  return {
    name,
    async retrieve({ tenant, text, earlier, conversation: asking, limit }, { signal }) {
      const held = await fresh(tenant);
      signal.throwIfAborted();
      const hits = held.index.search(text, { limit, earlier, allow: (meta) => meta.conversation !== asking });
      const found = await Promise.all(
        hits.map(async ({ meta, score }) => {
          const conversation = await store.conversation(tenant, meta.conversation);
          const reply = replyIn(conversation, meta.message);
          if (conversation === undefined || reply === undefined) {
            held.index.remove(meta.conversation);
            return [];
          }
          const quote = reply.text.slice(meta.start, meta.end);
          return [
            {
              source: {
                id: sourceId(meta.conversation, meta.message),
                kind: 'conversation' as const,
                ...(conversation.subject !== undefined && { title: conversation.subject.slice(0, 1024) }),
              },
              version: `sha256:${await sha256Hex(reply.text)}`,
              span: { start: meta.start, end: meta.start + quote.length },
              quote,
              score,
              retrievedAt: new Date(clock.now()).toISOString(),
              scope: [`tenant:${tenant}`],
            },
          ];
        }),
      );
      return found.flat();
    },
    async check({ source, version, span, quote }: Evidence, { tenant }): Promise<EvidenceState> {
      const [conversation = '', message = ''] = source.id.split('#');
      const reply = replyIn(await store.conversation(tenant, conversation), decodeURIComponent(message));
      if (reply === undefined) return 'gone';
      if (`sha256:${await sha256Hex(reply.text)}` === version || reply.text.slice(span.start, span.end) === quote) {
        return 'unchanged';
      }
      return reply.text.includes(quote) ? 'moved' : 'changed';
    },
  };
}
