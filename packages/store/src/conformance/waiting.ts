import { expect, test } from 'vitest';
import { message, suggestion, tenant } from './events.js';
import { apply, at, ticket } from './facts.js';
import type { Bench } from './run-store-conformance.js';

export function testWaiting(bench: Bench): void {
  const said = message('m1', { conversation: ticket, time: at(1) });

  test('an event is held once it was applied, and who waits for it hears at once', async () => {
    expect(await bench.store.holds(said.id, { tenant, timeoutMs: 0 })).toBe(false);
    const waiting = bench.store.holds(said.id, { tenant, timeoutMs: 5000 });
    await apply(bench, said);
    expect(await waiting).toBe(true);
    expect(await bench.store.holds(said.id, { tenant, timeoutMs: 0 })).toBe(true);
  });

  test('what another instance applied is found', async () => {
    const other = await bench.another();
    const waiting = other.holds(said.id, { tenant, timeoutMs: 5000 });
    await apply(bench, said);
    expect(await waiting).toBe(true);
  });

  test('a wait ends with its time, or when it is called off', async () => {
    expect(await bench.store.holds('never', { tenant, timeoutMs: 20 })).toBe(false);
    const calling = new AbortController();
    const waiting = bench.store.holds('never', { tenant, timeoutMs: 60_000, signal: calling.signal });
    calling.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  });

  test('what was decided here is held as well', async () => {
    const suggested = suggestion('rec1', { conversation: ticket, time: at(1), seen: [] });
    await bench.store.transact({ tenant, conversation: ticket }, (unit) => unit.emit(suggested));
    expect(await bench.store.holds('rec1', { tenant, timeoutMs: 0 })).toBe(true);
  });

  test('a closed store says so', async () => {
    await bench.store.close();
    await expect(bench.store.conversation(tenant, ticket)).rejects.toMatchObject({ code: 'closed' });
  });
}
