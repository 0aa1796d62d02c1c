import {
  type ActionView,
  type AutomationState,
  type Conversation,
  type Customer,
  type DeskrailEvent,
  type EventByType,
  type Fact,
  isReadBack,
  type Lease,
  type Looking,
  type OutboxEvent,
  type QueueSummary,
  type RecommendationView,
  type Refusals,
  type ReviewClaim,
  type ReviewQueueQuery,
  type Suggestion,
} from '@deskrail/contracts';

export interface ActionRow {
  view: ActionView;
  event: EventByType<'action.approved.v1'>;
  lease: Lease | undefined;
  startedAt: string | undefined;
  notBeforeMs: number;
  refused?: Refusals;
}

/** The rows of {@link memoryStore}. */
export interface MemoryState {
  conversations: Map<string, Conversation>;
  customers: Map<string, Customer>;
  recommendations: Map<string, RecommendationView>;
  verdicts: Map<string, EventByType<'verdict.given.v1'>>;
  actions: Map<string, ActionRow>;
  remembered: Map<string, { value: unknown; untilMs: number }>;
  emitted: DeskrailEvent[];
  policies: Map<string, string>;
  incidents: EventByType<'incident.signalled.v1'>[];
  /** Ends of pauses, in ms, by connection. */
  pauses: Map<string, number>;
  token: number;
  claims: Map<string, ReviewClaim>;
  fence: number;
  looks: Map<string, Looking[]>;
  /** When the keeper is to look again, in ms, by recommendation. */
  lookAgain: Map<string, number>;
}

/** Of open recommendations those that a query asks for, by when they are due and then in their order. */
export function queueIn(
  open: readonly RecommendationView[],
  { queue, queues, assignee, claimed, overdue }: ReviewQueueQuery,
  nowMs: number,
): RecommendationView[] {
  const dueMs = ({ dueAt }: RecommendationView) => (dueAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(dueAt));
  const waitsIn = (view: RecommendationView) => view.queue ?? 'review';
  return open
    .filter((view) => queue === undefined || waitsIn(view) === queue)
    .filter((view) => queues === undefined || queues.includes(waitsIn(view)))
    .filter((view) => assignee === undefined || (view.assignee ?? null) === assignee)
    .filter((view) => claimed === undefined || (view.claim !== undefined) === claimed)
    .filter((view) => overdue === undefined || dueMs(view) < nowMs === overdue)
    .toSorted((one, other) => dueMs(one) - dueMs(other) || 0);
}

/** The queues in which something waits; of their numbers, how many. */
export function queuesIn(open: readonly RecommendationView[], nowMs: number): QueueSummary[] {
  const names = new Set(queueIn(open, {}, nowMs).map(({ queue = 'review' }) => queue));
  return [...names].map((queue) => {
    const count = (query: ReviewQueueQuery) => queueIn(open, { ...query, queue }, nowMs).length;
    const counts = { open: count({}), overdue: count({ overdue: true }), claimed: count({ claimed: true }) };
    return { queue, ...counts, unassigned: count({ assignee: null }), oldestSeconds: 0 };
  });
}

/** Who answers a conversation, as what was emitted tells. */
export function automationIn(emitted: readonly DeskrailEvent[], conversation: string): AutomationState {
  let state: AutomationState = { held: undefined, releasedAt: undefined, paused: false };
  const stopped = pausedIn(emitted, emitted[0]?.tenant ?? '');
  if (stopped !== undefined) state = { ...state, paused: true, stopped };
  for (const { type, data, time } of emitted) {
    if (type === 'automation.held.v1' && data.conversation === conversation)
      state = { ...state, held: { why: data.why, since: time } };
    if (type === 'automation.released.v1' && data.conversation === conversation)
      state = { ...state, held: undefined, releasedAt: time };
  }
  return state;
}

/** What the projection would do with a fact, as far as the copilot looks. */
export function applyFact(state: MemoryState, fact: Fact): void {
  if (fact.type === 'incident.signalled.v1') {
    state.incidents.push(fact);
    return;
  }
  if (fact.type === 'customer.consent-changed.v1') {
    learnConsent(state, fact);
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
    channel: 'channel' in fact.data && fact.data.channel ? fact.data.channel : 'mail',
    updatedAt: fact.time,
    messages: [],
    facts: [],
  };
  const add = (message: Omit<Conversation['messages'][number], 'fact' | 'at' | 'arrival' | 'appendedAt'>) => {
    if (conversation.facts.includes(fact.id)) return;
    const arrival = conversation.messages.length + 1;
    const readBack = isReadBack(fact) && { readBack: true };
    conversation.messages.push({
      ...message,
      ...readBack,
      fact: fact.id,
      at: fact.time,
      arrival,
      appendedAt: fact.time,
    });
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
    case 'case.state-observed.v1':
      conversation.status = fact.data.status ?? conversation.status;
      conversation.tags = fact.data.tags ?? conversation.tags;
      conversation.priority = fact.data.priority ?? conversation.priority;
      break;
    case 'message.delivery-changed.v1':
      for (const message of conversation.messages) {
        if (message.id !== fact.data.messageId || message.delivery === 'delivered') continue;
        message.delivery = fact.data.status;
      }
      break;
    case 'case.deleted.v1':
      conversation.deleted = fact.data.mode;
      break;
    case 'message.redacted.v1':
      for (const message of conversation.messages) {
        if (message.id === fact.data.messageId) Object.assign(message, { text: '', redacted: true });
      }
      break;
    case 'message.made-private.v1':
      for (const message of conversation.messages) {
        if (message.id === fact.data.messageId) message.visibility = 'private';
      }
      break;
  }
  if (fact.time > conversation.updatedAt) conversation.updatedAt = fact.time;
  state.conversations.set(fact.subject, conversation);
}

