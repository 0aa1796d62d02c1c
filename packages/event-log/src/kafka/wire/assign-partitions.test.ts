import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignPartitions } from './assign-partitions.js';

const partitions = (count: number) => Array.from({ length: count }, (_, partition) => partition);
const member = (id: string, owned: readonly number[] = [], generation = 1) => ({ id, owned, generation });
const dealt = (map: ReadonlyMap<string, readonly number[]>) => Object.fromEntries(map);

test('partitions are dealt evenly', () => {
  expect(dealt(assignPartitions([member('b'), member('a')], partitions(3)))).toEqual({ a: [0, 2], b: [1] });
});

test('who holds a partition keeps it, up to its share', () => {
  const joined = assignPartitions([member('a', partitions(4)), member('b')], partitions(4));
  expect(dealt(joined)).toEqual({ a: [0, 1], b: [2, 3] });
  const left = assignPartitions([member('b', [2, 3])], partitions(4));
  expect(dealt(left)).toEqual({ b: [2, 3, 0, 1] });
});

test('of two that claim a partition the later one has it', () => {
  const both = assignPartitions([member('a', [0, 1], 3), member('b', [0, 1], 4)], partitions(2));
  expect(dealt(both)).toEqual({ a: [1], b: [0] });
});

test('every partition goes to one member, none has two more than another, and nothing moves without need', () => {
  const members = fc.array(fc.array(fc.nat(11), { maxLength: 12 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(members, fc.integer({ min: 0, max: 12 }), (claims, count) => {
      const group = claims.map((owned, index) => member(`m${index}`, owned, index));
      const result = assignPartitions(group, partitions(count));
      const all = [...result.values()].flat().toSorted((a, b) => a - b);
      expect(all).toEqual(partitions(count));
      const sizes = [...result.values()].map(({ length }) => length);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      const again = assignPartitions(
        [...result].map(([id, owned]) => member(id, owned, 1)),
        partitions(count),
      );
      for (const [id, owned] of again) expect(owned.toSorted()).toEqual(result.get(id)?.toSorted());
    }),
  );
});
