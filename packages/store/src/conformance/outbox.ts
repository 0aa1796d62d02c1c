import { DeskrailError } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { relayOnce, startRelay } from '../relay.js';
import { approved, conversationOf, later, suggestion, tenant, verdict } from './events.js';
import { at, ticket } from './facts.js';
import { createMemoryLog, type MemoryLog } from './memory-log.js';
import type { Bench } from './run-store-conformance.js';

const patience = () => ({ signal: AbortSignal.timeout(5000) });

async function idsIn(log: MemoryLog, stream: 'decisions' | 'actions' | 'dead-letters'): Promise<string[]> {
  const ids: string[] = [];
  for await (const { event } of log.read({ stream })) if (event.type !== 'audit.linked.v1') ids.push(event.id);
  return ids;
}

/** What is in the outbox, links of the chain apart. */
async function waitingIn({ store }: Bench): Promise<string[]> {
  const rows = await store.outbox.pending({ limit: 100 });
  return rows.filter(({ event }) => event.type !== 'audit.linked.v1').map(({ event }) => event.id);
}

/** Decide something that takes several streams in turn. Returns the ids in their order. */
async function decide({ store }: Bench, name = '', conversation = ticket): Promise<string[]> {
  const suggested = suggestion(`rec${name}`, { conversation, time: at(1), seen: [], outcome: 'show' });
  const given = verdict(`ver${name}`, suggested, at(2));
  const action = approved(`act${name}`, given, { time: at(3) });
  const started = later('action.started.v1', action, at(4), { executor: 'x', token: 1 });
  await store.transact({ tenant, conversation }, async (unit) => {
    for (const event of [suggested, given, action, started]) await unit.emit(event);
  });
  return [suggested.id, given.id, action.id, started.id];
}

