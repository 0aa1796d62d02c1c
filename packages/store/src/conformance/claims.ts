import type { LedgerEntry } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { approved, connection, later, suggestion, tenant, verdict } from './events.js';
import { at, ticket } from './facts.js';
import type { Bench } from './run-store-conformance.js';

const key = { tenant, conversation: ticket };
const lease = { executor: 'here', leaseMs: 1000, graceMs: 500 };

/** Approve actions `act0`, `act1`, … of one verdict. */
async function approve(bench: Bench, count: number, name = '') {
  const suggested = suggestion(`rec${name}`, { conversation: ticket, time: at(1), seen: [] });
  const given = verdict(`ver${name}`, suggested, at(2));
  const actions = Array.from({ length: count }, (_, index) =>
    approved(`act${name}${index}`, given, { time: at(3), index, of: count }),
  );
  await bench.store.transact(key, async (unit) => {
    for (const event of [suggested, given, ...actions]) await unit.emit(event);
  });
  return actions;
}

const idOf = (entry: LedgerEntry | undefined) => entry?.view.id;

export function testClaims(bench: Bench): void {
  const claim = (executor = 'here') => bench.store.claimAction({ ...lease, executor });
  type Approved = Awaited<ReturnType<typeof approve>>[number];
  const start = (action: Approved, token: number, nth = 1) =>
    bench.store.transact(key, (unit) =>
      unit.emit(later('action.started.v1', action, at(4), { executor: 'here', token }, nth)),
    );
  const execute = (action: Approved) =>
    bench.store.transact(key, (unit) => unit.emit(later('action.executed.v1', action, at(5), { found: 'answer' })));

  test('a claim comes with the verdict and a lease by the store’s clock', async () => {
    await approve(bench, 1);
    expect(await claim()).toMatchObject({
      view: { id: 'act0', status: 'approved' },
      verdict: { data: { verdictId: 'ver' } },
      lease: { holder: 'here', expiresAt: new Date(bench.clock.now() + 1000).toISOString() },
    });
    expect(await claim()).toBeUndefined();
  });

  test('of many claimants in several instances each action has one', async () => {
    for (let index = 0; index < 8; index += 1) {
      await approve(bench, 1, `-${index}-`);
    }
    const stores = [bench.store, await bench.another(), await bench.another()];
    const claims = Array.from({ length: 30 }, (_, index) =>
      stores[index % 3]?.claimAction({ ...lease, executor: `executor-${index}` }),
    );
    const entries = (await Promise.all(claims)).filter((entry) => entry !== undefined);
    expect(new Set(entries.map(idOf)).size).toBe(8);
    expect(entries).toHaveLength(8);
    expect(new Set(entries.map((entry) => entry.lease?.token)).size).toBe(8);
  });

  test('an action waits for those before it in its verdict’s list', async () => {
    const [first, second] = await approve(bench, 2);
    const claimed = await claim();
    expect(idOf(claimed)).toBe('act0');
    expect(await claim()).toBeUndefined();
    await start(first as Approved, claimed?.lease?.token ?? 0);
    await execute(first as Approved);
    expect(idOf(await claim())).toBe('act1');
    expect(second?.data.index).toBe(1);
  });

  test('a lease that ends lets another claim, with a higher token, and the one before may not start', async () => {
    const [action] = await approve(bench, 1);
    const before = (await claim('one'))?.lease?.token ?? 0;
    bench.clock.advance(1000);
    const after = (await claim('two'))?.lease?.token ?? 0;
    expect(after).toBeGreaterThan(before);
    await expect(start(action as Approved, before)).rejects.toMatchObject({ code: 'conflict' });
    await start(action as Approved, after);
    expect(await bench.store.action(tenant, 'act0')).toMatchObject({ view: { status: 'started', attempts: 1 } });
  });

  test('a started action is given again only after its lease and the grace', async () => {
    const [action] = await approve(bench, 1);
    await start(action as Approved, (await claim())?.lease?.token ?? 0);
    bench.clock.advance(1499);
    expect(await claim('two')).toBeUndefined();
    bench.clock.advance(1);
    expect(await claim('two')).toMatchObject({ view: { id: 'act0', status: 'started' }, startedAt: at(4) });
  });

  test('an action given back is free at once, or when it says', async () => {
    await approve(bench, 1);
    const release = (token = 0, notBeforeMs?: number) =>
      bench.store.releaseAction('act0', { tenant, token, ...(notBeforeMs !== undefined && { notBeforeMs }) });
    await release((await claim())?.lease?.token);
    const again = await claim();
    expect(idOf(again)).toBe('act0');
    await release((again?.lease?.token ?? 0) - 1);
    expect(await claim()).toBeUndefined();
    await release(again?.lease?.token, 3000);
    bench.clock.advance(2999);
    expect(await claim()).toBeUndefined();
    bench.clock.advance(1);
    expect(idOf(await claim())).toBe('act0');
    await expect(bench.store.releaseAction('nobody', { tenant, token: 1 })).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('connections that are to be left alone are: theirs wait, whatever their state', async () => {
    const [action] = await approve(bench, 1);
    const except = (...exceptConnections: string[]) => bench.store.claimAction({ ...lease, exceptConnections });
    const others = Array.from({ length: 30 }, (_, index) => `another-${index}`);
    expect(await except(connection)).toBeUndefined();
    expect(await except(...others, connection)).toBeUndefined();
    const claimed = await except(...others);
    expect(idOf(claimed)).toBe('act0');
    await start(action as Approved, claimed?.lease?.token ?? 0);
    bench.clock.advance(1500);
    expect(await except(connection)).toBeUndefined();
    expect(idOf(await except('another-0'))).toBe('act0');
  });

  test('a connection that one instance pauses is left alone by all, as long as the store’s clock says', async () => {
    const [action] = await approve(bench, 1);
    const other = await bench.another();
    const claimIn = (store: Pick<Bench['store'], 'claimAction'>) =>
      store.claimAction({ executor: 'any', leaseMs: 1000, graceMs: 0 });
    await other.pauseConnection(tenant, connection, { forMs: 5000 });
    // What was said before and ends later stands; others' connections of that name are others'.
    await bench.store.pauseConnection(tenant, connection, { forMs: 10 });
    await bench.store.pauseConnection('other', connection, { forMs: 60_000 });
    bench.clock.advance(4999);
    for (const store of [bench.store, other]) expect(await claimIn(store)).toBeUndefined();
    bench.clock.advance(1);
    const claimed = await claimIn(bench.store);
    expect(idOf(claimed)).toBe('act0');
    // A started one is not looked up either.
    await start(action as Approved, claimed?.lease?.token ?? 0);
    await other.pauseConnection(tenant, connection, { forMs: 9000 });
    bench.clock.advance(8999);
    expect(await claimIn(other)).toBeUndefined();
    bench.clock.advance(1);
    expect(idOf(await claimIn(other))).toBe('act0');
  });

  test('what the desk refused is told to whoever claims it next, and only its holder says so', async () => {
    const [action] = await approve(bench, 1);
    const first = await claim();
    expect(first?.refused).toBeUndefined();
    const release = async (token: number, refused: { start?: number; limit: boolean }) => {
      await bench.store.releaseAction('act0', { tenant, token, refused });
      return (await bench.store.action(tenant, 'act0'))?.refused;
    };
    await start(action as Approved, first?.lease?.token ?? 0);
    const since = new Date(bench.clock.now()).toISOString();
    expect(await release(first?.lease?.token ?? 0, { start: 1, limit: true })).toEqual({
      ...{ start: 1, limited: 1, limitedSince: since },
    });
    bench.clock.advance(10);
    // The same again, without a lease.
    expect(await release(first?.lease?.token ?? 0, { start: 9, limit: true })).toMatchObject({ start: 1, limited: 1 });
    const second = await claim();
    expect(second).toMatchObject({ view: { status: 'started' }, refused: { start: 1, limited: 1 } });
    expect(await release((second?.lease?.token ?? 0) - 1, { start: 9, limit: true })).toMatchObject({ start: 1 });
    // A look-up that was refused is no start.
    expect(await release(second?.lease?.token ?? 0, { limit: true })).toMatchObject({ start: 1, limited: 1 });
    const third = (await claim())?.lease?.token ?? 0;
    await start(action as Approved, third, 2);
    expect(await release(third, { start: 2, limit: false })).toEqual({ start: 2, limited: 1, limitedSince: since });
  });

  test('the first outcome stands, save for a person’s word on uncertainty and a late failure', async () => {
    const [action] = await approve(bench, 1);
    if (action === undefined) return;
    const emit = (event: Parameters<typeof later>) =>
      bench.store.transact(key, (unit) => unit.emit(later(...event) as never));
    const statusNow = async () => (await bench.store.action(tenant, 'act0'))?.view.status;
    await emit(['action.uncertain.v1', action, at(5), { why: 'timed-out' }]);
    await emit(['action.failed.v1', action, at(6), { code: 'conflict', permanent: true }]);
    expect(await statusNow()).toBe('uncertain');
    await emit(['action.executed.v1', action, at(7), { found: 'person' }]);
    expect(await statusNow()).toBe('executed');
    await emit(['action.cancelled.v1', action, at(8), { why: 'person' }]);
    expect(await statusNow()).toBe('executed');
    await emit(['action.failed.v1', action, at(9), { code: 'undelivered', permanent: true }, 2]);
    expect(await statusNow()).toBe('failed');
    expect(await claim()).toBeUndefined();
  });
}
