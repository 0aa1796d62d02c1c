import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openTestStore } from './test-store.js';

test('is a store by the clock that was given, and leaves nothing behind', async () => {
  const nowMs = Date.parse('2026-01-01T00:00:00Z');
  const store = await openTestStore({ clock: { now: () => nowMs } });
  const { folder } = store.database;
  const key = { tenant: 'acme', conversation: 'conversation:desk:1' };
  expect(await store.transact(key, async ({ now }) => now)).toBe('2026-01-01T00:00:00.000Z');
  await store.close();
  await store.close();
  expect(existsSync(folder)).toBe(false);
});
