import { isDeskrailError } from '@deskrail/contracts';
import { type OpenSpoolOptions, openSpool, type SpoolParts } from './open-spool.js';
import { oldestAt } from './spool-rows.js';

export interface SpoolStatus {
  /**
   * `empty`: nothing waits. `forwarding`: the log takes what is held. `waiting`: the log is away. `full`: nothing more is
   * taken. `holding`: nobody forwards it, or it is looked at from another process, which cannot tell.
   */
  readonly state: 'empty' | 'forwarding' | 'waiting' | 'full' | 'holding';
  readonly events: number;
  readonly bytes: number;
  /** Of the event that has waited longest; 0 when there is none. */
  readonly oldestAgeSeconds: number;
  /** Set aside as the log would not take them for a fault of their own. */
  readonly refused: number;
}

export async function readStatus(spool: SpoolParts): Promise<SpoolStatus> {
  const { clock, backlog } = spool;
  const found = await spool.file.read(async (sql) => {
    const [held] =
      spool.mode === 'write'
        ? [backlog]
        : await sql.all<{ events: number; bytes: number }>(
            'select count(*) as events, coalesce(sum(bytes), 0) as bytes from spool_events',
          );
    const [aside] = await sql.all<{ refused: number }>('select count(*) as refused from spool_refused');
    return {
      events: held?.events ?? 0,
      bytes: held?.bytes ?? 0,
      refused: aside?.refused ?? 0,
      oldest: await oldestAt(sql),
    };
  });
  const { oldest, ...counts } = found;
  const ageMs = oldest === undefined ? 0 : Math.max(0, clock.now() - oldest);
  const full = spool.room.isFull({ ...counts, ageMs });
  return { ...counts, state: stateOf(spool, counts.events, full), oldestAgeSeconds: ageMs / 1000 };
}

function stateOf({ forwarder, circuit }: SpoolParts, events: number, full: boolean): SpoolStatus['state'] {
  if (full) return 'full';
  if (events === 0) return 'empty';
  if (forwarder === undefined) return 'holding';
  return circuit.open ? 'waiting' : 'forwarding';
}

/** The status of a spool that another process may have open; `undefined` where there is none. Give it the limits that the other has. */
export async function readSpoolStatus(options: Omit<OpenSpoolOptions, 'mode'>): Promise<SpoolStatus | undefined> {
  try {
    await using spool = await openSpool({ ...options, mode: 'read' });
    return await spool.status();
  } catch (error) {
    if (isDeskrailError(error, 'not-found')) return undefined;
    throw error;
  }
}
