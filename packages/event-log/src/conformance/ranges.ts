import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog, StoredEvent } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { createMoment, expectCode, readAll, readIds, within } from './effects.js';
import { idsOf, message, messages } from './messages.js';
import type { Bench } from './run-event-log-conformance.js';

/** Append until the log's clock has moved on; returns the first event with a later time. */
export async function appendLater(log: EventLog, afterTime: string, patienceMs: number): Promise<StoredEvent<'facts'>> {
  const startedAt = performance.now();
  for (let index = 0; performance.now() - startedAt < patienceMs; index += 1) {
    const id = `later-${index}`;
    await log.append('facts', [message(id)]);
    const stored = (await readAll(log, { stream: 'facts' })).find(({ event }) => event.id === id);
    if (stored !== undefined && stored.appendedAt > afterTime) return stored;
    await delay(2);
  }
  throw new Error(`The log's clock did not move on in ${patienceMs} ms.`);
}

export function testRanges(bench: Bench): void {
  test('a range holds its own stream, from the start, and ends', async () => {
    const events = messages('m', 30, 4);
    await bench.log.append('facts', events);
    expect(await readIds(bench.log, { stream: 'facts' })).toEqual(idsOf(events).sort());
    expect(await readIds(bench.log, { stream: 'features' })).toEqual([]);
    expect(await readIds(bench.log, { stream: 'facts', from: 'end' })).toEqual([]);
  });

  test('a cursor resumes after all that was read before it', async () => {
    const events = messages('m', 23, 5);
    await bench.log.append('facts', events);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (;;) {
      const from = cursor === undefined ? 'start' : { after: cursor };
      const part = await readAll(bench.log, { stream: 'facts', from, limit: 4 });
      expect(part.length).toBeLessThanOrEqual(4);
      if (part.length === 0) break;
      seen.push(...part.map(({ event }) => event.id));
      cursor = part.at(-1)?.cursor;
    }
    expect(seen.length).toBe(events.length);
    expect(seen.sort()).toEqual(idsOf(events).sort());
  });

  test('a cursor holds across a restart', async () => {
    await bench.log.append('facts', messages('before', 3));
    const [first] = await readAll(bench.log, { stream: 'facts', limit: 1 });
    const reopened = await bench.harness.reopen();
    await reopened.append('facts', [message('after')]);
    const from = { after: first?.cursor ?? '' };
    expect(await readIds(reopened, { stream: 'facts', from })).toEqual(['after', 'before-1', 'before-2']);
  });

  test('a cursor that is none is refused', async () => {
    await bench.log.append('facts', [message('m')]);
    await expectCode(() => readAll(bench.log, { stream: 'facts', from: { after: 'no cursor' } }), 'request-invalid');
    await expectCode(() => readAll(bench.log, { stream: 'facts', from: { time: 'noon' } }), 'request-invalid');
  });

  test('a time begins with what was appended then or later', async () => {
    await bench.log.append('facts', messages('early', 3));
    const [early] = await readAll(bench.log, { stream: 'facts', limit: 1 });
    const later = await appendLater(bench.log, early?.appendedAt ?? '', bench.patienceMs);
    const ids = await readIds(bench.log, { stream: 'facts', from: { time: later.appendedAt } });
    expect(ids).toContain(later.event.id);
    expect(ids.filter((id) => id.startsWith('early'))).toEqual([]);
    const all = await readIds(bench.log, { stream: 'facts', from: { time: early?.appendedAt ?? '' } });
    expect(all).toEqual(expect.arrayContaining(['early-0', 'early-1', 'early-2', later.event.id]));
  });

  test('times do not go back', async () => {
    for (const event of messages('m', 20)) await bench.log.append('facts', [event]);
    const times = (await readAll(bench.log, { stream: 'facts' })).map(({ appendedAt }) => appendedAt);
    expect(times).toEqual([...times].sort());
  });

  test('until the end leaves out what is appended while it reads', async () => {
    await bench.log.append('facts', messages('m', 5));
    const seen: string[] = [];
    for await (const { event } of bench.log.read({ stream: 'facts' })) {
      if (seen.length === 0) await bench.log.append('facts', [message('meanwhile')]);
      seen.push(event.id);
    }
    expect(seen).toEqual(idsOf(messages('m', 5)));
  });

  test('until never follows', async () => {
    await bench.log.append('facts', [message('old')]);
    const aborting = new AbortController();
    const seen: string[] = [];
    const arrived = createMoment();
    const following = (async () => {
      for await (const { event } of bench.log.read({ stream: 'facts', until: 'never', signal: aborting.signal })) {
        seen.push(event.id);
        if (seen.length === 1) void bench.log.append('facts', [message('new-1')]);
        if (seen.length === 2) void bench.log.append('facts', [message('new-2')]);
        if (seen.length === 3) arrived.now();
      }
    })();
    await within(bench.patienceMs, arrived.come, () => 'three events');
    expect(seen).toEqual(['old', 'new-1', 'new-2']);
    aborting.abort();
    await expectCode(() => within(bench.patienceMs, following, () => 'the read to end'), 'aborted');
  });

  test('an aborted read is an error, as a part is not the whole', async () => {
    await bench.log.append('facts', messages('m', 5));
    const aborting = new AbortController();
    await expectCode(async () => {
      for await (const _ of bench.log.read({ stream: 'facts', signal: aborting.signal })) aborting.abort();
    }, 'aborted');
  });
}
