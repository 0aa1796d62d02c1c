import { expect, test } from 'vitest';
import { iso, keyOfMs, timeKey, timeOfKey } from './time-key.js';

test('sorts as the times do, to any digit and in any offset', () => {
  const inOrder = [
    '2026-01-01T00:59:59.999999999+01:00',
    '2026-01-01T00:00:00Z',
    '2026-01-01 00:00:00.000000001z',
    '2025-12-31T23:00:00.0000000010000000000001-01:00',
    '2026-01-01T00:00:00.1Z',
    '2026-01-01T00:00:00.12Z',
    '2026-01-01T00:00:01Z',
  ];
  const keys = inOrder.map(timeKey);
  expect([...keys].sort()).toEqual(keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test('is one for one moment, however it is written', () => {
  const written = ['2026-01-01T10:00:00Z', '2026-01-01t10:00:00.000z', '2026-01-01T12:30:00.0+02:30'];
  expect(new Set(written.map(timeKey))).toEqual(new Set(['2026-01-01T10:00:00']));
});

test('becomes a time again', () => {
  expect(timeOfKey(timeKey('2026-01-01T10:00:00.120+00:00'))).toBe('2026-01-01T10:00:00.12Z');
  expect(Date.parse(timeOfKey(keyOfMs(1_767_261_600_123)))).toBe(1_767_261_600_123);
  expect(iso(0)).toBe('1970-01-01T00:00:00.000Z');
});
