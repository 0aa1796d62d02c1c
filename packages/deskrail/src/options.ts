import type {
  Clock,
  Connections,
  Embeddings,
  EvidenceSource,
  Logger,
  Model,
  Moderate,
  PersonEntry,
  PolicyRules,
  StreamName,
  Tool,
} from '@deskrail/contracts';
import type { IntentRoute } from '@deskrail/copilot';
import type { JwtIssuer, Role } from '@deskrail/server';
import type { KafkaDriverName, SaslMechanism } from './config/broker-environment.js';
import type { NotifyOption } from './notify/endpoint.js';

/** A bearer key. Whoever holds it acts in its tenant, in its roles and under its name. */
export interface KeyOption {
  /** Such as `anna`: verdicts given with the key are `reviewer/anna`'s. */
  readonly name: string;
  /** The key itself; or leave it out and give its hash. */
  readonly key?: string;
  /** `sha256:<hex>` of the key, so that the configuration holds no secret. */
  readonly hash?: string;
  /** Default: the instance's tenant. */
  readonly tenant?: string;
  readonly roles: readonly Role[];
  /** Whose it is, so that several keys are one person's: verdicts are `reviewer/<person>`'s. Default: the name. */
  readonly person?: string;
  /** The only queues that it may decide in. Default: all. */
  readonly queues?: readonly string[];
  /** RFC 3339: from when on it is one. */
  readonly notBefore?: string;
  /** RFC 3339: until when. Default: it does not end. */
  readonly expiresAt?: string;
}

/** What verdicts are signed with. */
export interface SigningKeyOption {
  /** How signatures call it: letters, digits, dots and dashes, such as `2026-01`. */
  readonly keyId: string;
  /** 32 bytes or more, or base64 of them, as `openssl rand -base64 32` prints. */
  readonly secret: string | Uint8Array;
}

export interface SigningOption extends SigningKeyOption {
  /** Keys that signed before: what they signed stays valid. */
  readonly previous?: readonly SigningKeyOption[];
  /**
   * RFC 3339: when signing was turned on. What was approved before, and is not started yet, is carried out unsigned for
   * seven days after it. Default: nothing is.
   */
  readonly unsignedUntil?: string;
}

export interface Limits {
  /** Of a request's body. Default: 1 MiB. */
  readonly bodyBytes?: number;
  /** How long a webhook waits for the log before its vendor is told to send again. Default: the receiver's own. */
  readonly appendTimeoutMs?: number;
  /** Conversations that the copilot works on side by side; more where its model is far away. Default: the copilot's own. */
  readonly recommendationsAtOnce?: number;
  /** How long an executor holds an action before another may look for what it did. Default: the copilot's own. */
  readonly actionLeaseMs?: number;
  /** How long after the lease "not there" is not yet believed. Default: 120 000. */
  readonly actionGraceMs?: number;
  /** For each part, when closing. Default: 5 000. */
  readonly closeTimeoutMs?: number;
}

/** Where the brokers are and how to be let in. */
export interface KafkaOption {
  /** `host:port`, several so that one may be down. */
  readonly brokers: readonly string[];
  /** Names this process in the brokers' logs and quotas. Default: `deskrail`. */
  readonly clientId?: string;
  /** Before each topic's and each group's name, as it is: `acme.`. */
  readonly topicPrefix?: string;
  /** `true` for the system's authorities. `ca`, `cert` and `key` are PEM text, not paths. */
  readonly tls?:
    | boolean
    | { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly serverName?: string };
  readonly sasl?: { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string };
  /** The client library. Default: `kafkajs`. */
  readonly driver?: KafkaDriverName;
  /** One broker, or topics less safe than the catalogue's, will do; topics that are missing are made. Default: false. */
  readonly development?: boolean;
  /** The storage below the brokers keeps the copies, as AutoMQ's does: topics have one replica there. Default: false. */
  readonly sharedStorage?: boolean;
  /** Default: `none`. */
  readonly compression?: 'none' | 'gzip';
  /** Of topics that are yet to be made; a count is never changed afterwards. Default: 12. */
  readonly partitions?: number;
}

/** The share of replies asked for that were withheld for want of an answer, or written by the fallback. */
export interface FallbackAlertOption {
  /** From which share on, over 0 and at most 1. Default: 0.3. */
  readonly threshold?: number;
  /** Default: a day. */
  readonly windowSeconds?: number;
  /** Replies asked for in the window below which a share says nothing, as on a first day. Default: 50. */
  readonly minimum?: number;
}

export interface PostgresOption {
  /** `postgres://user:password@host:5432/database`. */
  readonly url: string;
  /** The schema with the tables, made if it is missing. Default: `deskrail`. */
  readonly schema?: string;
  /** Connections that this process holds at most, beside one to hear of other instances by; at least 2. Default: 10. */
  readonly poolSize?: number;
  /** TLS, where the URL does not say. `ca`, `cert` and `key` are PEM text. Default: none. */
  readonly ssl?: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** For tests alone, which make time pass: instances agree on the time because it is PostgreSQL's. */
  readonly clock?: Clock;
}

/** Where a receiver keeps facts while Kafka is away, on a disk that outlives the process. */
export interface SpoolOption {
  /** Of this receiver alone. Default: `spool` in the data directory. */
  readonly directory?: string;
  /** Full at this size: then the vendor is told to send again. Default: the spool's own. */
  readonly maxBytes?: number;
  /** Full at this age of the oldest fact. Default: the spool's own. */
  readonly maxAgeSeconds?: number;
}

