import type { SessionOwner } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { tenant } from './events.js';
import type { Bench } from './run-store-conformance.js';

export function testSessions(bench: Bench): void {
  const after = (ms: number): string => new Date(bench.clock.now() + ms).toISOString();
  const terms = { forMs: 60_000, most: 100 };
  const owner = (name: string, more: Partial<SessionOwner> = {}): SessionOwner => ({
    ...{ name, tenant, roles: ['reviewer'], ...more },
  });
  const signIn = async (name: string, more?: Partial<SessionOwner>, most = 100) => {
    await bench.store.sessions.addCode(`code of ${name}`, owner(name, more), terms);
    return bench.store.sessions.begin(`code of ${name}`, `session of ${name}`, { forMs: 60_000, most });
  };
  const names = async (of = tenant) => (await bench.store.sessions.list(of)).map(({ name }) => name);

  test('a code begins one session, which every instance finds by its hash alone', async () => {
    const { sessions } = bench.store;
    const anna = owner('Anna', { queues: ['review'], createdBy: 'reviewer/root' });
    expect(await sessions.addCode('code', anna, terms)).toBe(after(60_000));
    bench.clock.advance(1_000);
    const view = { ...anna, startedAt: after(0), expiresAt: after(90_000) };
    const other = await bench.another();
    expect(await other.sessions.begin('code', 'session', { forMs: 90_000, most: 10 })).toEqual(view);
    expect(await sessions.begin('code', 'second', terms)).toBeUndefined();
    expect(await sessions.find('session')).toEqual(view);
    expect(await sessions.list(tenant)).toEqual([view]);
    expect(await sessions.find('second')).toBeUndefined();
  });

  test('of those who give the same code at once one gets a session', async () => {
    const stores = [bench.store, await bench.another(), await bench.another()];
    for (let round = 0; round < 10; round += 1) {
      await bench.store.sessions.addCode(`code${round}`, owner('anna'), terms);
      const given = await Promise.all(
        stores.map(({ sessions }, place) => sessions.begin(`code${round}`, `session${round}/${place}`, terms)),
      );
      expect(given.filter(Boolean)).toHaveLength(1);
      expect(await bench.store.sessions.list(tenant)).toHaveLength(round + 1);
    }
  });

  test('a code is no session, and a session no code', async () => {
    const { sessions } = bench.store;
    await sessions.addCode('code', owner('anna'), terms);
    expect(await sessions.find('code')).toBeUndefined();
    expect(await sessions.end('code')).toBe(false);
    expect(await names()).toEqual([]);
    await sessions.begin('code', 'session', terms);
    expect(await sessions.begin('session', 'other', terms)).toBeUndefined();
    await expect(sessions.addCode('session', owner('ben'), terms)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('neither is there after its time', async () => {
    const { sessions } = bench.store;
    await sessions.addCode('late', owner('anna'), terms);
    await signIn('ben');
    bench.clock.advance(59_999);
    expect(await sessions.find('session of ben')).toBeDefined();
    bench.clock.advance(1);
    expect(await sessions.begin('late', 'session', terms)).toBeUndefined();
    expect(await sessions.find('session of ben')).toBeUndefined();
    expect(await names()).toEqual([]);
    expect(await sessions.endAll(tenant, 'ben')).toBe(0);
  });

  test('beyond so many of a tenant the oldest end, and no other tenant’s', async () => {
    const { sessions } = bench.store;
    await signIn('of another', { tenant: 'other' });
    for (const name of ['anna', 'ben', 'cleo']) await signIn(name, {}, 2);
    expect(await names()).toEqual(['ben', 'cleo']);
    for (const code of ['c1', 'c2', 'c3']) await sessions.addCode(code, owner('dora'), { forMs: 60_000, most: 2 });
    expect(await sessions.begin('c1', 's1', terms)).toBeUndefined();
    expect(await sessions.begin('c2', 's2', terms)).toBeDefined();
    expect(await names('other')).toEqual(['of another']);
  });

  test('those who sign in at once in several instances are as many as there may be', async () => {
    const stores = [bench.store, await bench.another(), await bench.another()];
    for (let round = 0; round < 10; round += 1) {
      const codes = stores.map((_, place) => `code${round}/${place}`);
      for (const code of codes) await bench.store.sessions.addCode(code, owner(code), terms);
      const begun = stores.map(({ sessions }, place) =>
        sessions.begin(codes[place] ?? '', `session of ${codes[place]}`, { forMs: 60_000, most: 1 }),
      );
      expect((await Promise.all(begun)).filter(Boolean)).toHaveLength(3);
      expect(await names()).toHaveLength(1);
    }
  });

  test('ended, one is nowhere any more; all of a person’s end with their codes', async () => {
    const { sessions } = bench.store;
    const other = await bench.another();
    await signIn('anna');
    expect(await other.sessions.end('session of anna')).toBe(true);
    expect(await sessions.find('session of anna')).toBeUndefined();
    expect(await sessions.end('session of anna')).toBe(false);

    await signIn('ben');
    await signIn('BEN', {});
    await signIn('ben of another', { tenant: 'other', name: 'ben' });
    await sessions.addCode('unused', owner('ben'), terms);
    await signIn('cleo');
    expect(await other.sessions.endAll(tenant, 'Ben')).toBe(2);
    expect(await names()).toEqual(['cleo']);
    expect(await names('other')).toEqual(['ben']);
    expect(await sessions.begin('unused', 'session', terms)).toBeUndefined();
  });

  test('a rebuild keeps them, and signing in goes on meanwhile', async () => {
    const { sessions } = bench.store;
    await signIn('anna');
    await sessions.addCode('code', owner('ben'), terms);
    await bench.store.reset();
    expect(await sessions.find('session of anna')).toBeDefined();
    expect(await sessions.begin('code', 'session', terms)).toBeDefined();
    await bench.store.settle();
    expect(await names()).toEqual(['anna', 'ben']);
  });
}
