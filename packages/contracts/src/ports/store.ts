import type { ActionApproved } from '../actions.js';
import type { VerdictGiven } from '../decisions/verdict.js';
import type { StreamName } from '../streams.js';
import type { Conversation, ConversationSummary } from '../views/conversation.js';
import type { Customer } from '../views/customer.js';
import type {
  ActionStatus,
  ActionView,
  Looking,
  RecommendationStatus,
  RecommendationView,
  ReviewClaim,
} from '../views/recommendation.js';
import type { ApiKeyView, PolicyView, QueueSummary } from '../views/review.js';
import type { Action, Decision, DeskrailEvent, EventByType, Feature } from '../vocabulary.js';
import type { Checkpoint } from './database.js';
import type { StoredEvent } from './event-log.js';
import type { KeptSessions } from './kept-sessions.js';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Pass as `cursor` for the next page; absent on the last. */
  readonly next?: string;
}

export interface PageQuery {
  readonly cursor?: string | undefined;
  /** Default 50, at most 200. */
  readonly limit?: number | undefined;
}

export interface ConversationQuery extends PageQuery {
  readonly status?: Conversation['status'] | undefined;
  /** Those that this customer asked: its subject, such as `customer:twilio:%2B15550100142`. */
  readonly customer?: string | undefined;
}

export interface RecommendationQuery extends PageQuery {
  readonly status?: RecommendationStatus | undefined;
  readonly conversation?: string | undefined;
}

/** Of open recommendations, those due first before all others. */
export interface ReviewQueueQuery extends PageQuery {
  readonly queue?: string | undefined;
  /** Only these queues; beside `queue` it narrows. */
  readonly queues?: readonly string[] | undefined;
  /** An actor; null: nobody's. */
  readonly assignee?: string | null | undefined;
  readonly kind?: RecommendationView['kind'] | undefined;
  readonly risk?: RecommendationView['risk'];
  readonly intent?: string | undefined;
  readonly language?: string | undefined;
  readonly channel?: string | undefined;
  readonly overdue?: boolean | undefined;
  /** True: somebody holds it. */
  readonly claimed?: boolean | undefined;
}

/** What a limit is counted by. */
export interface UseKey {
  readonly counts: 'replies' | 'spend';
  readonly per: 'conversation' | 'customer' | 'tenant';
  readonly of: string;
}

/** Who answers a conversation, and whether anything is automatic at all. */
export interface AutomationState {
  /** Set while people have the conversation. */
  readonly held: { readonly why: 'limit' | 'person'; readonly since: string } | undefined;
  /** When it was last handed back. */
  readonly releasedAt: string | undefined;
  /** The tenant's automatic actions are stopped. */
  readonly paused: boolean;
  /** Since when, by whom and why; absent where they are not. */
  readonly stopped?: PolicyView['paused'];
}

export interface ActionQuery extends PageQuery {
  readonly status?: ActionStatus | undefined;
  readonly conversation?: string | undefined;
}

/** What may be written through the outbox: decisions, actions, features, and the store's own snapshots. */
export type OutboxEvent =
  | Decision
  | Action
  | Feature
  | EventByType<'conversation.snapshotted.v1'>
  | EventByType<'customer.snapshotted.v1'>;

/** An action's lease. A higher token wins; a lower one is refused. */
export interface Lease {
  readonly holder: string;
  readonly token: number;
  /** RFC 3339, by the store's clock. */
  readonly expiresAt: string;
}

/** What a desk has refused of an action, as its executors said when they gave it back. */
export interface Refusals {
  /** The latest start that was refused, counted from 1; 0 where none was. The desk says that it had no effect. */
  readonly start: number;
  /** Starts that were refused for the desk's limits alone: nothing was wrong with the action. */
  readonly limited: number;
  /** RFC 3339, by the store's clock: since when the desk's limits have kept the action waiting. */
  readonly limitedSince: string | undefined;
}

export interface LedgerEntry {
  readonly view: ActionView;
  readonly event: ActionApproved;
  /** Absent once erasure took it. */
  readonly verdict: VerdictGiven | undefined;
  readonly lease: Lease | undefined;
  readonly startedAt: string | undefined;
  /** The store's own, as a lease is, and not rebuilt; absent where nothing was refused. */
  readonly refused?: Refusals | undefined;
}

