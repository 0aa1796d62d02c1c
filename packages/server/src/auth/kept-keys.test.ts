import { silentLogger } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { fakeKeys } from '../fakes/fake-keys.js';
import { createKeptKeyLookup, keptHash, makeKey } from './kept-keys.js';

async function setUp() {
  const keys = fakeKeys();
  let looked = 0;
  const counting = {
    ...keys,
    find(hash: string) {
      looked += 1;
      return keys.find(hash);
    },
  };
  const time = { ms: 0 };
  const options = { keys: counting, clock: { now: () => 0 }, logger: silentLogger, monotonicMs: () => time.ms };
  const secret = makeKey();
  const view = { id: 'key_1', name: 'x', tenant: 'a', roles: ['reader', 'boss'], createdAt: '', createdBy: '' };
  await keys.add(view, keptHash(secret));
  return { keys, time, secret, lookup: createKeptKeyLookup(options), looked: () => looked };
}

it('revoked elsewhere, a key ends here within two seconds', async () => {
  const { keys, time, secret, lookup, looked } = await setUp();
  expect(await lookup.find(secret)).toEqual({ id: 'key/key_1', name: 'x', tenant: 'a', roles: ['reader'] });
  await keys.change('a', 'key_1', { revokedAt: '2026-01-31T10:00:00Z' });
  time.ms = 1_999;
  expect(await lookup.find(secret)).toBeDefined();
  expect(looked()).toBe(1);
  time.ms = 2_000;
  expect(await lookup.find(secret)).toBeUndefined();
});

it('revoked here, it ends at once', async () => {
  const { keys, secret, lookup } = await setUp();
  await lookup.find(secret);
  await keys.change('a', 'key_1', { revokedAt: '2026-01-31T10:00:00Z' });
  lookup.forget('key_1');
  expect(await lookup.find(secret)).toBeUndefined();
});

it('what is no such key asks nobody', async () => {
  const { lookup, looked } = await setUp();
  for (const text of ['', 'drk_', 'drs_x', `${makeKey()}x`]) expect(await lookup.find(text)).toBeUndefined();
  expect(looked()).toBe(0);
});
