import { expect, it } from 'vitest';
import { addressBehind } from './remote-address.js';

it.each<[number, string | undefined, string | undefined, string | undefined]>([
  // Nobody is believed.
  [0, '192.0.2.1', '203.0.113.9', '192.0.2.1'],
  [0, '::ffff:192.0.2.1', undefined, '192.0.2.1'],
  [0, '2001:db8::1', undefined, '2001:db8::1'],
  [0, undefined, undefined, undefined],
  // What the sender put there itself stays out of it.
  [1, '10.0.0.1', '198.51.100.7, 203.0.113.9', '203.0.113.9'],
  [2, '10.0.0.1', '198.51.100.7, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
  [1, '10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
  [1, '10.0.0.1', '[2001:db8::1]:4711', '2001:db8::1'],
  // Fewer proxies than there should be.
  [3, '10.0.0.1', '203.0.113.9', '203.0.113.9'],
  [1, '10.0.0.1', undefined, '10.0.0.1'],
  [1, '10.0.0.1', ' , ', '10.0.0.1'],
])('behind %i proxies, from %s for %s it is %s', (hops, socket, forwardedFor, expected) => {
  expect(addressBehind(hops, socket, forwardedFor)).toBe(expected);
});