/**
 * One transaction under one conversation's lock: read, decide with pure functions, emit. What is emitted changes the rows
 * and goes into the outbox in the same commit; an id that was emitted before changes nothing (the first content stands).
 */
export interface UnitOfWork {
  /** The store's clock, RFC 3339. */
  readonly now: string;
  conversation(): Promise<Conversation | undefined>;
  recommendation(id: string): Promise<RecommendationView | undefined>;
  /** Recommendations of this unit's conversation that are open. */
  openRecommendations(): Promise<readonly RecommendationView[]>;
  action(id: string): Promise<LedgerEntry | undefined>;
  /** Actions of one verdict, in their order. */
  actionsOf(verdictId: string): Promise<readonly LedgerEntry[]>;
  emit(event: OutboxEvent): Promise<void>;
  /** The live claim on a recommendation, by the store's clock. Like leases of actions, claims are not rebuilt. */
  claim(recommendationId: string): Promise<ReviewClaim | undefined>;
  /** Give it to the holder for so long. A live claim of the same holder is made longer and keeps its token; else a new, higher token. */
  grantClaim(
    recommendationId: string,
    options: { readonly holder: string; readonly leaseMs: number },
  ): Promise<ReviewClaim>;
  endClaim(recommendationId: string): Promise<void>;
  /**
   * What was counted under the key since then, as verdicts' and suggestions' `counts` tell. Whoever asks holds the key until
   * the transaction ends: two transactions never both see room for the last one. Ask in the order of keys.
   */
  used(key: UseKey, options: { readonly withinSeconds: number; readonly since?: string | undefined }): Promise<number>;
  /**
   * Of this unit's conversation. With `hold`, nobody stops the tenant's automatic actions before this transaction ends: for
   * whoever lets one go, asked before any use is.
   */
  automation(options?: { readonly hold?: boolean }): Promise<AutomationState>;
  /** When the keeper of the queue is to look at an open recommendation next; the store's own, and at once after a rebuild. */
  lookAgainAt(recommendationId: string, at: string): Promise<void>;
  /**
   * What was remembered under a key that has not expired, such as an `Idempotency-Key`; not rebuilt. With `hold`, whoever
   * asks holds the key until the transaction ends, whatever conversation another is for: hold it before anything else.
   */
  remembered(key: string, options?: { readonly hold?: boolean }): Promise<unknown>;
  remember(key: string, value: unknown, options: { readonly seconds: number }): Promise<void>;
}

export interface Outbox {
  /** Rows not yet in the log, oldest first, at most `limit`. */
  pending(options: {
    readonly limit: number;
  }): Promise<readonly { readonly row: number; readonly stream: StreamName; readonly event: DeskrailEvent }[]>;
  /**
   * The log has acknowledged these rows. What of them is a decision or an action becomes, in the same transaction and in the
   * order of the rows, part of its tenant's chain: an `audit.linked` goes into the outbox. `refused`: those of the rows that
   * the log will never take; they leave the outbox, and are not linked.
   */
  confirm(rows: readonly number[], options?: { readonly refused?: readonly number[] }): Promise<void>;
  depth(): Promise<number>;
  /** Called after a commit that wrote rows; returns the unsubscriber. */
  onWritten(listener: () => void): () => void;
  /** Resolves when the event with this id is in the log (or was never in the outbox). */
  relayed(eventId: string, options: { readonly signal: AbortSignal }): Promise<void>;
}

/** API keys that the store keeps, by their hash. The store's own, and not rebuilt. */
export interface KeptKeys {
  /** Throws `conflict` for an id or a hash that is there. */
  add(key: ApiKeyView, hash: string): Promise<void>;
  /** Whatever its state: the caller judges. `hash` as it was added. */
  find(hash: string): Promise<ApiKeyView | undefined>;
  list(tenant: string): Promise<readonly ApiKeyView[]>;
  /** Throws `not-found`. A key that is over stays over. */
  change(
    tenant: string,
    id: string,
    change: { readonly revokedAt?: string; readonly expiresAt?: string; readonly lastUsedAt?: string },
  ): Promise<ApiKeyView>;
}

