import {
  type AuditLinked,
  type ChainEnd,
  type ChainFault,
  definitionOf,
  endOfLink,
  linkFault,
  type StreamName,
} from '@deskrail/contracts';
import type { AuditFindingKind, ChainSpan, Findings, KeptEnd } from './audit-report.js';
import { createDigestTable, type DigestTable } from './digest-table.js';
import { sha256 } from './mac.js';

interface Chain {
  readonly tenant: string;
  /** Among the chains. */
  readonly place: number;
  links: number;
  readonly first: number;
  /** When the log got the first link that is left. */
  readonly firstAt: string;
  end: ChainEnd;
  /** Hashes of the latest links: a relay that was cut short tells some twice. */
  readonly lately: Set<string>;
}

export interface ChainIndex {
  /** In the order of the log; then those that are yet to come into it. */
  add(link: AuditLinked, at: string): void;
  chainOf(tenant: string): { readonly first: number; readonly firstAt: string } | undefined;
  /** Row in `entries` of an event. */
  rowOf(event: { readonly tenant: string; readonly id: string }): number | undefined;
  /** Marked with {@link seen} and more, as {@link isGone} reads it; the number is the sequence. */
  readonly entries: DigestTable;
  /** When an event happened that is as it was linked: all that was linked after it was so later. */
  happened(row: number, ms: number): void;
  /**
   * Once all events are read: which of those that retention may have taken, as their links’ time says, were linked after
   * what is there and within retention. A link’s own time is in no hash.
   */
  settleGone(): void;
  spans(): readonly ChainSpan[];
  /** Tell the kept ends that the chains do not hold; returns how many lie before what is left. */
  checkKept(): number;
}

export const seen = 1;
/** Retention may have taken the event. */
const mayBeGone = 2;
/** Of the actions, not of the decisions. */
const ofActions = 4;
/** It cannot be gone: it came after something that is not past its retention. */
const tooLate = 8;

export const isUnseen = (marks: number): boolean => (marks & seen) === 0;
export const isGone = (marks: number): boolean => (marks & (seen | mayBeGone | tooLate)) === mayBeGone;

const kindOf: Readonly<Record<ChainFault, AuditFindingKind>> = {
  altered: 'link-altered',
  gap: 'links-missing',
  fork: 'chain-forked',
};

const latelyKept = 1_000;

/** Check links as they are read, and keep what they say of each event. */
export function createChainIndex(given: {
  readonly findings: Findings;
  /** Whether an event of the stream that was linked then may be past its retention. */
  /** Ends that were kept elsewhere; each is checked where the chain comes by it. */
  readonly kept: readonly KeptEnd[];
  readonly isPast: (stream: StreamName, linkedAt: string) => boolean;
}): ChainIndex {
  const { findings, isPast, kept } = given;
  const confirmed = new Set<KeptEnd>();
  const chains = new Map<string, Chain>();
  const entries = createDigestTable();
  /** By row: the place of its chain, and when it happened where that is known. */
  const chainOfRow: number[] = [];
  const timeOfRow: number[] = [];

  return {
    entries,
    happened(row, ms) {
      if (Number.isFinite(ms)) timeOfRow[row] = ms;
    },
    settleGone() {
      const latest: number[] = [];
      for (let row = 0; row < entries.size; row += 1) {
        const chain = chainOfRow[row] ?? 0;
        const ms = Math.max(latest[chain] ?? 0, timeOfRow[row] ?? 0);
        latest[chain] = ms;
        const marks = entries.marksOf(row);
        if (!isGone(marks) || ms === 0) continue;
        const stream = (marks & ofActions) === 0 ? 'decisions' : 'actions';
        if (!isPast(stream, new Date(ms).toISOString())) entries.mark(row, tooLate);
      }
    },
    chainOf: (tenant) => chains.get(tenant),
    rowOf: ({ tenant, id }) => entries.find(`${tenant}\n${id}`),
    spans: () =>
      [...chains.values()].map(({ tenant, links, first, firstAt, end }) => ({
        ...{ tenant, links, first, firstAt },
        last: end.next - 1,
        hash: end.hash ?? '',
      })),
    checkKept() {
      const unconfirmed = kept.filter((end) => !confirmed.has(end));
      const before = unconfirmed.filter(({ tenant, last }) => last < (chains.get(tenant)?.first ?? 1));
      for (const { tenant, last, hash } of unconfirmed.filter((end) => !before.includes(end))) {
        findings.add({ kind: 'end-differs', tenant, id: hash, sequence: last });
      }
      return before.length;
    },
    add({ tenant, id, type, time, data }, at) {
      const chain = chains.get(tenant);
      if (chain?.lately.has(data.hash)) return;
      const fault = linkFault(data, chain?.end, sha256);
      if (fault !== undefined) findings.add({ kind: kindOf[fault], tenant, id, type, sequence: data.sequence, at });
      const next: Chain = chain ?? {
        tenant,
        place: chains.size,
        links: 0,
        first: data.sequence,
        firstAt: at,
        end: endOfLink(data),
        lately: new Set(),
      };
      next.links += 1;
      // What is said to have been linked before the end was, by another link: the chain is not taken back by it.
      if (fault !== 'fork' || data.sequence >= next.end.next) next.end = endOfLink(data);
      next.lately.add(data.hash);
      for (const oldest of next.lately) {
        if (next.lately.size <= latelyKept) break;
        next.lately.delete(oldest);
      }
      chains.set(tenant, next);
      for (const end of kept) {
        if (end.tenant === tenant && end.hash === data.hash && end.last === endOfLink(data).next - 1)
          confirmed.add(end);
      }
      for (const [index, entry] of data.entries.entries()) {
        const sequence = data.sequence + index;
        const added = entries.add(`${tenant}\n${entry.id}`, entry.digest.slice('sha256:'.length), sequence);
        if (!added.isNew) {
          findings.add({ kind: 'linked-twice', tenant, id: entry.id, type: entry.type, sequence, at });
          continue;
        }
        const stream = definitionOf(entry.type)?.stream ?? 'decisions';
        chainOfRow[added.row] = next.place;
        timeOfRow[added.row] = 0;
        entries.mark(added.row, (stream === 'actions' ? ofActions : 0) | (isPast(stream, time) ? mayBeGone : 0));
      }
    },
  };
}
