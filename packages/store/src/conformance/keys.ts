import type { ApiKeyView } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { tenant } from './events.js';
import type { Bench } from './run-store-conformance.js';

export function testKeys(bench: Bench): void {
  const after = (ms: number): string => new Date(bench.clock.now() + ms).toISOString();
  const key = (id: string, more: Partial<ApiKeyView> = {}): ApiKeyView => ({
    ...{ id, name: `name of ${id}`, tenant, roles: ['reviewer'], createdAt: after(0), createdBy: 'reviewer/root' },
    ...more,
  });

  test('a key is found by its hash alone, and listed for its tenant', async () => {
    const { apiKeys } = bench.store;
    const anna = key('k1', { person: 'anna', queues: ['review'] });
    await apiKeys.add(anna, 'hash1');
    bench.clock.advance(1);
    await apiKeys.add(key('k2'), 'hash2');
    await apiKeys.add(key('k1', { tenant: 'other' }), 'hash3');
    expect(await apiKeys.find('hash1')).toEqual(anna);
    expect(await apiKeys.find('hash')).toBeUndefined();
    expect((await apiKeys.list(tenant)).map(({ id }) => id)).toEqual(['k1', 'k2']);
    expect(await (await bench.another()).apiKeys.find('hash2')).toMatchObject({ id: 'k2' });
  });

  test('an id or a hash that is there is refused', async () => {
    await bench.store.apiKeys.add(key('k1'), 'hash1');
    await expect(bench.store.apiKeys.add(key('k1'), 'hash2')).rejects.toMatchObject({ code: 'conflict' });
    await expect(bench.store.apiKeys.add(key('k2'), 'hash1')).rejects.toMatchObject({ code: 'conflict' });
    await expect(bench.store.apiKeys.add(key('k2', { tenant: 'other' }), 'hash1')).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('a key that is over stays over, and a rebuild keeps it', async () => {
    const { apiKeys } = bench.store;
    await apiKeys.add(key('k1'), 'hash1');
    await apiKeys.add(key('k2', { expiresAt: after(1000) }), 'hash2');
    expect(await apiKeys.change(tenant, 'k2', { expiresAt: after(2000) })).toMatchObject({ expiresAt: after(2000) });
    const revokedAt = after(0);
    await apiKeys.change(tenant, 'k1', { revokedAt, lastUsedAt: after(5) });
    bench.clock.advance(2000);
    const more = { revokedAt: after(9), expiresAt: after(9000), lastUsedAt: revokedAt };
    expect(await apiKeys.change(tenant, 'k1', more)).toEqual({
      ...key('k1', { createdAt: revokedAt }),
      ...{ revokedAt, lastUsedAt: new Date(Date.parse(revokedAt) + 5).toISOString() },
    });
    expect((await apiKeys.change(tenant, 'k2', { expiresAt: after(9000) })).expiresAt).toBe(after(0));
    await expect(apiKeys.change('other', 'k1', {})).rejects.toMatchObject({ code: 'not-found' });
    await bench.store.reset();
    await bench.store.settle();
    expect(await apiKeys.find('hash1')).toMatchObject({ revokedAt });
  });
}
