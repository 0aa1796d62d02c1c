import type { DeskrailClient } from '@deskrail/client';
import { isDeskrailApiError } from '@deskrail/client';
import type { Page, RecommendationView } from '@deskrail/contracts';
import type { Atom } from './atom.js';
import { queueOf, tabOf } from './queue.js';
import type { DeskState, Tab, TabState } from './state.js';

const pageSize = 50;
/** Decided ones stand between others in the answer: look through this many pages for them at a time. */
const maxPages = 4;

interface ListsOptions {
  readonly client: DeskrailClient;
  readonly atom: Atom<DeskState>;
  readonly conversation: string | undefined;
  readonly signal: AbortSignal;
  readonly put: (views: readonly RecommendationView[]) => void;
  readonly refresh: (id: string) => void;
  readonly failed: (error: unknown) => void;
}

export interface Lists {
  /** The newest page of a tab. */
  load(tab: Tab): Promise<void>;
  more(tab: Tab): Promise<void>;
}

/** Loads the queue's three tabs, page by page. */
export function createLists({ client, atom, conversation, signal, put, refresh, failed }: ListsOptions): Lists {
  const set = (tab: Tab, change: Partial<TabState>) =>
    atom.update(({ tabs }) => ({ tabs: { ...tabs, [tab]: { ...tabs[tab], ...change } } }));

  /** Known as open and new enough to stand on the first page, but it does not: something became of them unheard. */
  const missing = ({ items, next }: Page<RecommendationView>) => {
    const here = new Set(items.map(({ recommendationId }) => recommendationId));
    const oldest = next === undefined ? '' : (items.at(-1)?.createdAt ?? '');
    return queueOf(atom.value, 'open')
      .filter(({ recommendationId, createdAt }) => !here.has(recommendationId) && createdAt >= oldest)
      .map(({ recommendationId }) => recommendationId);
  };

  const fetchPages = async (tab: Tab, from: string | undefined): Promise<string | undefined> => {
    let cursor = from;
    for (let count = 0; count < maxPages; count += 1) {
      const status = tab === 'decided' ? undefined : tab;
      const page = await client.recommendations.page({ status, conversation, cursor, limit: pageSize }, { signal });
      put(page.items);
      if (tab === 'open' && cursor === undefined) for (const id of missing(page)) refresh(id);
      cursor = page.next;
      if (cursor === undefined || page.items.some((view) => tabOf(view) === tab)) break;
    }
    return cursor;
  };

  const run = async (tab: Tab, from: string | undefined) => {
    if (atom.value.tabs[tab].loading) return;
    const again = from === undefined && atom.value.tabs[tab].loaded;
    set(tab, { loading: true });
    try {
      const next = await fetchPages(tab, from);
      set(tab, { loading: false, loaded: true, failure: undefined, ...(again ? {} : { next }) });
      atom.update(({ connection }) => (connection === 'offline' ? { connection: 'polling' } : {}));
    } catch (error) {
      if (signal.aborted) return;
      const failure = isDeskrailApiError(error)
        ? (error.problem?.detail ?? 'Deskrail does not answer.')
        : 'Reload the page.';
      set(tab, { loading: false, failure });
      failed(error);
    }
  };

  return {
    load: (tab) => run(tab, undefined),
    more: async (tab) => {
      const { next } = atom.value.tabs[tab];
      if (next !== undefined) await run(tab, next);
    },
  };
}
