import type { ActionKind } from '../actions.js';
import type { ApprovedAction } from '../approved-action.js';
import type { Authenticity } from '../envelope.js';
import type { ErrorCode } from '../errors.js';
import type { Fact } from '../vocabulary.js';
import type { Clock, Logger } from './runtime.js';

/** One account of one desk, bound to a tenant. */
export interface Connection {
  readonly id: string;
  readonly tenant: string;
  /** The vendor, such as `zendesk`. */
  readonly desk: string;
  /** Reads its webhooks. */
  readonly adapter: Adapter;
  /** Opens what carries out approved actions; absent where the connection only receives. Loaded when first asked for. */
  readonly openExecutor?: (options: ExecutorOptions) => Promise<Executor>;
  /**
   * What its desk can carry out, whether or not this connection may act: nothing else is proposed for its conversations. An
   * account that may do less says so here. Default: all.
   */
  readonly actionKinds?: readonly ActionKind[];
  /**
   * How long a reply may be that its desk sends, in UTF-16 code units, whatever the channel: what is longer is flagged
   * `too-long`, and cannot be approved. Never more than 8 000. Default: what the channel takes.
   */
  readonly replyAtMost?: number;
  /** Opens what reads back from the desk what its webhooks may have missed; absent where it has no REST access. */
  readonly openReconciler?: (options: ExecutorOptions) => Promise<Reconciler>;
  /** Asks the desk for what a fact needs and its webhook lacks. Absent: nothing is asked, which is the default. */
  readonly enrich?: Enrich;
  /** Signing secrets, newest first; several while one is being rotated. An empty one is refused. */
  readonly secrets: readonly string[];
  /** The secret part of its webhook URL, where it has one: any of these. Checked beside what the vendor signs. */
  readonly pathSecrets?: readonly string[];
  /** Accept the vendor's public test secret. Default: false. */
  readonly allowTestSecret?: boolean;
  /** How far a signed time may lie from now, either way. Default: 300. */
  readonly freshnessSeconds?: number;
  /** The vendor's id of the account; a delivery of another is refused. */
  readonly accountId?: string;
  /** Keep the raw body on the fact, or only its hash. Default: `body`. */
  readonly keep?: 'body' | 'hash';
  /** Ids of users at the desk that are bots or integrations: their messages never start a recommendation. */
  readonly botIds?: readonly string[];
  readonly rest?: {
    /** Such as `https://acme.zendesk.com`. */
    readonly url: string;
    /** As the vendor wants it; for Zendesk `email/token:api_token` for Basic, or `Bearer …`. */
    readonly token: string;
  };
}

/** Connections as a list, or as a look-up by id where customers come at run time and secrets live in a vault. */
export type Connections = readonly Connection[] | ((id: string) => Promise<Connection | undefined>);

/** A webhook as it came: raw bytes, headers in any case, the URL as the vendor was told it. */
export interface Delivery {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly receivedAtMs: number;
  /** The secret part of the path, where the connection's URL has one. */
  readonly pathSecret?: string;
  /** The sender's IP address, where the host knows it. */
  readonly remoteAddress?: string;
}

/** What a vendor wants to hear once its delivery is kept. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Between normalize and append, within a short time of the receiver's: the same facts, with more in them. Ids, types and
 * subjects stay; a `case.state-observed.v1` of one of their conversations may come after them. What rejects or takes too
 * long leaves the facts as they were, save `signature-invalid`: the desk itself does not know what the delivery says, and
 * it is refused.
 */
export type Enrich = (
  facts: readonly Fact[],
  options: { readonly delivery: Delivery; readonly signal: AbortSignal },
) => Promise<readonly Fact[]>;

export type Verification =
  | { readonly authentic: true; readonly authenticity: Authenticity }
  | {
      readonly authentic: false;
      readonly code: ErrorCode;
      /** For the log: which of the usual causes fits. Holds no secret. */
      readonly cause: string;
      /** The signature was right and only the time was wrong: kept once as a stale dead letter. */
      readonly stale?: boolean;
    };

export type Reading<Payload> =
  | { readonly readable: true; readonly payload: Payload }
  | { readonly readable: false; readonly cause: string };

export interface NormalizeContext {
  readonly connection: Connection;
  readonly authenticity: Authenticity;
  readonly receivedAtMs: number;
  readonly headers: Headers;
  /** The body as text, for the fact's `origin.raw`. */
  readonly raw: string;
}