function learnConsent(state: MemoryState, fact: EventByType<'customer.consent-changed.v1'>): void {
  const { customerId: deskId, channel, consent } = fact.data;
  const known: Customer = state.customers.get(fact.subject) ?? {
    id: fact.subject,
    tenant: fact.tenant,
    connection: fact.connection ?? '',
    deskId,
    kind: 'person',
    profile: {},
    consent: {},
    updatedAt: fact.time,
  };
  state.customers.set(fact.subject, { ...known, consent: { ...known.consent, [channel]: consent } });
}

const pick = ({ messageId: id, author, visibility, text }: EventByType<'message.received.v1'>['data']) => ({
  id,
  author,
  visibility,
  text,
});

export function applyEmitted(state: MemoryState, event: OutboxEvent): void {
  switch (event.type) {
    case 'reply.suggested.v1':
    case 'classification.suggested.v1':
    case 'escalation.suggested.v1':
    case 'tool-call.suggested.v1':
    case 'summary.suggested.v1':
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
      if (event.data.decides) {
        view.verdict = verdict;
        view.status = event.data.kind === 'reject' ? 'rejected' : 'approved';
      } else agree(view, event);
      break;
    }
    case 'recommendation.routed.v1': {
      const { recommendationId, queue, assignee, dueAt } = event.data;
      const view = state.recommendations.get(recommendationId);
      if (view === undefined) break;
      if (queue !== undefined) view.queue = queue;
      if (dueAt !== undefined) view.dueAt = dueAt;
      if (assignee === null) delete view.assignee;
      else if (assignee !== undefined) view.assignee = assignee;
      break;
    }
    case 'recommendation.reminded.v1': {
      const view = state.recommendations.get(event.data.recommendationId);
      if (view !== undefined) Object.assign(view, { reminders: event.data.time, remindedAt: event.time });
      break;
    }
    case 'policy.changed.v1':
      state.policies.set(event.tenant, event.data.version);
      break;
    case 'action.approved.v1': {
      const { actionId: id, proposalDigest: _digest, retryOf: _retry, counts: _counts, ...data } = event.data;
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
      const undone = data.undoes === undefined ? undefined : state.actions.get(data.undoes);
      if (undone !== undefined) undone.view = { ...undone.view, undoneBy: id };
      break;
    }
    default:
      if (event.type.startsWith('action.')) applyOutcome(state, event as Exclude<OutboxEvent, Suggestion>);
  }
}

/** A verdict that leaves it open. */
function agree(view: RecommendationView, { data, time: at }: EventByType<'verdict.given.v1'>): void {
  const { kind, reviewer, verdictId, final, finalHash } = data;
  if (kind === 'escalate') {
    if (data.escalateTo === undefined || data.escalateTo === view.queue) return;
    view.queue = data.escalateTo;
    delete view.assignee;
  }
  const own = { reviewer, verdictId, at };
  if (kind === 'approve') {
    const known = view.agreements ?? [];
    view.agreements = known.some((one) => one.reviewer === reviewer) ? known : [...known, own];
  }
  if (kind !== 'edit' && kind !== 'respond') return;
  const suggestedHash = view.suggestedHash ?? view.hash;
  Object.assign(view, { proposal: final, hash: finalHash, agreements: [own], suggestedHash });
}

function applyOutcome(state: MemoryState, event: OutboxEvent): void {
  if (!('actionId' in event.data)) return;
  const row = state.actions.get(event.data.actionId);
  if (row === undefined) return;
  row.view = { ...row.view, updatedAt: event.time };
  if (event.type === 'action.started.v1') {
    const { before } = event.data;
    row.view = { ...row.view, status: 'started', attempts: row.view.attempts + 1, ...(before && { before }) };
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
    ...(data.need !== undefined && { queue: data.need.queue, dueAt: data.need.dueAt }),
    status: outcome === 'show' ? 'shown' : 'open',
    ...(event.policyversion !== undefined && { policyVersion: event.policyversion }),
  } as RecommendationView;
}

/** Since when, by whom and why all that is automatic is stopped. */
/** All that the verdict approved, or what was tried again, ended without a start: it counts toward no limit. */
export function neverBegan({ actions }: MemoryState, id: string): boolean {
  const own = [...actions.values()].filter(({ view, event: { data } }) =>
    data.retryOf === undefined ? view.verdictId === id : view.id === id,
  );
  const over = ['cancelled', 'failed'];
  return own.length > 0 && own.every(({ view }) => view.attempts === 0 && over.includes(view.status));
}

export function pausedIn(emitted: readonly DeskrailEvent[], tenant: string) {
  const last = emitted.findLast(
    (event) => event.tenant === tenant && (event.type === 'policy.paused.v1' || event.type === 'policy.resumed.v1'),
  );
  if (last?.type !== 'policy.paused.v1') return undefined;
  const { reason, stopped } = last.data;
  const { time, actor = '' } = last;
  return {
    ...(stopped ?? { since: time, by: actor }),
    ...(reason !== undefined && { reason }),
    ...(stopped !== undefined && { reasonSince: time, reasonBy: actor }),
  };
}