/**
 * What a process does. `receive` takes webhooks and needs the log alone; `project` keeps the store up with the log;
 * `recommend` is the copilot; `execute` carries out what was approved; `api` answers `/v1` and serves the page.
 */
export const instanceRoles = ['receive', 'project', 'recommend', 'execute', 'api'] as const;
export type InstanceRole = (typeof instanceRoles)[number];

/** What `createDeskrail` takes. Only `data` has no default, and with `kafka` and `postgres` it may be left out. */
export interface DeskrailOptions {
  /**
   * A directory on a local disk; made if it is not there. Holds `deskrail.db`: the log and the store, where they are not
   * Kafka and PostgreSQL; the spool; and what was read of articles.
   */
  readonly data?: string;
  /** The log, instead of the embedded one. */
  readonly kafka?: KafkaOption;
  /** The store, instead of the embedded one; only with `kafka`. */
  readonly postgres?: PostgresOption;
  /** False: none. Default: in the data directory, where there is one and the log is Kafka. */
  readonly spool?: SpoolOption | false;
  /** What this process does. Default: all; less only with `kafka`. */
  readonly roles?: readonly InstanceRole[];
  /** A list, or a look-up by id where customers come at run time. Default: none. */
  readonly connections?: Connections;
  /**
   * Where webhooks come in and a store is at hand: read back from a desk what it changed while its webhooks did not come
   * in, such as while nothing ran. Of connections with access to their desk. Default: true.
   */
  readonly reconcile?: boolean;
  /**
   * Folders of articles to answer from: Markdown, HTML and JSON exports. What was read of them is kept under `knowledge` in
   * the data directory, so that the next start reads only what changed.
   */
  readonly knowledge?: string | readonly string[];
  /** A JSON file of the desk's canned replies, as `macros` of `@deskrail/copilot` reads it. */
  readonly macros?: string;
  /** Vectors, so that evidence is found by what it means too; kept in the data directory. Default: none, words decide. */
  readonly embeddings?: Embeddings;
  /**
   * More places to find evidence in, beside articles, macros, open incidents, accepted answers and resolved conversations.
   * Whoever makes one closes it, after Deskrail; the `deskrail` command closes those of its configuration file.
   */
  readonly sources?: readonly EvidenceSource[];
  /**
   * What writes drafts. Default: the embedded one, which quotes the evidence and needs no key. Whoever makes it closes it,
   * as with `sources`.
   */
  readonly model?: Model;
  /**
   * What else may be proposed, such as a refund, with its own schema. What is approved is carried out by the tool's own
   * `handle`; without one, by the executor of a connection whose `actionKinds` name `call-tool`. Default: none.
   */
  readonly tools?: readonly Tool[];
  /** Asked about every reply before anybody sees it. Default: none. */
  readonly moderate?: Moderate;
  /** Hosts, or addresses that a link begins with, that may stand in a reply though its evidence has none. Default: none. */
  readonly allowedLinks?: readonly string[];
  /** The file of an intent model, as `deskrail train` makes it. Default: about twenty intents that most desks meet. */
  readonly intents?: string;
  /** What an intent means at the desk: tags, a group, a priority. Default: its name as a tag. */
  readonly routes?: Readonly<Record<string, IntentRoute>>;
  /** When the copilot says that it is getting worse. */
  readonly fallbackAlert?: FallbackAlertOption;
  /**
   * Whether `/metrics` tells the numbers of docs/reference/metrics.md, for which each process that answers the API reads every
   * fact. Default: true.
   */
  readonly liveNumbers?: boolean;
  /**
   * The first rule that matches decides; with no match, a person reviews. Rules, or the path of a YAML or JSON file of them:
   * from the working directory, in a configuration file from there.
   */
  readonly policy?: PolicyRules | string;
  /**
   * Endpoints of yours that are told of what waits for people, by Standard Webhooks: signed, sent again on a schedule, to
   * public addresses alone. Default: none.
   */
  readonly notify?: readonly NotifyOption[];
  /** Who may call the API, beside keys that are made at run time. Default: nobody. */
  readonly keys?: readonly KeyOption[];
  /**
   * Whose signed tokens are taken, so that a vendor's own users review under their own names. The tenant's default is the
   * instance's. Default: nobody's.
   */
  readonly jwt?: readonly JwtIssuer[];
  /** Who reviews, with which credentials, and what they are given to do. Default: each by the name of their credential. */
  readonly people?: readonly PersonEntry[];
  /**
   * Verdicts are signed, and actions without a verdict that is are not started. False: neither. Default: a key that is made
   * in the data directory; with `postgres`, false.
   */
  readonly signing?: SigningOption | false;
  /** Origins whose pages may call the API, such as `https://help.example`. Default: none. */
  readonly cors?: readonly string[];
  /** Of keys that name none. Default: `default`. */
  readonly tenant?: string;
  /** How long the streams are kept, in days from append, where it is not the default of the contracts. */
  readonly retentionDays?: Readonly<Partial<Record<StreamName, number>>>;
  readonly limits?: Limits;
  /** Serve the reviewers' page at `/`. Default: true. */
  readonly page?: boolean;
  /** Default: silent. */
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** For every call to a desk. Default: the platform's. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What `deskrail.config.ts` exports: the same, with where to listen. The environment wins where both say something. */
export interface DeskrailConfig extends DeskrailOptions {
  readonly host?: string;
  readonly port?: number;
}
