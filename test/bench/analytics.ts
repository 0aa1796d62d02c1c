import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventLog } from '@deskrail/contracts';
import { createAnalytics } from '@deskrail/copilot';
import { openSqliteFile, openSqliteLog } from '@deskrail/event-log/sqlite';
import { type Bench, round } from './report.ts';
import { toldCase } from './told-case.ts';

const eventsOfCase = 10;
const casesAtOnce = 100;
const day = 86_400_000;

/**
 * The numbers of a log of so many events, spread over 29 days: the first call, which reads them all, the same again, and the
 * same after a thousand further events. The baseline reads and parses the same streams and counts nothing.
 */
export const analytics: Bench = async ({ count = 1_000_000 }) => {
  const folder = await mkdtemp(join(tmpdir(), 'deskrail-bench-'));
  try {
    await using file = await openSqliteFile({ path: join(folder, 'deskrail.db') });
    await using log = await openSqliteLog({ file });
    const begunMs = Date.now() - 29 * day;
    const cases = Math.ceil(count / eventsOfCase);
    await fill(log, 0, cases, (n) => begunMs + Math.floor((n / cases) * 28 * day));
    const baseline = await timed(() => readAll(log));

    const counting = createAnalytics({ log, timeoutMs: 3_600_000 });
    const since = new Date(begunMs - day).toISOString();
    const signal = AbortSignal.timeout(3_600_000);
    const call = (by?: 'day') => counting.read({ tenant: 'bench', since, by, signal });
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    const first = await timed(call);
    const held = round((process.memoryUsage().rss - before) / 1e6, 0);
    const again = await timed(call);
    const byDay = await timed(() => call('day'));
    await fill(log, cases, cases + 100, () => Date.now() - 3_600_000);
    const further = await timed(call);
    const { total } = await call();
    if (total.cases.resolved !== cases + 100) throw new Error(`counted ${total.cases.resolved} of ${cases + 100}`);

    return {
      name: 'analytics',
      unit: 'events/s',
      rows: [
        { what: 'read and parsed alone', ...baseline },
        { what: 'first call', ...first },
        { what: 'again', ...again },
        { what: 'again, by day', ...byDay },
        { what: 'after 1,000 further events', ...further },
      ],
      ours: round(count / first.seconds, 0),
      baseline: round(count / baseline.seconds, 0),
      ratio: round(baseline.seconds / first.seconds),
      ...{ count, heldMegabytes: held, againMs: again.seconds * 1_000, furtherMs: further.seconds * 1_000 },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function fill(log: EventLog, from: number, to: number, openedMs: (n: number) => number): Promise<void> {
  for (let at = from; at < to; at += casesAtOnce) {
    const told = Array.from({ length: Math.min(casesAtOnce, to - at) }, (_, index) =>
      toldCase(at + index, openedMs(at + index)),
    );
    await log.append(
      'facts',
      told.flatMap(({ facts }) => facts),
    );
    await log.append(
      'decisions',
      told.flatMap(({ decisions }) => decisions),
    );
    await log.append(
      'actions',
      told.flatMap(({ actions }) => actions),
    );
  }
}

async function readAll(log: EventLog): Promise<number> {
  let events = 0;
  for (const stream of ['facts', 'decisions', 'actions'] as const) {
    for await (const { event } of log.read({ stream })) if (event.id !== '') events += 1;
  }
  return events;
}

/** The processor’s time beside the clock’s: on a machine that others use, the one that tells. */
async function timed(work: () => Promise<unknown>) {
  const begun = { at: performance.now(), cpu: process.cpuUsage() };
  await work();
  const { user, system } = process.cpuUsage(begun.cpu);
  return { seconds: round((performance.now() - begun.at) / 1_000), cpuSeconds: round((user + system) / 1e6) };
}