export function testOutbox(bench: Bench): void {
  test('rows are in the order they were written, until they are confirmed', async () => {
    const ids = await decide(bench);
    const rows = await bench.store.outbox.pending({ limit: 3 });
    expect(rows.map(({ event }) => event.id)).toEqual(ids.slice(0, 3));
    await bench.store.outbox.confirm(rows.map(({ row }) => row));
    expect(await waitingIn(bench)).toEqual(ids.slice(3));
  });

  test('rows written after all were confirmed come after them', async () => {
    await decide(bench, 'a');
    const before = await bench.store.outbox.pending({ limit: 10 });
    await bench.store.outbox.confirm(before.map(({ row }) => row));
    await decide(bench, 'b');
    const after = (await bench.store.outbox.pending({ limit: 10 })).find(({ event }) => event.id === 'recb');
    expect(after?.row).toBeGreaterThan(before.at(-1)?.row ?? 0);
  });

  test('who waits for an event hears when the log has it, at once if it never was there', async () => {
    const [id = ''] = await decide(bench);
    let known = false;
    const waiting = bench.store.outbox.relayed(id, patience()).then(() => {
      known = true;
    });
    await bench.store.outbox.relayed('never-there', patience());
    expect(known).toBe(false);
    const rows = await bench.store.outbox.pending({ limit: 10 });
    await bench.store.outbox.confirm(rows.map(({ row }) => row));
    await waiting;
  });

  test('a wait for the log can be called off', async () => {
    const [id = ''] = await decide(bench);
    const calling = new AbortController();
    const waiting = bench.store.outbox.relayed(id, calling);
    calling.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  });

  test('the relay brings all to the log in order, and is woken by what is written', async () => {
    const log = createMemoryLog(bench.clock);
    await using relay = startRelay({ store: bench.store, log, pollMs: 60_000 });
    const [rec = '', ver = '', act = '', started = ''] = await decide(bench, 'a');
    await relay.flushed(started, patience());
    const more = await decide(bench, 'b');
    await relay.flushed(more[3] ?? '', patience());
    expect(await idsIn(log, 'decisions')).toEqual([rec, ver, more[0], more[1]]);
    expect(await idsIn(log, 'actions')).toEqual([act, started, more[2], more[3]]);
    expect(await waitingIn(bench)).toEqual([]);
  });

  test('the relay waits for a log that is away and loses nothing', async () => {
    const log = createMemoryLog(bench.clock);
    log.failWith(new DeskrailError('dependency-unavailable', 'away'));
    await using relay = startRelay({ store: bench.store, log, retry: { baseDelayMs: 1, maxDelayMs: 5 } });
    const ids = await decide(bench);
    await expect(relay.flushed(ids[0] ?? '', { signal: AbortSignal.timeout(30) })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(await bench.store.outbox.depth()).toBe(4);
    log.failWith(undefined);
    await relay.flushed(ids[3] ?? '', patience());
    expect(await idsIn(log, 'actions')).toEqual(ids.slice(2));
  });

  test('an event that the log refuses is dead-lettered and holds up nobody', async () => {
    const log = createMemoryLog(bench.clock);
    const ids = await decide(bench);
    const { append } = log;
    log.append = async (stream, events, options) => {
      if (events.some(({ id }) => id === ids[1])) throw new DeskrailError('event-invalid', 'too new for this log');
      return append(stream, events, options);
    };
    await relayOnce({ store: bench.store, log });
    expect(await idsIn(log, 'decisions')).toEqual([ids[0]]);
    expect(await idsIn(log, 'actions')).toEqual(ids.slice(2));
    expect(await idsIn(log, 'dead-letters')).toHaveLength(1);
    expect(await waitingIn(bench)).toEqual([]);
  });

  test('an event that is too large for the log holds up nobody; what the log took beside it is not sent again', async () => {
    const log = createMemoryLog(bench.clock);
    const ids = await decide(bench);
    const { append } = log;
    const sent: string[] = [];
    log.append = async (stream, events, options) => {
      const fits = events.filter((event) => event.id !== ids[1] && !('body' in event.data));
      const appended = fits.length === 0 ? [] : await append(stream, fits, options);
      sent.push(...fits.map(({ id }) => id));
      if (fits.length === events.length) return appended;
      throw new DeskrailError('body-too-large', 'more than the topic takes', { details: { appended } });
    };
    await relayOnce({ store: bench.store, log });
    expect(sent).toEqual([ids[0], `outbox/${ids[1]}`, ...ids.slice(2)]);
    expect(await waitingIn(bench)).toEqual([]);
  });

  test('many conversations share appends, and each keeps its own order over the streams', async () => {
    const log = createMemoryLog(bench.clock);
    const all: string[][] = [];
    for (const name of ['a', 'b', 'c', 'd']) all.push(await decide(bench, name, conversationOf(name)));
    all.push(await decide(bench, 'again', conversationOf('a')));
    const { append } = log;
    const calls: string[][] = [];
    log.append = async (stream, events, options) => {
      calls.push(events.map(({ id }) => id));
      return append(stream, events, options);
    };
    await relayOnce({ store: bench.store, log });
    const order = calls.flat();
    for (const ids of [...all, [...(all[0] ?? []), ...(all[4] ?? [])]]) {
      expect(order.filter((id) => ids.includes(id))).toEqual(ids);
    }
    // Neighbours alone, two by two, would have taken ten.
    expect(calls).toHaveLength(4);
    expect(await waitingIn(bench)).toEqual([]);
  });

  test('more than the log takes at once goes in parts, in order', async () => {
    const log = createMemoryLog(bench.clock);
    const all = [];
    for (const name of ['a', 'b', 'c']) all.push(await decide(bench, name));
    const { append } = log;
    log.append = async (stream, events, options) => {
      if (events.length > 1) throw new DeskrailError('request-invalid', 'less at once');
      return append(stream, events, options);
    };
    await relayOnce({ store: bench.store, log });
    expect(await idsIn(log, 'decisions')).toEqual(all.flatMap((ids) => ids.slice(0, 2)));
    expect(await idsIn(log, 'dead-letters')).toEqual([]);
  });
}