/** The receive half of a desk: pure, and free of `node:` and of any network. */
export interface Adapter<Payload = unknown> {
  readonly desk: string;
  /** How its deliveries come; others get 405. Default: POST, PUT, PATCH. */
  readonly methods?: readonly string[];
  verify(delivery: Delivery, connection: Connection): Promise<Verification>;
  read(delivery: Delivery): Reading<Payload>;
  /** One change, one fact; none where the vendor's event is no fact: it is counted as dropped. */
  normalize(payload: Payload, context: NormalizeContext): Promise<readonly Fact[]>;
  /** The status that makes the vendor send again. */
  readonly retry: { readonly status: number; readonly headers?: Readonly<Record<string, string>> };
  /** Checked when a connection is first used; throws `config-invalid`, `secret-empty`, `secret-public`. */
  checkConnection(connection: Connection): void;
  /** Of a delivery that is kept, or is no fact. Default: 204 without a body. */
  answer?(delivery: Delivery): Answer;
}

/** What the desk itself says of one conversation, read back. */
export interface Observation {
  /** The conversation's id: its subject. */
  readonly conversation: string;
  /** Facts with the desk's own ids, such as messages: appended where they never came. */
  readonly facts: readonly Fact[];
  /** A `case.state-observed.v1`: appended only where the state that is known differs. */
  readonly state?: Fact;
  /**
   * The desk's webhooks may have named a message otherwise: a known one of the same direction and visibility that says the
   * same, white space aside, and whose time is no further away than this, counts as the same. Absent: ids alone tell.
   */
  readonly sameTextWithinMs?: number;
}

/** The read-back half of a desk, for one connection. */
export interface Reconciler {
  /**
   * Conversations that changed since then, in the desk's order, page by page and no faster than its limits allow. Throws
   * `aborted`, `dependency-unavailable`, `desk-refused`, `rate-limited` (after its own budget of waits).
   */
  changes(options: {
    /** RFC 3339. */
    readonly since: string;
    readonly signal: AbortSignal;
  }): AsyncIterable<Observation>;
}

export type Execution =
  | {
      readonly outcome: 'executed';
      readonly vendorId?: string;
      /**
       * What the vendor's own answer says and no webhook will, such as the message as it was sent: about the action's
       * conversation alone, with the ids that reading it back would give. The log has them before the action's outcome.
       */
      readonly facts?: readonly Fact[];
    }
  | {
      readonly outcome: 'failed';
      /** Such as `ticket-closed`, `conflict`, `rate-limited`. */
      readonly code: string;
      readonly status?: number;
      /** Trying again cannot help. */
      readonly permanent: boolean;
      /** With `status` 429 or 503, or the code `rate-limited`: for how long to leave the whole connection alone. */
      readonly retryAfterMs?: number;
    }
  /** The call may or may not have had its effect. */
  | { readonly outcome: 'uncertain'; readonly why: 'timed-out' | 'look-up-failed' };

export type LookUp =
  /** `facts`: as an execution's. */
  | { readonly found: true; readonly vendorId?: string; readonly facts?: readonly Fact[] }
  /** `certain` is false where the vendor's look-up may lag behind, as a search index does. */
  | { readonly found: false; readonly certain: boolean };

/** What the store knew of a conversation's messages when a start was recorded. */
export interface SeenMessages {
  /** As the desk calls them. */
  readonly ids: readonly string[];
  /** The latest one's time, by the desk's clock; our own don't count, unless there are no others. */
  readonly upTo: string;
}

/** The act half of a desk, for one connection. */
export interface Executor {
  readonly kinds: readonly ActionKind[];
  /**
   * One vendor call, marked with the action's id. A reply to a conversation in which the desk has a message that is not
   * among those seen is a `conflict`, where the desk can tell. Throws only `aborted` and `dependency-unavailable`.
   */
  execute(
    action: ApprovedAction,
    options: { readonly signal: AbortSignal; readonly seen?: SeenMessages },
  ): Promise<Execution>;
  /**
   * Find by its marker what an earlier try may have done. Throws `aborted`, `dependency-unavailable`, and `rate-limited`
   * where the desk takes no more calls now; `details.retryAfterMs` says for how long, where the desk does.
   */
  lookUp(action: ApprovedAction, options: { readonly signal: AbortSignal }): Promise<LookUp>;
}

export interface ExecutorOptions {
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** For one vendor call. Default: 30 000. */
  readonly timeoutMs?: number;
}
