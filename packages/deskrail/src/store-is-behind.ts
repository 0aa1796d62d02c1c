import type { Clock, EventLog, Store } from '@deskrail/contracts';

const dayMs = 86_400_000;
/** An event this much older than the oldest that is not done has been done, whatever the clocks say. */
const marginMs = 60_000;
const sampled = 5;

/**
 * Whether the store lacks what its own group has read already: so it is with a new database beside an old log, whose group
 * goes on where it was and never brings the rest. A few of the oldest facts that both should still hold are asked for.
 */
export async function storeIsBehind(given: {
  readonly log: EventLog;
  readonly store: Store;
  readonly group: string;
  /** How long facts are kept. */
  readonly days: number;
  readonly clock: Clock;
}): Promise<boolean> {
  const { log, store, group, days, clock } = given;
  const place = (await log.lag({ group })).find(({ stream }) => stream === 'facts');
  if (place?.lastSafe === undefined) return false;
  const doneUntil = clock.now() - place.seconds * 1000 - marginMs;
  // The log lets go of whole segments, and so keeps some facts longer than the store knows of them.
  const from = { time: new Date(clock.now() - Math.max(1, days - 1) * dayMs).toISOString() };
  let asked = 0;
  for await (const { event, appendedAt } of log.read({ stream: 'facts', from, limit: sampled })) {
    if (Date.parse(appendedAt) > doneUntil) break;
    asked += 1;
    if (await store.holds(event.id, { tenant: event.tenant, timeoutMs: 0 })) return false;
  }
  return asked > 0;
}
