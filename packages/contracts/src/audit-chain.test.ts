import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  type AuditEntry,
  type AuditLink,
  type ChainFault,
  chainStart,
  checkLinks,
  endOfLink,
  linkedEvent,
  linkOf,
} from './audit-chain.js';
import { checkEvent } from './validate.js';

const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const entry = (id: string): AuditEntry => ({ id, type: 'verdict.given.v1', digest: digest(id) });

const first = linkOf([entry('a'), entry('b')], chainStart, digest);
const second = linkOf([entry('c')], endOfLink(first), digest);
const third = linkOf([entry('d'), entry('e')], endOfLink(second), digest);

test('entries count on from link to link, and each link names the one before', () => {
  expect([first, second, third].map(({ sequence }) => sequence)).toEqual([1, 3, 4]);
  expect([first.previous, second.previous, third.previous]).toEqual([null, first.hash, second.hash]);
  expect(checkLinks([first, second, third], digest)).toEqual({
    faults: [],
    first: 1,
    end: { next: 6, hash: third.hash },
  });
});

test('nothing linked yet is a whole chain', () => {
  expect(checkLinks([], digest)).toEqual({ faults: [], first: undefined, end: chainStart });
});

test('a head that retention took leaves the rest checkable', () => {
  expect(checkLinks([second, third], digest)).toMatchObject({ faults: [], first: 3 });
});

test('a link as an event is one that the contract takes', () => {
  const event = linkedEvent('a/c me', '2026-01-31T09:30:00Z', second);
  expect(checkEvent('actions', event)).toBe(event);
  expect(event).toMatchObject({ id: 'audit/a%2Fc%20me/3', subject: 'audit:deskrail:a%2Fc%20me' });
});

test.each([
  ['an entry changed', [first, { ...second, entries: [entry('x')] }, third], [[3, 'altered']]],
  [
    'a sequence changed',
    [first, { ...second, sequence: 2 }, third],
    [
      [2, 'altered'],
      [4, 'gap'],
    ],
  ],
  ['a link taken out', [first, third], [[4, 'gap']]],
  [
    'two links swapped',
    [second, first, third],
    [
      [1, 'fork'],
      [4, 'gap'],
    ],
  ],
  ['a link told twice', [first, first, second], [[1, 'fork']]],
  ['another link in its place', [first, linkOf([entry('x')], endOfLink(first), digest), third], [[4, 'fork']]],
  ['a first link that has one before', [linkOf([entry('a')], { next: 1, hash: first.hash }, digest)], [[1, 'altered']]],
  [
    'a head made up after a cut',
    [linkOf([entry('c')], { next: 3, hash: null }, digest), third],
    [
      [3, 'altered'],
      [4, 'fork'],
    ],
  ],
] satisfies [string, AuditLink[], [number, ChainFault][]][])('finds %s', (_, links, faults) => {
  expect(checkLinks(links, digest).faults.map(({ sequence, fault }) => [sequence, fault])).toEqual(faults);
});