/** One message to one endpoint of the embedder's. */
export interface Delivery {
  readonly id: string;
  readonly endpoint: string;
  /** As it is sent, byte for byte. */
  readonly body: string;
  /** How often it was taken, this time included. */
  readonly attempts: number;
  readonly createdAt: string;
}

/** Messages that wait for an endpoint. The store's own, and not rebuilt. */
export interface Deliveries {
  /** An id that is there, or was lately, changes nothing. */
  add(messages: readonly { readonly id: string; readonly endpoint: string; readonly body: string }[]): Promise<void>;
  /** Those that are due, leased so that no other instance sends them meanwhile. */
  take(options: {
    readonly limit: number;
    readonly leaseMs: number;
    /** Of these alone, such as those that are known here and have room. Default: of all. */
    readonly endpoints?: readonly string[] | undefined;
  }): Promise<readonly Delivery[]>;
  /**
   * `again`: after so long. `done` and `given-up` end it. Only whoever took it last may, so `attempts` is as `take` gave it;
   * false, and nothing changes, where somebody else has taken it since, or it has ended.
   */
  settle(
    taken: Pick<Delivery, 'id' | 'attempts'>,
    outcome:
      | { readonly state: 'done' }
      | { readonly state: 'given-up' }
      | { readonly state: 'again'; readonly afterMs: number },
  ): Promise<boolean>;
  /** Since when an endpoint has only failed, and whether it was turned off for it. */
  endpoint(endpoint: string): Promise<{ readonly failingSince?: string; readonly disabledAt?: string }>;
  /** `ok` forgets the failures and, as a person's word, turns it on again; `failed` begins them; `disabled` turns it off. */
  mark(endpoint: string, state: 'ok' | 'failed' | 'disabled'): Promise<void>;
  /** Waiting, by endpoint. */
  waiting(): Promise<Readonly<Record<string, number>>>;
}

