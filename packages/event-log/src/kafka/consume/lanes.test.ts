import { expect, test } from 'vitest';
import type { DriverRecord } from '../driver.js';
import { createLanes } from './lanes.js';

const record = (partition: number, offset: number, timestampMs: number): DriverRecord => ({
  ...{ partition, timestampMs, key: null, value: null, headers: {} },
  offset: BigInt(offset),
});

const places = (first: Record<number, number>) =>
  new Map(Object.entries(first).map(([partition, offset]) => [Number(partition), offset]));

function takeAll(lanes: ReturnType<typeof createLanes>): string[] {
  const taken: string[] = [];
  for (let next = lanes.take(); next !== undefined; next = lanes.take()) taken.push(`${next.partition}/${next.offset}`);
  return taken;
}

test('records of several partitions come in the order in which they were appended', () => {
  const lanes = createLanes({ first: places({ 0: 0, 1: 0 }), end: places({ 0: 2, 1: 2 }), follows: false });
  lanes.add(0, 0n, { records: [record(0, 0, 10), record(0, 1, 40)], next: 2n, end: 2n });
  expect(takeAll(lanes)).toEqual([]);
  lanes.add(1, 0n, { records: [record(1, 0, 20), record(1, 1, 30)], next: 2n, end: 2n });
  expect(takeAll(lanes)).toEqual(['0/0', '1/0', '1/1', '0/1']);
  expect(lanes.isDone).toBe(true);
});

test('a read that ends leaves out what was appended since it began', () => {
  const lanes = createLanes({ first: places({ 0: 0 }), end: places({ 0: 1 }), follows: false });
  lanes.add(0, 0n, { records: [record(0, 0, 1), record(0, 1, 2)], next: 2n, end: 2n });
  expect(takeAll(lanes)).toEqual(['0/0']);
  expect(lanes.isDone).toBe(true);
});

test('one that follows waits for no partition that has nothing more', () => {
  const lanes = createLanes({ first: places({ 0: 5, 1: 5 }), end: places({ 0: 5, 1: 5 }), follows: true });
  lanes.add(1, 5n, { records: [record(1, 5, 9)], next: 6n, end: 6n });
  expect(takeAll(lanes)).toEqual(['1/5']);
  lanes.add(0, 5n, { records: [], next: 5n, end: 7n });
  lanes.add(1, 6n, { records: [record(1, 6, 11)], next: 7n, end: 7n });
  expect(takeAll(lanes)).toEqual([]);
});

test('an answer to what was asked before the last one counts for nothing', () => {
  const lanes = createLanes({ first: places({ 0: 0 }), end: places({ 0: 2 }), follows: false });
  const answer = { records: [record(0, 0, 1)], next: 1n, end: 2n };
  expect(lanes.add(0, 0n, answer)).toBe(true);
  expect(lanes.add(0, 0n, answer)).toBe(false);
  expect([...lanes.wanted([0, 1])]).toEqual([[0, 1n]]);
  expect(takeAll(lanes)).toEqual(['0/0']);
});
