import { partitionKey } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { murmur2, partitionOf } from './partition-of.js';

/** What Java's client 4.3.0 makes of these: `Utils.murmur2`, and its partition of twelve. */
const vectors: readonly (readonly [string, number, number])[] = [
  ['', 275646681, 9],
  ['21', -973932308, 0],
  ['abc', 479470107, 3],
  ['foobar', -790332482, 6],
  ['a-little-bit-long-string', -985981536, 8],
  ['a-little-bit-longer-string', -1486304829, 11],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971, 5],
  ['ä', -1937952267, 5],
  ['Straße', 403542409, 1],
  ['こんにちは', 761101428, 0],
  ['𝄞 in Dur', 145304826, 6],
];

test.each(vectors)('%j is placed as Java places it', (key, hash, partition) => {
  const bytes = new TextEncoder().encode(key);
  expect(murmur2(bytes) | 0).toBe(hash);
  expect(partitionOf(key, 12)).toBe(partition);
  expect(partitionOf(Buffer.from(key), 12)).toBe(partition);
});

test('a key is percent-encoded, so that its bytes are the same for every client', () => {
  const key = partitionKey('Müller & Söhne', 'conversation:zendesk:5158');
  expect(key).toBe('M%C3%BCller%20%26%20S%C3%B6hne/conversation%3Azendesk%3A5158');
  expect(partitionOf(key, 12)).toBe(1);
});
