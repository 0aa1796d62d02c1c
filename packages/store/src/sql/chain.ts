import { hash } from 'node:crypto';
import {
  type AuditEntry,
  auditEntry,
  type ChainEnd,
  chainStart,
  type DeskrailEvent,
  type EventByType,
  endOfLink,
  entriesPerLink,
  linkedEvent,
  linkOf,
  type Sql,
  type StreamName,
} from '@deskrail/contracts';
import { iso } from '../state/time-key.js';
import { projection, recordHandled } from './handled.js';
import type { Sharing } from './sharing.js';

/** Bytes of the entries of one link: an event is refused at twice that. */
const bytesPerLink = 128 * 1024;

const sha256 = (text: string): string => `sha256:${hash('sha256', text, 'hex')}`;

/** What the chain will say of a row, as JSON; nothing of what is no decision or action, nor of a link. */
export function entryOf(stream: StreamName, event: DeskrailEvent): string | undefined {
  if ((stream !== 'decisions' && stream !== 'actions') || event.type === 'audit.linked.v1') return undefined;
  return JSON.stringify(auditEntry(event, sha256));
}

export interface Confirmed {
  readonly tenant: string;
  /** As {@link entryOf} gave it. */
  readonly entry: string;
}

export interface LinkingOptions {
  readonly nowMs: number;
  readonly guard: Sharing['guard'];
  add(sql: Sql, stream: StreamName, event: DeskrailEvent): Promise<unknown>;
}

/**
 * Make what the log has taken part of its tenants' chains, in the order given. A tenant's chain is one transaction's at a
 * time. Returns how many links were put in the outbox.
 */
export async function linkConfirmed(
  sql: Sql,
  confirmed: readonly Confirmed[],
  { nowMs, guard, add }: LinkingOptions,
): Promise<number> {
  const tenants = [...new Set(confirmed.map(({ tenant }) => tenant))].sort();
  let links = 0;
  for (const tenant of tenants) {
    const entries = confirmed.filter((one) => one.tenant === tenant).map(({ entry }) => entry);
    const [, before] = await Promise.all([guard(sql, `chain\n${tenant}`), readEnd(sql, tenant)]);
    let end = before;
    for (const part of partsOf(entries)) {
      const link = linkOf(part, end, sha256);
      const event = linkedEvent(tenant, iso(nowMs), link);
      end = endOfLink(link);
      links += 1;
      await Promise.all([
        recordHandled(sql, projection, [{ tenant, id: event.id, stream: 'actions', appended: nowMs }]),
        add(sql, 'actions', event),
      ]);
    }
    await keepEnd(sql, tenant, end);
  }
  return links;
}

function* partsOf(entries: readonly string[]): Generator<AuditEntry[]> {
  let part: AuditEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry);
    if (part.length > 0 && (part.length === entriesPerLink || bytes + size > bytesPerLink)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(JSON.parse(entry) as AuditEntry);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

/** A link that the log tells, as when the store is made anew: the chain goes on after the last. */
export const applyLink = (sql: Sql, { tenant, data }: EventByType<'audit.linked.v1'>): Promise<number> =>
  keepEnd(sql, tenant, endOfLink(data));

async function readEnd(sql: Sql, tenant: string): Promise<ChainEnd> {
  const text = 'select next, hash from store_chains where tenant = ?';
  const [row] = await sql.all<{ next: number; hash: string }>(text, [tenant]);
  return row === undefined ? chainStart : { next: Number(row.next), hash: row.hash };
}

/** One that is further on already stays. */
function keepEnd(sql: Sql, tenant: string, { next, hash: last }: ChainEnd): Promise<number> {
  const text = `insert into store_chains (tenant, next, hash) values (?, ?, ?)
    on conflict (tenant) do update set next = excluded.next, hash = excluded.hash
      where store_chains.next < excluded.next`;
  return sql.run(text, [tenant, next, last]);
}
