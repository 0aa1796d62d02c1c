import { expect, it } from 'vitest';
import { createRefresher } from './refresher.js';

/** Loads that end when they are told to. */
function heldLoads() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const load = (key: string) => {
    begun.push(key);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const endOne = async () => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, load, endOne };
}

it('loads a few side by side, and a burst of marks once more', async () => {
  const { begun, load, endOne } = heldLoads();
  const refresher = createRefresher(load, 2);
  for (const key of ['a', 'b', 'c', 'a', 'a']) refresher.mark(key);
  expect(begun).toEqual(['a', 'b']);
  await endOne();
  await endOne();
  await endOne();
  await endOne();
  expect(begun.toSorted()).toEqual(['a', 'a', 'b', 'c']);
});

it('goes on after a load that failed', async () => {
  const begun: string[] = [];
  const refresher = createRefresher(async (key) => {
    begun.push(key);
    throw new Error('away');
  }, 1);
  refresher.mark('a');
  refresher.mark('b');
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual(['a', 'b']);
});
