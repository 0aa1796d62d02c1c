import { canonicalJson } from './canonical.js';
import type { Envelope } from './envelope.js';
import { type Digest, sealEvent } from './seal.js';
import { formatSubject } from './subject.js';
import type { EventByType } from './vocabulary.js';

export type AuditLinked = EventByType<'audit.linked.v1'>;
export type AuditLink = AuditLinked['data'];
export type AuditEntry = AuditLink['entries'][number];

/** Where a tenant’s chain goes on. */
export interface ChainEnd {
  /** Sequence of the next entry. */
  readonly next: number;
  /** Hash of the last link; null before the first. */
  readonly hash: string | null;
}

export const chainStart: ChainEnd = { next: 1, hash: null };

/** At most so many entries make one link. */
export const entriesPerLink = 500;

/** What the chain says of an event. Digested when it is written, by whoever wrote it, it is over all fields that it has. */
export const auditEntry = (event: Envelope & { readonly data: unknown }, digest: Digest): AuditEntry => ({
  id: event.id,
  type: event.type,
  digest: digest(sealEvent(event, digest)),
});

/**
 * The next link: 1 to {@link entriesPerLink} entries in the order that the log got them, after the end of what is linked
 * already ({@link chainStart}, or {@link endOfLink} of the last link). Pure; `digest` is SHA-256.
 */
export function linkOf(entries: readonly AuditEntry[], previous: ChainEnd, digest: Digest): AuditLink {
  const link = { sequence: previous.next, entries: [...entries], previous: previous.hash };
  return { ...link, hash: linkHash(link, digest) };
}

/** The link as the event that goes into the outbox. It is not linked itself. */
export const linkedEvent = (tenant: string, time: string, data: AuditLink): AuditLinked => ({
  specversion: '1.0',
  id: `audit/${encodeURIComponent(tenant)}/${data.sequence}`,
  source: '/store/audit',
  subject: formatSubject({ kind: 'audit', connection: 'deskrail', id: tenant }),
  time,
  datacontenttype: 'application/json',
  tenant,
  actor: 'system/deskrail',
  type: 'audit.linked.v1',
  data,
});

export const endOfLink = ({ sequence, entries, hash }: AuditLink): ChainEnd => ({
  next: sequence + entries.length,
  hash,
});

/** SHA-256 over `deskrail/link/v1`, a line feed and the canonical JSON of all else that the link says. */
export const linkHash = ({ sequence, entries, previous }: Omit<AuditLink, 'hash'>, digest: Digest): string =>
  digest(`deskrail/link/v1\n${canonicalJson({ sequence, entries, previous })}`);

/**
 * How a link fails to go on from the one before. `altered`: its hash is not of what it says. `gap`: links are missing
 * between. `fork`: it goes on from an earlier place, or from another link than the one before.
 */
export type ChainFault = 'altered' | 'gap' | 'fork';

/** What is wrong with a link that came after `end`; nothing for a whole one, nor for the first that is left of a chain. */
export function linkFault(link: AuditLink, end: ChainEnd | undefined, digest: Digest): ChainFault | undefined {
  if (linkHash(link, digest) !== link.hash) return 'altered';
  if ((link.sequence === chainStart.next) !== (link.previous === null)) return 'altered';
  if (end === undefined || (link.sequence === end.next && link.previous === end.hash)) return undefined;
  return link.sequence > end.next ? 'gap' : 'fork';
}

export interface CheckedLinks {
  /** By the sequence of the link that has it. */
  readonly faults: readonly { readonly sequence: number; readonly fault: ChainFault }[];
  /** The first entry that is left: above 1 where retention took the head. */
  readonly first: number | undefined;
  readonly end: ChainEnd;
}

/** Check one tenant’s links, oldest first. After a fault the chain is taken up where the faulty link says. */
export function checkLinks(links: Iterable<AuditLink>, digest: Digest): CheckedLinks {
  const faults: { sequence: number; fault: ChainFault }[] = [];
  let first: number | undefined;
  let end: ChainEnd | undefined;
  for (const link of links) {
    const fault = linkFault(link, end, digest);
    if (fault !== undefined) faults.push({ sequence: link.sequence, fault });
    first ??= link.sequence;
    end = endOfLink(link);
  }
  return { faults, first, end: end ?? chainStart };
}
