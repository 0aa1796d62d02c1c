import {
  type AuditLinked,
  type EventLog,
  type Outbox,
  type StoredEvent,
  type StreamName,
  streams,
} from '@deskrail/contracts';
import { type AuditReport, createFindings, type KeptEnd } from './audit-report.js';
import { createChainIndex, isGone, isUnseen, seen } from './chain-index.js';
import { createJudge } from './judge-event.js';
import type { VerifyVerdict } from './sign-verdict.js';

export interface CheckRecordOptions {
  readonly log: EventLog;
  /** What is on its way into the log is no fault. */
  readonly outbox?: Pick<Outbox, 'pending'> | undefined;
  /** Absent: no key is at hand, and signatures are counted only. */
  readonly verify?: VerifyVerdict | undefined;
  /** RFC 3339: what was appended since. Default: all that is kept. */
  readonly since?: string | undefined;
  readonly tenant?: string | undefined;
  /** As the streams are kept, where it is not the default. */
  readonly retentionDays?: Readonly<Partial<Record<StreamName, number>>> | undefined;
  /** Ends of chains that were kept elsewhere: each must still be in its chain. */
  readonly kept?: readonly KeptEnd[] | undefined;
  readonly now: number;
  readonly signal: AbortSignal;
  readonly onProgress?: ((events: number) => void) | undefined;
  /** Findings of each kind that are told one by one. Default: 100. */
  readonly examplesOfEach?: number | undefined;
}

const dayMs = 86_400_000;
/** More is in no outbox that a relay empties. */
const pendingAtMost = 100_000;

type Proven = StoredEvent<'decisions'> | StoredEvent<'actions'>;

/**
 * Check the record against its chain, and actions against verdicts: three passes over the log, one event at a time. Some 200
 * bytes are kept of each. Throws `aborted`, `dependency-unavailable`.
 */
export async function checkRecord(options: CheckRecordOptions): Promise<AuditReport> {
  const check = createCheck(options);
  // Before the log is read: what leaves the outbox meanwhile has come into the log by then.
  for (const { event } of (await options.outbox?.pending({ limit: pendingAtMost })) ?? []) check.onItsWay(event);
  for await (const stored of check.read('actions')) check.link(stored);
  check.linksOnTheirWay();
  for await (const stored of check.read('decisions', { early: true })) check.event(stored);
  for await (const stored of check.read('actions', { early: true })) check.event(stored);
  if (check.lacks()) for await (const stored of check.read('actions')) check.nameRemoved(stored);
  return check.report();
}

interface Check {
  read(stream: 'decisions' | 'actions', range?: { readonly early?: boolean }): AsyncIterable<Proven>;
  onItsWay(event: { readonly type: string; readonly tenant: string; readonly id: string }): void;
  link(stored: Proven): void;
  linksOnTheirWay(): void;
  event(stored: Proven): void;
  lacks(): boolean;
  nameRemoved(stored: Proven): void;
  report(): AuditReport;
}

function createCheck(options: CheckRecordOptions): Check {
  const { log, since, tenant, now, signal, onProgress, retentionDays = {}, examplesOfEach = 100, kept = [] } = options;
  const findings = createFindings(examplesOfEach);
  const keptMs = (stream: StreamName) => (retentionDays[stream] ?? streams[stream].retentionDays) * dayMs;
  const isPast = (stream: StreamName, at: string) => now - Date.parse(at) > keptMs(stream) - dayMs / 24;
  const index = createChainIndex({ findings, isPast, kept });
  const waiting = new Set<string>();
  const links: AuditLinked[] = [];
  const told = { ...nothingTold };
  const checked = { decisions: 0, actions: 0, linked: 0, verdicts: 0, signed: 0, approvedActions: 0 };
  const context = { options, findings, index, isPast, told, checked, waiting };
  const judge = createJudge(context);
  let read = 0;

  return {
    async *read(stream, { early = false } = {}) {
      const from = since === undefined ? 'start' : { time: early ? dayBefore(since) : since };
      for await (const stored of log.read({ stream, from, until: 'end', signal })) {
        read += 1;
        onProgress?.(read);
        if (tenant === undefined || stored.event.tenant === tenant) yield stored as Proven;
      }
    },
    onItsWay(event) {
      if (tenant !== undefined && event.tenant !== tenant) return;
      if (event.type === 'audit.linked.v1') links.push(event as AuditLinked);
      else waiting.add(`${event.tenant}\n${event.id}`);
    },
    link({ event, appendedAt }) {
      if (event.type === 'audit.linked.v1') index.add(event, appendedAt);
    },
    linksOnTheirWay() {
      for (const link of links) index.add(link, link.time);
      told.endsBefore = index.checkKept();
    },
    event(stored) {
      const { stream, event, appendedAt } = stored;
      if (event.type !== 'audit.linked.v1') judge({ stream, event, appendedAt });
    },
    lacks() {
      let lacking = false;
      index.settleGone();
      for (let row = 0; row < index.entries.size; row += 1) {
        const marks = index.entries.marksOf(row);
        if (!isUnseen(marks)) continue;
        if (isGone(marks)) told.goneByRetention += 1;
        else lacking = true;
      }
      return lacking;
    },
    nameRemoved({ event }) {
      if (event.type !== 'audit.linked.v1') return;
      for (const entry of event.data.entries) {
        const row = index.rowOf({ tenant: event.tenant, id: entry.id });
        const marks = row === undefined ? seen : index.entries.marksOf(row);
        if (row === undefined || !isUnseen(marks) || isGone(marks)) continue;
        index.entries.mark(row, seen);
        const sequence = index.entries.numberOf(row);
        findings.add({ kind: 'removed', tenant: event.tenant, ...entry, sequence, at: event.time });
      }
    },
    report: () => ({
      ok: Object.keys(findings.counts).length === 0,
      chains: index.spans(),
      counts: findings.counts,
      findings: findings.found,
      checked: { ...checked, linked: index.entries.size },
      told,
    }),
  };
}

const dayBefore = (time: string): string => new Date(Math.max(0, Date.parse(time) - dayMs)).toISOString();

const nothingTold = {
  waiting: 0,
  beforeChain: 0,
  goneByRetention: 0,
  endsBefore: 0,
  erased: 0,
  withoutSalt: 0,
  repeated: 0,
  unsignedBefore: 0,
  notVerified: 0,
  notTraced: 0,
};
