import {
  analyticsView,
  type EventLog,
  type StoredEvent,
  type StreamEvents,
  type StreamName,
} from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { minute, noon, opened, suggested } from '../../test/told-events.js';
import { createAnalytics } from './create-analytics.js';

const signal = new AbortController().signal;

/** A log that says how many events it gave. */
function openLog() {
  const held: { stream: StreamName; event: StreamEvents[StreamName] }[] = [];
  const log = {
    given: 0,
    /** Rejects the read at this event, until it is set anew. */
    stopAt: Number.POSITIVE_INFINITY,
    add: (stream: StreamName, ...events: readonly StreamEvents[StreamName][]) => {
      for (const event of events) held.push({ stream, event });
    },
    read: async function* read({ stream, from = 'start', signal: reading }) {
      const after = typeof from === 'object' && 'after' in from ? Number(from.after) : -1;
      for (const [position, one] of held.entries()) {
        if (position <= after || one.stream !== stream) continue;
        if (typeof from === 'object' && 'time' in from && Date.parse(one.event.time) < Date.parse(from.time)) continue;
        if (log.given >= log.stopAt) {
          await new Promise((_, reject) => reading?.addEventListener('abort', () => reject(reading.reason)));
        }
        log.given += 1;
        const at = { position: String(position), cursor: String(position), appendedAt: one.event.time };
        yield { ...one, ...at } as unknown as StoredEvent<typeof stream>;
      }
    } as EventLog['read'],
  };
  return log;
}

test('answers as its schema says, of the credential’s tenant alone', async () => {
  const log = openLog();
  log.add('facts', opened(1, 0), { ...opened(2, 0), tenant: 'other' });
  log.add('decisions', suggested(1, 1));
  const analytics = createAnalytics({ log, clock: { now: () => noon + 3_600_000 } });
  const found = await analytics.read({ tenant: 'acme', since: minute(-60), by: 'day', signal });
  expect(analyticsView.parse(found)).toEqual(found);
  expect(found).toMatchObject({
    ...{ since: minute(-60), until: minute(60), countedAt: minute(60) },
    total: { cases: { opened: 1 }, suggestions: { suggested: 1 } },
  });
});

test('goes on where it came to; reads again for more time, and once what it holds is old', async () => {
  const log = openLog();
  const time = { now: noon + 3_600_000 };
  log.add('facts', opened(1, 0), opened(2, 10));
  const analytics = createAnalytics({ log, clock: { now: () => time.now }, keepMs: 60_000 });
  const read = async (since: number) =>
    (await analytics.read({ tenant: 'acme', since: minute(since), signal })).total.cases.opened;
  expect(await read(-10)).toBe(2);
  expect(log.given).toBe(2);
  log.add('facts', opened(3, 20));
  expect(await read(5)).toBe(2);
  expect(log.given).toBe(3);
  expect(await read(-20)).toBe(3);
  expect(log.given).toBe(6);
  time.now += 60_000;
  expect(await read(-20)).toBe(3);
  expect(log.given).toBe(9);
});

test('a long time with more than may be kept does not take the place of the last days', async () => {
  const log = openLog();
  log.add('facts', opened(1, -600), opened(2, -500), opened(3, 0), opened(4, 10));
  const analytics = createAnalytics({ log, recordsPerTenant: 2, clock: { now: () => noon + 3_600_000 } });
  const read = async (since: number) => {
    const { total, leftOut } = await analytics.read({ tenant: 'acme', since: minute(since), signal });
    return [total.cases.opened, leftOut?.cases];
  };
  expect(await read(-700)).toEqual([2, 2]);
  expect(await read(-1)).toEqual([2, 0]);
});

test('a call that takes too long says so, and the next goes on where it came to', async () => {
  const log = openLog();
  log.add('facts', opened(1, 0), opened(2, 0), opened(3, 0));
  log.stopAt = 2;
  const analytics = createAnalytics({ log, timeoutMs: 20, clock: { now: () => noon + 60_000 } });
  const read = () => analytics.read({ tenant: 'acme', since: minute(-1), signal });
  await expect(read()).rejects.toMatchObject({ code: 'timeout', retryable: true });
  log.stopAt = Number.POSITIVE_INFINITY;
  expect((await read()).total.cases.opened).toBe(3);
  expect(log.given).toBe(3);
});

test('takes no more calls at once than it may, and ends with its caller', async () => {
  const log = openLog();
  log.add('facts', opened(1, 0));
  log.stopAt = 0;
  const analytics = createAnalytics({ log, callsAtMost: 1, clock: { now: () => noon } });
  const caller = new AbortController();
  const first = analytics.read({ tenant: 'acme', since: minute(-1), signal: caller.signal });
  const second = analytics.read({ tenant: 'acme', since: minute(-1), signal });
  await expect(second).rejects.toMatchObject({ code: 'overloaded', retryable: true });
  caller.abort();
  await expect(first).rejects.toMatchObject({ code: 'aborted' });
});

test.each([
  { since: '30d', until: undefined },
  { since: '2026-99-99T00:00:00Z', until: undefined },
  { since: minute(1), until: minute(1) },
])('%o is no window', async (window) => {
  const analytics = createAnalytics({ log: openLog() });
  await expect(analytics.read({ tenant: 'acme', ...window, signal })).rejects.toMatchObject({
    code: 'request-invalid',
  });
});
