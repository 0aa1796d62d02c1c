import {
  type Customer,
  checkEvent,
  type DeskrailEvent,
  definitionOf,
  type Fact,
  formatSubject,
  type LedgerEntry,
  type RecommendationView,
  type Store,
  type StoredEvent,
  type UnitOfWork,
} from '@deskrail/contracts';
import {
  type ActionRow,
  applyEmitted,
  applyFact,
  automationIn,
  type MemoryState,
  neverBegan,
  pausedIn,
  queueIn,
  queuesIn,
} from './memory-state.js';

/** As much of a store as the copilot's tests need, in memory, with a clock that the test sets. */
export interface MemoryStore extends Store {
  nowMs: number;
  readonly emitted: readonly DeskrailEvent[];
  types(): readonly string[];
  /** What the projection would do with a fact. */
  receive(...facts: Fact[]): readonly StoredEvent<'facts'>[];
  put(customer: Customer): void;
}

export function memoryStore(): MemoryStore {
  let state: MemoryState = {
    conversations: new Map(),
    customers: new Map(),
    recommendations: new Map(),
    verdicts: new Map(),
    actions: new Map(),
    remembered: new Map(),
    emitted: [],
    policies: new Map(),
    incidents: [],
    pauses: new Map(),
    token: 0,
    claims: new Map(),
    looks: new Map(),
    lookAgain: new Map(),
    fence: 0,
  };
  const facts = new Set<string>();
  const listeners = new Set<() => void>();
  let queue: Promise<unknown> = Promise.resolve();
  const unsupported = (): never => {
    throw new Error('The memory store has no such thing.');
  };

  const entryOf = ({ view, event, lease, startedAt, refused }: ActionRow): LedgerEntry => ({
    view,
    event,
    verdict: state.verdicts.get(view.verdictId),
    lease,
    startedAt,
    refused,
  });

  const viewOf = (id: string): RecommendationView | undefined => {
    const view = state.recommendations.get(id);
    if (view === undefined) return undefined;
    const actions = [...state.actions.values()]
      .filter((row) => row.view.recommendationId === id)
      .map((row) => row.view);
    const claim = liveClaim(id);
    return structuredClone({ ...view, actions, ...(claim && { claim }) });
  };

  const liveClaim = (id: string) => {
    const claim = state.claims.get(id);
    return claim !== undefined && Date.parse(claim.expiresAt) > store.nowMs ? structuredClone(claim) : undefined;
  };
  const openViews = (tenant?: string) =>
    [...state.recommendations.keys()]
      .map((id) => viewOf(id) as RecommendationView)
      .filter((view) => view.status === 'open' && (tenant === undefined || view.tenant === tenant));
  const time = () => new Date(store.nowMs).toISOString();

  function serial<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  }

  const store: MemoryStore = {
    nowMs: Date.parse('2026-01-31T10:00:00Z'),
    get emitted() {
      return state.emitted;
    },
    types: () => state.emitted.map(({ type }) => type),
    receive(...received) {
      return received.map((fact, index) => {
        checkEvent('facts', fact);
        facts.add(fact.id);
        applyFact(state, fact);
        return { stream: 'facts', event: fact, position: String(index), cursor: String(index), appendedAt: fact.time };
      });
    },
    put: (customer) => void state.customers.set(customer.id, customer),
    outbox: {
      pending: unsupported,
      confirm: unsupported,
      depth: async () => state.emitted.length,
      onWritten(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      relayed: async () => {},
    },
    queue: async (tenant, query) => ({ items: queueIn(openViews(tenant), query, store.nowMs) }),
    queues: async (tenant) => queuesIn(openViews(tenant), store.nowMs),
    queueDue: async ({ limit }) =>
      openViews()
        .filter(({ recommendationId: id }) => (state.lookAgain.get(id) ?? 0) <= store.nowMs)
        .slice(0, limit),
    loads: async (tenant) => {
      const loads: Record<string, number> = {};
      for (const { assignee } of openViews(tenant)) if (assignee) loads[assignee] = (loads[assignee] ?? 0) + 1;
      return loads;
    },
    async look(_tenant, id, { reviewer, forMs }) {
      const others = (state.looks.get(id) ?? []).filter((one) => one.reviewer !== reviewer);
      const until = new Date(store.nowMs + forMs).toISOString();
      const looks = [...others.filter((one) => Date.parse(one.until) > store.nowMs), { reviewer, until }];
      state.looks.set(id, looks);
      return looks;
    },
    paused: async (tenant) => pausedIn(state.emitted, tenant),
    automation: async (_tenant, conversation) => automationIn(state.emitted, conversation),
    apiKeys: { add: unsupported, find: unsupported, list: async () => [], change: unsupported },
    sessions: {
      ...{ addCode: unsupported, begin: unsupported, find: unsupported },
      ...{ list: unsupported, end: unsupported, endAll: unsupported },
    },
    deliveries: {
      ...{ add: unsupported, take: unsupported, settle: unsupported },
      ...{ endpoint: unsupported, mark: unsupported, waiting: unsupported },
    },
    apply: unsupported,
    holds: async (id) => facts.has(id),
    transact: (key, work) =>
      serial(async () => {
        const before = structuredClone(state);
        let wrote = false;
        const unit: UnitOfWork = {
          now: time(),
          conversation: async () => structuredClone(state.conversations.get(key.conversation)),
          recommendation: async (id) => viewOf(id),
          openRecommendations: async () =>
            [...state.recommendations.values()].filter(
              ({ about, status }) => about.conversation === key.conversation && status === 'open',
            ),
          action: async (id) => {
            const row = state.actions.get(id);
            return row && structuredClone(entryOf(row));
          },
          actionsOf: async (verdictId) =>
            [...state.actions.values()]
              .filter(({ view }) => view.verdictId === verdictId)
              .sort((one, other) => one.view.index - other.view.index)
              .map((row) => structuredClone(entryOf(row))),
          async emit(event) {
            checkEvent(definitionOf(event.type)?.stream ?? 'decisions', event);
            if (state.emitted.some(({ id }) => id === event.id)) return;
            state.emitted.push(event);
            applyEmitted(state, event);
            wrote = true;
          },
          claim: async (id) => liveClaim(id),
          grantClaim: async (id, { holder, leaseMs }) => {
            const live = liveClaim(id);
            const token = live?.holder === holder ? live.token : ++state.fence;
            const claim = { holder, token, expiresAt: new Date(store.nowMs + leaseMs).toISOString() };
            state.claims.set(id, claim);
            return claim;
          },
          endClaim: async (id) => void state.claims.delete(id),
          used: async ({ counts, per, of }, { withinSeconds, since }) => {
            const from = Math.max(store.nowMs - withinSeconds * 1000, since === undefined ? 0 : Date.parse(since));
            return state.emitted
              .filter(({ time }) => Date.parse(time) >= from)
              .filter(({ id }) => !neverBegan(state, id))
              .flatMap(({ data }) => ('counts' in data && Array.isArray(data.counts) ? data.counts : []))
              .filter((use) => use.counts === counts && use.per === per && use.of === of)
              .reduce((sum, { amount }) => sum + amount, 0);
          },
          automation: async () => automationIn(state.emitted, key.conversation),
          lookAgainAt: async (id, at) => void state.lookAgain.set(id, Date.parse(at)),
          remembered: async (name) => {
            const found = state.remembered.get(name);
            return found !== undefined && found.untilMs > store.nowMs ? found.value : undefined;
          },
          remember: async (name, value, { seconds }) =>
            void state.remembered.set(name, { value, untilMs: store.nowMs + seconds * 1000 }),
        };
        try {
          return await work(unit);
        } catch (error) {
          state = before;
          throw error;
        } finally {
          if (wrote) for (const listener of listeners) listener();
        }
      }),
    conversation: async (_tenant, id) => structuredClone(state.conversations.get(id)),
    conversations: async (_tenant, { customer }) => ({
      items: [...state.conversations.values()]
        .filter(({ connection, requester }) => {
          const asker = formatSubject({ kind: 'customer', connection, id: requester?.id ?? '' });
          return customer === undefined || customer === asker;
        })
        .map(({ messages, facts: _, fields: __, ...summary }) => ({
          ...summary,
          messageCount: messages.length,
          openRecommendations: [...state.recommendations.values()].filter(
            ({ about, status }) => about.conversation === summary.id && status === 'open',
          ).length,
        })),
    }),
    resolvedConversations: async (_tenant, { updatedAfter }) => ({
      items: [...state.conversations.values()]
        .filter(
          ({ status, updatedAt }) =>
            (status === 'solved' || status === 'closed') && (updatedAfter === undefined || updatedAt > updatedAfter),
        )
        .sort((one, other) => Date.parse(other.updatedAt) - Date.parse(one.updatedAt)),
    }),
    customer: async (_tenant, id) => state.customers.get(id),
    recommendation: async (tenant, id) => {
      const view = viewOf(id);
      return view?.tenant === tenant ? view : undefined;
    },
    recommendations: async (tenant, { conversation, status }) => ({
      items: [...state.recommendations.keys()]
        .map((id) => viewOf(id) as RecommendationView)
        .filter(
          (view) =>
            view.tenant === tenant &&
            (conversation === undefined || view.about.conversation === conversation) &&
            (status === undefined || view.status === status),
        ),
    }),
    actions: async (_tenant, { conversation }) => ({
      items: [...state.actions.values()]
        .map(({ view }) => view)
        .filter((view) => conversation === undefined || view.conversation === conversation),
    }),
    action: async (_tenant, id) => {
      const row = state.actions.get(id);
      return row && structuredClone(entryOf(row));
    },
    openIncidents: async () => state.incidents,
    policyVersion: async (tenant) => state.policies.get(tenant),
    claimAction: ({ executor, leaseMs, graceMs, exceptConnections = [] }) =>
      serial(async () => {
        const rows = [...state.actions.values()];
        const free = rows.find((row) => {
          const { connection } = row.view;
          if (row.notBeforeMs > store.nowMs || exceptConnections.includes(connection)) return false;
          if ((state.pauses.get(connection) ?? 0) > store.nowMs) return false;
          const expiresMs = row.lease === undefined ? 0 : Date.parse(row.lease.expiresAt);
          if (row.view.status === 'started') return row.lease === undefined || expiresMs + graceMs <= store.nowMs;
          const first = Array.from({ length: row.view.index }, (_, index) => index).every((index) =>
            rows.some(
              ({ view }) => view.verdictId === row.view.verdictId && view.index === index && view.status === 'executed',
            ),
          );
          return row.view.status === 'approved' && first && expiresMs <= store.nowMs;
        });
        if (free === undefined) return undefined;
        state.token += 1;
        const expiresAt = new Date(store.nowMs + leaseMs).toISOString();
        free.lease = { holder: executor, token: state.token, expiresAt };
        return structuredClone(entryOf(free));
      }),
    releaseAction: (id, { token, notBeforeMs = 0, refused }) =>
      serial(async () => {
        const row = state.actions.get(id);
        if (row?.lease?.token !== token) return;
        row.lease = undefined;
        row.notBeforeMs = store.nowMs + notBeforeMs;
        if (refused === undefined) return;
        const { start = 0, limited = 0, limitedSince } = row.refused ?? {};
        row.refused = {
          start: refused.start ?? start,
          limited: limited + (refused.limit && refused.start !== undefined ? 1 : 0),
          limitedSince: limitedSince ?? (refused.limit ? time() : undefined),
        };
      }),
    async pauseConnection(_tenant, connection, { forMs }) {
      state.pauses.set(connection, Math.max(state.pauses.get(connection) ?? 0, store.nowMs + forMs));
    },
    expiredRecommendations: unsupported,
    snapshotsDue: unsupported,
    retain: unsupported,
    ...{ beginRebuild: unsupported, reset: unsupported },
    settle: unsupported,
    ready: async () => {},
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  return store;
}

export const conversationSubject = formatSubject({ kind: 'conversation', connection: 'zendesk', id: '5158' });
