import {
  type ActionView,
  type Clock,
  type Conversation,
  DeskrailError,
  type Page,
  type PageQuery,
  type RecommendationView,
  type Store,
} from '@deskrail/contracts';
import { fakeKeys } from './fake-keys.js';
import { fakeSessions } from './fake-sessions.js';
import { summaryOf } from './views.js';

/** The part of a store that the server asks, in memory, for tests. */
export interface FakeStore extends Store {
  readonly held: { conversations: Conversation[]; recommendations: RecommendationView[]; actions: ActionView[] };
  /** What every question throws. */
  failing: unknown;
  outboxDepth: number;
}

export function fakeStore(clock: Clock): FakeStore {
  const held: FakeStore['held'] = { conversations: [], recommendations: [], actions: [] };
  const check = () => {
    if (store.failing !== undefined) throw store.failing;
  };
  const own = <Item extends { tenant: string }>(items: readonly Item[], tenant: string): Item[] => {
    check();
    return items.filter((item) => item.tenant === tenant);
  };
  const fits = (wanted: string | undefined, is: string | undefined) => wanted === undefined || wanted === is;

  const reads: Partial<Store> = {
    conversation: async (tenant, id) => own(held.conversations, tenant).find((one) => one.id === id),
    conversations: async (tenant, query) =>
      pageOf(
        own(held.conversations, tenant)
          .filter(({ status }) => fits(query.status, status))
          .map(summaryOf),
        query,
      ),
    recommendation: async (tenant, id) => own(held.recommendations, tenant).find((one) => one.recommendationId === id),
    recommendations: async (tenant, query) =>
      pageOf(
        own(held.recommendations, tenant).filter(
          ({ status, about }) => fits(query.status, status) && fits(query.conversation, about.conversation),
        ),
        query,
      ),
    actions: async (tenant, query) =>
      pageOf(
        own(held.actions, tenant).filter(
          ({ status, conversation }) => fits(query.status, status) && fits(query.conversation, conversation),
        ),
        query,
      ),
    ready: async () => check(),
  };
  const outbox = {
    depth: async () => {
      check();
      return store.outboxDepth;
    },
  };
  const store = {
    ...reads,
    outbox,
    apiKeys: fakeKeys(),
    sessions: fakeSessions(clock),
    held,
    failing: undefined,
    outboxDepth: 0,
  } as unknown as FakeStore;
  return store;
}

function pageOf<Item>(items: readonly Item[], { cursor, limit = 50 }: PageQuery): Page<Item> {
  if (cursor !== undefined && !/^\d+$/.test(cursor)) throw new DeskrailError('request-invalid', 'No such cursor.');
  const from = Number(cursor ?? 0);
  const next = from + limit;
  return { items: items.slice(from, next), ...(next < items.length ? { next: String(next) } : {}) };
}
