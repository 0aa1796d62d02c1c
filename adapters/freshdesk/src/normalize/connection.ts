import type { CasePriority, CaseStatus, Connection } from '@deskrail/contracts';
import type { FreshdeskMemory } from './memory.js';

/** What a Freshdesk account needs beside what every connection has. */
export interface FreshdeskConnection extends Connection {
  /** The header that carries the shared secret. Default: `X-Deskrail-Secret`. */
  readonly secretHeader?: string;
  /** Addresses that may deliver: IPv4 or IPv6, single or as CIDR. Default: all. */
  readonly allowedAddresses?: readonly string[];
  /** What the account's statuses mean, by id or by name in any case: its own ones, renamed and translated ones. */
  readonly statuses?: Readonly<Record<string, CaseStatus>>;
  /** The same for priorities. */
  readonly priorities?: Readonly<Record<string, CasePriority>>;
  /**
   * What sends its webhooks: an automation rule, whose comments have no id of their own, or an app. Reconciliation names
   * comments in the same way. Default: `automation`.
   */
  readonly source?: 'automation' | 'app';
  /** Names of agents that are bots or integrations: an automation rule says names, not ids. */
  readonly botNames?: readonly string[];
  /** What this process remembers. Default: one of its own. */
  readonly memory?: FreshdeskMemory;
}
