import { type Clock, type Conversation, type Logger, type Store, silentLogger, systemClock } from '@deskrail/contracts';
import type { Passage } from '../../search/search-index.js';
import type { PassageSource } from '../passage-source.js';
import { generalParagraphs, generalQuestion } from './general-paragraphs.js';
import { isAboutOneCustomer, namesIn } from './personal-marks.js';
import type { Cited } from './reply-index.js';
import { replySource } from './reply-source.js';

/** What is about nobody in particular. */
const titleOf = ({ subject }: Conversation, names: ReadonlySet<string>): string | undefined =>
  subject === undefined || subject === '' || isAboutOneCustomer(subject, names) ? undefined : subject;

/** The customer's first words with each public reply of an agent's: what was asked, and what helped. Never a private note. */
function passagesOf(conversation: Conversation): readonly Passage<Cited>[] {
  const question = conversation.messages.find(
    ({ direction, visibility, redacted }) => direction === 'received' && visibility === 'public' && !redacted,
  );
  if (question === undefined || conversation.deleted !== undefined) return [];
  const names = namesIn(conversation);
  const title = `${titleOf(conversation, names) ?? ''} ${generalQuestion(question.text, names)}`.trim();
  return conversation.messages
    .filter(({ direction, visibility, redacted }) => direction === 'sent' && visibility === 'public' && !redacted)
    .flatMap((reply) =>
      generalParagraphs(reply.text, names).map(({ start, end }) => ({
        ...{ title, heading: '', body: reply.text.slice(start, end) },
        meta: { of: conversation.id, conversation: conversation.id, reply: reply.id, start, end },
      })),
    );
}

export interface ResolvedConversationsOptions {
  readonly store: Pick<Store, 'resolvedConversations' | 'conversation'>;
  /** Default: `conversations`. */
  readonly name?: string;
  /** The latest ones, per tenant. Default: 2 000. */
  readonly maxConversations?: number;
  /** How long what was read counts as fresh. Default: 30 000. */
  readonly refreshMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
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
}: ResolvedConversationsOptions): PassageSource {
  return replySource({
    ...{ name, kind: 'conversation', maxReplied: maxConversations, refreshMs, clock, logger },
    async read(tenant, query) {
      const { items, ...page } = await store.resolvedConversations(tenant, query);
      const replied = items.map((item) => ({ id: item.id, updatedAt: item.updatedAt, passages: passagesOf(item) }));
      return { ...page, items: replied };
    },
    async present(tenant, id, messageId) {
      const conversation = await store.conversation(tenant, id);
      if (conversation === undefined || conversation.deleted !== undefined) return undefined;
      const reply = conversation.messages.find(
        ({ id, direction, visibility, redacted }) =>
          id === messageId && direction === 'sent' && visibility === 'public' && !redacted,
      );
      if (reply === undefined) return undefined;
      const names = namesIn(conversation);
      return { text: reply.text, title: titleOf(conversation, names), names };
    },
    sourceId: ({ of, reply }) => `${of}#${encodeURIComponent(reply)}`,
    placeOf(id) {
      const [of = '', reply] = id.split('#');
      return of.startsWith('conversation:') && reply ? { of, reply: decoded(reply) } : undefined;
    },
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