/** The read side, and where verdicts are decided. Rebuilt from the log, save for leases and remembered keys. */
export interface Store extends AsyncDisposable {
  readonly outbox: Outbox;
  /** Apply events of the log in one transaction with the record that `group` has handled them; a known id changes nothing. */
  apply(
    events: readonly StoredEvent[],
    options: { readonly group: string; readonly checkpoint?: Checkpoint | undefined },
  ): Promise<void>;
  /** Resolves true once the projection holds the event, false after `timeoutMs`. */
  holds(
    eventId: string,
    options: { readonly tenant: string; readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<boolean>;
  /**
   * The work may run again, where others undid it or what it emitted was there before: it reads and emits, and changes
   * nothing else. `recommendation`: one that it will ask for, as well as for the conversation; both are read as the lock is had.
   * `brake`: for who stops what is automatic, and starts it again. It waits for those who hold `automation`, `now` is after
   * their end, and whoever asks with `hold` meanwhile waits for its own.
   */
  transact<Result>(
    key: {
      readonly tenant: string;
      readonly conversation: string;
      readonly recommendation?: string;
      readonly brake?: boolean;
    },
    work: (unit: UnitOfWork) => Promise<Result>,
  ): Promise<Result>;

  conversation(tenant: string, id: string): Promise<Conversation | undefined>;
  conversations(tenant: string, query: ConversationQuery): Promise<Page<ConversationSummary>>;
  /** The latest conversations that were solved or closed, as evidence; newest first. */
  resolvedConversations(
    tenant: string,
    query: PageQuery & { readonly updatedAfter?: string },
  ): Promise<Page<Conversation>>;
  customer(tenant: string, id: string): Promise<Customer | undefined>;
  recommendation(tenant: string, id: string): Promise<RecommendationView | undefined>;
  /** Newest first. */
  recommendations(tenant: string, query: RecommendationQuery): Promise<Page<RecommendationView>>;
  /** Open recommendations by when they are due, then risk, then age. */
  queue(tenant: string, query: ReviewQueueQuery): Promise<Page<RecommendationView>>;
  queues(tenant: string): Promise<readonly QueueSummary[]>;
  /** Open recommendations whose keeper is to look at them now, at most `limit`; of all tenants. */
  queueDue(options: { readonly limit: number }): Promise<readonly RecommendationView[]>;
  /** Open recommendations by their assignee's actor. */
  loads(tenant: string): Promise<Readonly<Record<string, number>>>;
  /** Note that a person has it before their eyes for so long, and tell who has. Not rebuilt. */
  look(
    tenant: string,
    recommendationId: string,
    options: { readonly reviewer: string; readonly forMs: number },
  ): Promise<readonly Looking[]>;
  readonly apiKeys: KeptKeys;
  readonly sessions: KeptSessions;
  readonly deliveries: Deliveries;
  actions(tenant: string, query: ActionQuery): Promise<Page<ActionView>>;
  action(tenant: string, id: string): Promise<LedgerEntry | undefined>;
  openIncidents(tenant: string): Promise<readonly EventByType<'incident.signalled.v1'>[]>;
  /** The version of the latest `policy.changed`. */
  policyVersion(tenant: string): Promise<string | undefined>;
  /** Since when, by whom and why the tenant's automatic actions are stopped; `undefined` where they are not. */
  paused(tenant: string): Promise<PolicyView['paused']>;
  /** Who answers a conversation, as it is now; who decides by it asks the unit of work instead. */
  automation(tenant: string, conversation: string): Promise<AutomationState>;

  /**
   * Lease the next action that may run: approved, those before it in its verdict's list executed (a retry stands in the
   * place of what it tries again), nobody's lease on it; or one that was started and whose lease ended `graceMs` ago or
   * more, or was released. None of a connection that is paused. `exceptConnections`: ids of more connections to leave alone
   * now; at most the first 100 are heeded.
   */
  claimAction(options: {
    readonly executor: string;
    readonly leaseMs: number;
    readonly graceMs: number;
    readonly exceptConnections?: readonly string[];
  }): Promise<LedgerEntry | undefined>;
  /**
   * Give the lease back: nothing is under way, so the action, started or not, may be claimed again at once, or
   * `notBeforeMs` from now. A token that is not the lease's changes nothing. `refused`: by the desk, for its limits
   * (`limit`) or for another reason of the moment; with `start` where it was that start and not a look-up.
   */
  releaseAction(
    id: string,
    options: {
      readonly tenant: string;
      readonly token: number;
      readonly notBeforeMs?: number;
      readonly refused?: { readonly start?: number; readonly limit: boolean };
    },
  ): Promise<void>;
  /**
   * Leave a connection alone for `forMs` from now by the store's clock, or for longer where that was said before: no
   * instance claims its actions meanwhile. The store's own, as a lease is, and not rebuilt.
   */
  pauseConnection(tenant: string, connection: string, options: { readonly forMs: number }): Promise<void>;
  /** Open recommendations whose time is over, at most `limit`. */
  expiredRecommendations(options: { readonly limit: number }): Promise<readonly RecommendationView[]>;
  /**
   * Open conversations last snapshotted 14 days ago or more (where the desk has no case: if something happened since), and
   * ended ones without a snapshot of their end.
   */
  snapshotsDue(options: {
    readonly limit: number;
  }): Promise<
    readonly { readonly tenant: string; readonly conversation: string; readonly reason: 'closed' | 'periodic' }[]
  >;
  /** Forget what the streams' retention no longer holds. Returns the rows removed. */
  retain(options: { readonly days: Readonly<Record<StreamName, number>> }): Promise<number>;
  /**
   * From now on, until `settle`, decisions, claims and what others apply are refused with `dependency-unavailable`; what the
   * outbox holds can still be relayed. `callOff` opens the store again, unless something was emptied since, or before.
   */
  beginRebuild(): Promise<{ callOff(): Promise<void> }>;
  /** Empty everything that a rebuild makes again, and start a new epoch of fencing tokens. The outbox must be empty. */
  reset(): Promise<void>;
  /**
   * After a rebuild: every started action without an end becomes uncertain. `tell` brings that before people, in the same
   * transaction.
   */
  settle(options?: {
    readonly tell?: ((unit: UnitOfWork, actionId: string) => Promise<void>) | undefined;
  }): Promise<void>;
  ready(): Promise<void>;
  close(): Promise<void>;
}
