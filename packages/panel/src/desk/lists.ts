import type { DeskrailClient } from '@deskrail/client';
import { isDeskrailApiError } from '@deskrail/client';
import type { Page, RecommendationView } from '@deskrail/contracts';
import type { Atom } from './atom.js';
import { asDue, queueOf, tabOf } from './queue.js';
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
  /** The open ones anew, as the filter is now. */
  filtered(): Promise<void>;
}

/** Loads the queue's three tabs, page by page. */
export function createLists({ client, atom, conversation, signal, put, refresh, failed }: ListsOptions): Lists {
  const set = (tab: Tab, change: Partial<TabState>) =>
    atom.update(({ tabs }) => ({ tabs: { ...tabs, [tab]: { ...tabs[tab], ...change } } }));

  const isWhole = (page: Page<RecommendationView>) => page.next === undefined;

  /** Known as open and due before the last of the first page, but not on it: something became of them unheard. */
  const missing = (page: Page<RecommendationView>) => {
    const here = new Set(page.items.map(({ recommendationId }) => recommendationId));
    const last = page.items.at(-1);
    const isBefore = (view: RecommendationView) => {
      if (isWhole(page) || last === undefined) return true;
      return conversation === undefined ? asDue(view, last) < 0 : view.createdAt >= last.createdAt;
    };
    return queueOf(atom.value, 'open')
      .filter((view) => !here.has(view.recommendationId) && isBefore(view))
      .map(({ recommendationId }) => recommendationId);
  };

  const pageOf = (tab: Tab, cursor: string | undefined) => {
    const { filter } = atom.value;
    const part = { cursor, limit: pageSize };
    // Of one conversation there are few, and all of them count.
    if (tab === 'open' && conversation === undefined) return client.queue.page({ ...filter, ...part }, { signal });
    const status = tab === 'decided' ? undefined : tab;
    return client.recommendations.page({ status, conversation, ...part }, { signal });
  };

  const fetchPages = async (tab: Tab, from: string | undefined): Promise<string | undefined> => {
    const { filter } = atom.value;
    let cursor = from;
    for (let count = 0; count < maxPages; count += 1) {
      const page = await pageOf(tab, cursor);
      put(page.items);
      const isFirst = tab === 'open' && cursor === undefined && filter === atom.value.filter;
      if (isFirst) for (const id of missing(page)) refresh(id);
      cursor = page.next;
      if (cursor === undefined || page.items.some((view) => tabOf(view) === tab)) break;
    }
    return cursor;
  };

  const run = async (tab: Tab, from: string | undefined) => {
    if (atom.value.tabs[tab].loading) return;
    const again = from === undefined && atom.value.tabs[tab].loaded;
    const { filter } = atom.value;
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
    if (tab === 'open' && filter !== atom.value.filter) await anew();
  };

  const anew = () => {
    set('open', { loaded: false, next: undefined, failure: undefined });
    return run('open', undefined);
  };

  return {
    load: (tab) => run(tab, undefined),
    filtered: anew,
    more: async (tab) => {
      const { next } = atom.value.tabs[tab];
      if (next !== undefined) await run(tab, next);
    },
  };
}
