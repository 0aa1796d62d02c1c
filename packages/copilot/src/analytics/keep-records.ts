import { type Clock, DeskrailError, type EventLog, type From } from '@deskrail/contracts';
import { createRecords, type Records } from './records.js';

export interface AnalyticsKeeping {
  /** How long what was read is gone on with, before all is read again, without what was erased since. Default: an hour. */
  readonly keepMs?: number | undefined;
  /** Records of each sort that one tenant has at most; what is beyond is said to be left out. Default: 200 000. */
  readonly recordsPerTenant?: number | undefined;
  /** Records of all tenants that are kept from call to call; who was asked for longest ago goes first. Default: 500 000. */
  readonly recordsKept?: number | undefined;
  /** Calls that may wait or count at once. Default: 32. */
  readonly callsAtMost?: number | undefined;
}

interface Reading {
  readonly tenant: string;
  readonly sinceMs: number;
  readonly signal: AbortSignal;
}

interface Kept {
  readonly sinceMs: number;
  readonly begunMs: number;
  readonly records: Records;
  readonly from: { facts: From; decisions: From; actions: From };
}

/** What happened by the desk’s or the store’s clock may have been appended by another clock that goes after. */
const clocksApartMs = 300_000;

/** Keeps each tenant’s records for a while, and adds to them what the log got since. */
export function keepRecords(
  { keepMs = 3_600_000, recordsPerTenant, recordsKept = 500_000, callsAtMost = 32 }: AnalyticsKeeping,
  { log, clock }: { readonly log: Pick<EventLog, 'read'>; readonly clock: Clock },
) {
  const tenants = new Map<string, Kept>();
  const turns = new Map<string, Promise<unknown>>();
  let calls = 0;

  /** Those of the tenant where they reach back so far; else new ones. Whoever was asked for last stands last. */
  function keptFor({ tenant, sinceMs }: Reading): Kept {
    const known = tenants.get(tenant);
    const nowMs = clock.now();
    const stands = known !== undefined && reaches(known, sinceMs, nowMs) && nowMs - known.begunMs < keepMs;
    const kept = stands ? known : begin(sinceMs, nowMs, recordsPerTenant);
    tenants.delete(tenant);
    tenants.set(tenant, kept);
    return kept;
  }

  function forget(): void {
    let size = 0;
    for (const { records } of tenants.values()) size += records.size;
    for (const [tenant, { records, begunMs }] of tenants) {
      if (size <= recordsKept && clock.now() - begunMs < keepMs) continue;
      size -= records.size;
      tenants.delete(tenant);
    }
  }

  async function inTurn<Result>({ tenant, signal }: Reading, work: () => Promise<Result>): Promise<Result> {
    const before = turns.get(tenant);
    const turn = (async () => {
      await before?.catch(() => {});
      signal.throwIfAborted();
      return await work();
    })();
    turns.set(tenant, turn);
    // Also where its caller waits no longer: the next one begins when this one has ended.
    const ended = () => {
      if (turns.get(tenant) === turn) turns.delete(tenant);
    };
    turn.then(ended, ended);
    return await orAborted(turn, signal);
  }

  return {
    /** Bring a tenant’s records up to the log’s end and work on them; one call of a tenant after the other. */
    async withRecords<Result>(reading: Reading, work: (records: Records) => Promise<Result>): Promise<Result> {
      if (calls >= callsAtMost) {
        const message = `${callsAtMost} calls are being counted or wait for it. Ask again in a while.`;
        throw new DeskrailError('overloaded', message, { retryable: true });
      }
      calls += 1;
      try {
        return await inTurn(reading, async () => {
          const kept = keptFor(reading);
          await catchUp(log, kept, reading);
          return await work(kept.records);
        });
      } finally {
        calls -= 1;
        forget();
      }
    },
  };
}

/**
 * Whether they reach back so far, and not so much farther that what was left out for older ones is worth reading again: the
 * oldest are kept, and a year that somebody asked for would take the place of everybody's last days.
 */
function reaches({ sinceMs: keptMs, records: { leftOut } }: Kept, sinceMs: number, nowMs: number): boolean {
  const isFarther = nowMs - keptMs >= 2 * (nowMs - sinceMs);
  return keptMs <= sinceMs && !(isFarther && Object.values(leftOut).some((count) => count > 0));
}

function begin(sinceMs: number, begunMs: number, recordsPerTenant: number | undefined): Kept {
  const from: From = { time: new Date(Math.max(0, sinceMs - clocksApartMs)).toISOString() };
  return {
    ...{ sinceMs, begunMs, records: createRecords(recordsPerTenant) },
    from: { facts: from, decisions: from, actions: from },
  };
}

/** Its place moves with every event, so that whoever comes after one that was ended goes on there. */
async function catchUp(log: Pick<EventLog, 'read'>, kept: Kept, { tenant, signal }: Reading): Promise<void> {
  const { records, from } = kept;
  for await (const { event, cursor } of log.read({ stream: 'decisions', from: from.decisions, until: 'end', signal })) {
    if (event.tenant === tenant) records.addDecision(event);
    from.decisions = { after: cursor };
  }
  for await (const { event, cursor } of log.read({ stream: 'actions', from: from.actions, until: 'end', signal })) {
    if (event.tenant === tenant) records.addAction(event);
    from.actions = { after: cursor };
  }
  for await (const { event, cursor } of log.read({ stream: 'facts', from: from.facts, until: 'end', signal })) {
    if (event.tenant === tenant) records.addFact(event);
    from.facts = { after: cursor };
  }
}

/** Whoever waits no longer is not kept by the call whose turn it is. */
async function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new DeskrailError('aborted', 'The caller’s signal ended the count.', { cause: signal.reason }));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => {});
  }
}
