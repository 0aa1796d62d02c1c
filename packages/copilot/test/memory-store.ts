import {
  type ActionView,
  type Conversation,
  type Customer,
  checkEvent,
  type DeskrailEvent,
  definitionOf,
  type EventByType,
  type Fact,
  formatSubject,
  type Lease,
  type LedgerEntry,
  type OutboxEvent,
  type RecommendationView,
  type Refusals,
  type Store,
  type StoredEvent,
  type Suggestion,
  type UnitOfWork,
} from '@deskrail/contracts';

interface ActionRow {
  view: ActionView;
  event: EventByType<'action.approved.v1'>;
  lease: Lease | undefined;
  startedAt: string | undefined;
  notBeforeMs: number;
  refused?: Refusals;
}

interface State {
  conversations: Map<string, Conversation>;
  customers: Map<string, Customer>;
  recommendations: Map<string, RecommendationView>;
  verdicts: Map<string, EventByType<'verdict.given.v1'>>;
  actions: Map<string, ActionRow>;
  remembered: Map<string, { value: unknown; untilMs: number }>;
  emitted: DeskrailEvent[];
  policies: Map<string, string>;
  incidents: EventByType<'incident.signalled.v1'>[];
  token: number;
}

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
  let state: State = {
    conversations: new Map(),
    customers: new Map(),
    recommendations: new Map(),
    verdicts: new Map(),
    actions: new Map(),
    remembered: new Map(),
    emitted: [],
    policies: new Map(),
    incidents: [],
    token: 0,
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
    return structuredClone({ ...view, actions });
  };

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
    conversations: unsupported,
    resolvedConversations: async (_tenant, { updatedAfter }) => ({
      items: [...state.conversations.values()].filter(
        ({ status, updatedAt }) =>
          (status === 'solved' || status === 'closed') && (updatedAfter === undefined || updatedAt > updatedAfter),
      ),
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
    actions: async () => ({ items: [...state.actions.values()].map(({ view }) => view) }),
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
          if (row.notBeforeMs > store.nowMs || exceptConnections.includes(row.view.connection)) return false;
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
    expiredRecommendations: unsupported,
    snapshotsDue: unsupported,
    retain: unsupported,
    reset: unsupported,
    settle: unsupported,
    ready: async () => {},
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  return store;
}

function applyFact(state: State, fact: Fact): void {
  if (fact.type === 'incident.signalled.v1') {
    state.incidents.push(fact);
    return;
  }
  const conversation: Conversation = state.conversations.get(fact.subject) ?? {
    id: fact.subject,
    tenant: fact.tenant,
    connection: fact.connection ?? '',
    deskId: fact.subject.split(':')[2] ?? '',
    status: 'open',
    priority: null,
    tags: [],
    channel: 'mail',
    updatedAt: fact.time,
    messages: [],
    facts: [],
  };
  const add = (message: Omit<Conversation['messages'][number], 'fact' | 'at' | 'arrival' | 'appendedAt'>) => {
    if (conversation.facts.includes(fact.id)) return;
    const arrival = conversation.messages.length + 1;
    conversation.messages.push({ ...message, fact: fact.id, at: fact.time, arrival, appendedAt: fact.time });
    conversation.facts.push(fact.id);
  };
  switch (fact.type) {
    case 'case.opened.v1':
      conversation.requester = fact.data.requester;
      if (fact.data.description !== undefined) {
        const { visibility = 'private', description: text, submitter: author = fact.data.requester } = fact.data;
        add({ id: 'opening', direction: 'received', author, visibility, text });
      }
      break;
    case 'message.received.v1':
      conversation.requester ??= fact.data.author;
      add({ ...pick(fact.data), direction: 'received' });
      break;
    case 'message.sent.v1':
      add({ ...pick(fact.data), direction: 'sent', ...(fact.data.actionId && { actionId: fact.data.actionId }) });
      break;
    case 'case.status-changed.v1':
      conversation.status = fact.data.current;
      break;
    case 'case.deleted.v1':
      conversation.deleted = fact.data.mode;
      break;
    case 'message.redacted.v1':
      for (const message of conversation.messages) {
        if (message.id === fact.data.messageId) Object.assign(message, { text: '', redacted: true });
      }
      break;
  }
  if (fact.time > conversation.updatedAt) conversation.updatedAt = fact.time;
  state.conversations.set(fact.subject, conversation);
}

const pick = ({ messageId: id, author, visibility, text }: EventByType<'message.received.v1'>['data']) => ({
  id,
  author,
  visibility,
  text,
});

function applyEmitted(state: State, event: OutboxEvent): void {
  switch (event.type) {
    case 'reply.suggested.v1':
    case 'classification.suggested.v1':
    case 'escalation.suggested.v1':
    case 'tool-call.suggested.v1':
      state.recommendations.set(event.data.recommendationId, suggestedView(event));
      break;
    case 'recommendation.withheld.v1': {
      const { kind, reason, detail, ...data } = event.data;
      state.recommendations.set(data.recommendationId, {
        ...data,
        kind,
        ...common(event),
        status: 'withheld',
        outcome: 'withheld',
        withheld: { reason, ...(detail !== undefined && { detail }) },
      });
      break;
    }
    case 'recommendation.superseded.v1': {
      const { recommendationId, ...superseded } = event.data;
      const view = state.recommendations.get(recommendationId);
      if (view?.status === 'open') Object.assign(view, { status: 'superseded', superseded });
      break;
    }
    case 'recommendation.expired.v1': {
      const view = state.recommendations.get(event.data.recommendationId);
      if (view?.status === 'open') view.status = 'expired';
      break;
    }
    case 'verdict.given.v1': {
      state.verdicts.set(event.data.verdictId, event);
      const view = state.recommendations.get(event.data.recommendationId);
      if (view === undefined) break;
      const verdict = { ...event.data, at: event.time };
      view.verdicts.push(verdict);
      if (event.data.kind === 'escalate' && event.data.escalateTo) view.queue = event.data.escalateTo;
      if (event.data.decides) {
        view.verdict = verdict;
        view.status = event.data.kind === 'reject' ? 'rejected' : 'approved';
      }
      break;
    }
    case 'policy.changed.v1':
      state.policies.set(event.tenant, event.data.version);
      break;
    case 'action.approved.v1': {
      const { actionId: id, proposalDigest: _digest, retryOf: _retry, ...data } = event.data;
      const { tenant, connection = '', time: approvedAt } = event;
      const view: ActionView = {
        ...data,
        id,
        tenant,
        connection,
        status: 'approved',
        attempts: 0,
        approvedAt,
        updatedAt: approvedAt,
      };
      state.actions.set(id, { view, event, lease: undefined, startedAt: undefined, notBeforeMs: 0 });
      break;
    }
    default:
      if (event.type.startsWith('action.')) applyOutcome(state, event as Exclude<OutboxEvent, Suggestion>);
  }
}

function applyOutcome(state: State, event: OutboxEvent): void {
  if (!('actionId' in event.data)) return;
  const row = state.actions.get(event.data.actionId);
  if (row === undefined) return;
  row.view = { ...row.view, updatedAt: event.time };
  if (event.type === 'action.started.v1') {
    row.view = { ...row.view, status: 'started', attempts: row.view.attempts + 1 };
    row.startedAt = event.time;
  } else if (event.type === 'action.executed.v1') {
    const { found, vendorId } = event.data;
    row.view = { ...row.view, status: 'executed', found, ...(vendorId !== undefined && { vendorId }) };
  } else if (event.type === 'action.failed.v1') row.view = { ...row.view, status: 'failed', code: event.data.code };
  else if (event.type === 'action.uncertain.v1') row.view = { ...row.view, status: 'uncertain', code: event.data.why };
  else if (event.type === 'action.cancelled.v1') row.view = { ...row.view, status: 'cancelled', code: event.data.why };
}

const common = (event: OutboxEvent) => ({
  tenant: event.tenant,
  ...(event.connection !== undefined && { connection: event.connection }),
  createdAt: event.time,
  updatedAt: event.time,
  verdicts: [],
  actions: [],
});

function suggestedView(event: Suggestion): RecommendationView {
  const { outcome, ...data } = event.data;
  return {
    ...data,
    kind: data.proposal.kind,
    ...common(event),
    outcome,
    status: outcome === 'show' ? 'shown' : 'open',
    ...(event.policyversion !== undefined && { policyVersion: event.policyversion }),
  } as RecommendationView;
}

export const conversationSubject = formatSubject({ kind: 'conversation', connection: 'zendesk', id: '5158' });
