import { type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import type { Conversation, DeskrailEvent } from '@deskrail/contracts';
import type { Atom } from './atom.js';
import { createRefresher } from './refresher.js';
import { type DeskState, withEntry } from './state.js';

interface ConversationsOptions {
  readonly client: DeskrailClient;
  readonly atom: Atom<DeskState>;
  readonly signal: AbortSignal;
}

export interface Conversations {
  /** Load it where it is not known yet. */
  want(id: string): void;
  /** An event about something: where that is a known conversation, it is loaded again. */
  heard(event: DeskrailEvent): void;
}

/** A fact may be heard of before the read side shows it: look this often for it, and this far apart. */
const looks = 6;
const betweenLooksMs = 250;

export function createConversations({ client, atom, signal }: ConversationsOptions): Conversations {
  const known = (id: string) => atom.value.conversations.has(id) || loading.has(id);
  const loading = new Set<string>();
  const expected = new Map<string, string>();

  const get = (id: string): Promise<Conversation | undefined> =>
    client.conversations.get(id, { signal }).catch((error: unknown) => {
      if (isDeskrailApiError(error, 'not-found')) return undefined;
      throw error;
    });

  const refresher = createRefresher(async (id) => {
    const fact = expected.get(id);
    expected.delete(id);
    await lookFor(id, fact).finally(() => loading.delete(id));
  });
  const lookFor = async (id: string, fact: string | undefined) => {
    for (let look = 1; look <= looks && !signal.aborted; look += 1) {
      const conversation = await get(id);
      atom.update(({ conversations }) => ({ conversations: withEntry(conversations, id, conversation) }));
      if (fact === undefined || conversation?.facts.includes(fact)) break;
      await new Promise((resolve) => setTimeout(resolve, betweenLooksMs));
    }
  };
  const load = (id: string) => {
    loading.add(id);
    refresher.mark(id);
  };

  return {
    want(id) {
      if (!known(id)) load(id);
    },
    heard(event) {
      if (!known(event.subject)) return;
      if (/^message\.(received|sent)\./.test(event.type)) expected.set(event.subject, event.id);
      load(event.subject);
    },
  };
}
