import type { Clock, Connections, EvidenceSource, Logger, Model, PolicyRules, StreamName } from '@deskrail/contracts';
import type { Role } from '@deskrail/server';

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
}

export interface Limits {
  /** Of a request's body. Default: 1 MiB. */
  readonly bodyBytes?: number;
  /** How long a webhook waits for the log before its vendor is told to send again. Default: the receiver's own. */
  readonly appendTimeoutMs?: number;
  /** How long an executor holds an action before another may look for what it did. Default: the copilot's own. */
  readonly actionLeaseMs?: number;
  /** How long after the lease "not there" is not yet believed. Default: 120 000. */
  readonly actionGraceMs?: number;
  /** For each part, when closing. Default: 5 000. */
  readonly closeTimeoutMs?: number;
}

/** What `createDeskrail` takes. Only `data` has no default. */
export interface DeskrailOptions {
  /** A directory on a local disk; made if it is not there. Holds `deskrail.db`: the log and the store. */
  readonly data: string;
  /** A list, or a look-up by id where customers come at run time. Default: none. */
  readonly connections?: Connections;
  /** Folders of Markdown articles to answer from. */
  readonly knowledge?: string | readonly string[];
  /** More places to find evidence in, beside `knowledge` and the resolved conversations. */
  readonly sources?: readonly EvidenceSource[];
  /** What writes drafts. Default: the embedded one, which quotes the evidence and needs no key. */
  readonly model?: Model;
  /** The first rule that matches decides; with no match, a person reviews. */
  readonly policy?: PolicyRules;
  /** Who may call the API. Default: nobody. */
  readonly keys?: readonly KeyOption[];
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
export interface DeskrailConfig extends Omit<DeskrailOptions, 'data'> {
  readonly data?: string;
  readonly host?: string;
  readonly port?: number;
}
