import { hash } from 'node:crypto';
import { auditEntry, checkLinks, type DeskrailEvent, type EventByType } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { rebuildStore } from '../rebuild.js';
import { relayOnce } from '../relay.js';
import { approved, conversationOf, suggestion, tenant, verdict } from './events.js';
import { at } from './facts.js';
import { createMemoryLog, type MemoryLog } from './memory-log.js';
import type { Bench } from './run-store-conformance.js';

const sha256 = (text: string): string => `sha256:${hash('sha256', text, 'hex')}`;

type Link = EventByType<'audit.linked.v1'>;

/** Decide on a conversation of its own. Returns the events in their order. */
async function decide({ store }: Pick<Bench, 'store'>, name: string, of = tenant): Promise<DeskrailEvent[]> {
  const conversation = conversationOf(name);
  const suggested = suggestion(`rec${name}`, { conversation, time: at(1), seen: [] });
  const given = verdict(`ver${name}`, suggested, at(2));
  const events = [suggested, given, approved(`act${name}`, given, { time: at(3) })].map((event) => ({
    ...event,
    tenant: of,
  }));
  await store.transact({ tenant: of, conversation }, async (unit) => {
    for (const event of events) await unit.emit(event);
  });
  return events;
}

async function relayAll(store: Bench['store'], log: MemoryLog): Promise<void> {
  while ((await relayOnce({ store, log })) > 0);
}

async function linksIn(log: MemoryLog, of = tenant): Promise<Link[]> {
  const links: Link[] = [];
  for await (const { event } of log.read({ stream: 'actions' })) {
    if (event.type === 'audit.linked.v1' && event.tenant === of) links.push(event);
  }
  return links;
}

const idsOf = (links: readonly Link[]): string[] => links.flatMap(({ data }) => data.entries.map(({ id }) => id));
const check = (links: readonly Link[]) =>
  checkLinks(
    links.map(({ data }) => data),
    sha256,
  );

export function testChain(bench: Bench): void {
  test('what the log has taken is linked once, in the order of the rows, each tenant by itself', async () => {
    const log = createMemoryLog(bench.clock);
    const first = await decide(bench, 'a');
    const others = await decide(bench, 'b', 'other');
    await relayAll(bench.store, log);
    const more = await decide(bench, 'c');
    await relayAll(bench.store, log);
    const links = await linksIn(log);
    expect(idsOf(links)).toEqual([...first, ...more].map(({ id }) => id));
    expect(idsOf(await linksIn(log, 'other'))).toEqual(others.map(({ id }) => id));
    expect(check(links)).toMatchObject({ faults: [], first: 1, end: { next: 7 } });
    expect(links[0]?.data.entries[0]).toEqual(auditEntry(first[0] as never, sha256));
    expect(await bench.store.outbox.depth()).toBe(0);
  });

  test('a link waits in the outbox from the commit that took out what it links', async () => {
    const events = await decide(bench, 'a');
    const rows = await bench.store.outbox.pending({ limit: 10 });
    await bench.store.outbox.confirm(rows.map(({ row }) => row).reverse());
    await bench.store.outbox.confirm(rows.map(({ row }) => row));
    const [link, ...none] = await bench.store.outbox.pending({ limit: 10 });
    expect(none).toEqual([]);
    expect(link).toMatchObject({
      stream: 'actions',
      event: { type: 'audit.linked.v1', subject: 'audit:deskrail:acme' },
    });
    expect(idsOf([link?.event as Link])).toEqual(events.map(({ id }) => id));
  });

  test('a link shares the append of the actions beside it', async () => {
    const log = createMemoryLog(bench.clock);
    await decide(bench, 'a');
    await relayOnce({ store: bench.store, log });
    await decide(bench, 'b');
    const { append } = log;
    const calls: string[][] = [];
    log.append = async (stream, events, options) => {
      calls.push(events.map(({ id }) => id));
      return append(stream, events, options);
    };
    await relayOnce({ store: bench.store, log });
    expect(calls).toEqual([
      ['recb', 'verb'],
      ['actb', 'audit/acme/1', 'audit/acme/3'],
    ]);
  });

  test('what the log refused is not linked', async () => {
    const events = await decide(bench, 'a');
    const rows = (await bench.store.outbox.pending({ limit: 10 })).map(({ row }) => row);
    await bench.store.outbox.confirm(rows, { refused: [rows[1] ?? 0] });
    const [link] = await bench.store.outbox.pending({ limit: 10 });
    expect(idsOf([link?.event as Link])).toEqual([events[0]?.id, events[2]?.id]);
  });

  test('confirmed together in several instances, a tenant’s chain has no fork', async () => {
    const log = createMemoryLog(bench.clock);
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      for (const { id } of await decide(bench, String(index))) ids.push(id);
    }
    const stores = [bench.store, await bench.another()];
    const rows = (await bench.store.outbox.pending({ limit: 100 })).map(({ row }) => row);
    await Promise.all(rows.map((row, index) => stores[index % 2]?.outbox.confirm([row])));
    await relayAll(bench.store, log);
    const links = await linksIn(log);
    expect(links).toHaveLength(ids.length);
    expect(check([...links].sort((a, b) => a.data.sequence - b.data.sequence)).faults).toEqual([]);
    expect(idsOf(links).sort()).toEqual(ids.sort());
  });

  test('links are of a bounded size', async () => {
    const log = createMemoryLog(bench.clock);
    const long = (index: number) => `${String(index).padStart(4, '0')}${'x'.repeat(800)}`;
    await bench.store.transact({ tenant, conversation: conversationOf('1') }, async (unit) => {
      for (let index = 0; index < 600; index += 1) {
        const event = { ...suggestion('rec', { conversation: conversationOf('1'), time: at(1), seen: [] }) };
        const data = { conversation: conversationOf('1'), why: 'limit' } as const;
        await unit.emit({ ...event, id: index < 200 ? long(index) : `h${index}`, type: 'automation.held.v1', data });
      }
    });
    const rows = await bench.store.outbox.pending({ limit: 1000 });
    await bench.store.outbox.confirm(rows.map(({ row }) => row).reverse());
    await relayAll(bench.store, log);
    const links = await linksIn(log);
    expect(idsOf(links)).toEqual(rows.map(({ event }) => event.id));
    expect(check(links).faults).toEqual([]);
    for (const link of links) expect(JSON.stringify(link).length).toBeLessThan(200_000);
  });

  test('a rebuild goes on where the log’s last link ends, and erasing or forgetting leaves it whole', async () => {
    const log = createMemoryLog(bench.clock);
    const first = await decide(bench, 'a');
    await relayAll(bench.store, log);
    await rebuildStore({ store: bench.store, log });
    await rebuildStore({ store: bench.store, log });
    bench.clock.advance(100 * 86_400_000);
    await bench.store.retain({ days: { facts: 1, features: 1, decisions: 1, actions: 1, 'dead-letters': 1 } });
    const more = await decide(bench, 'b');
    await relayAll(bench.store, log);
    const links = await linksIn(log);
    expect(idsOf(links)).toEqual([...first, ...more].map(({ id }) => id));
    expect(check(links)).toMatchObject({ faults: [], end: { next: 7 } });
  });
}
