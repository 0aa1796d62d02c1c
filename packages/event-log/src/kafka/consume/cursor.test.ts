import { expect, test } from 'vitest';
import { formatCursor, formatOffset, parseCursor } from './cursor.js';

test('a cursor holds the place in every partition', () => {
  const cursor = formatCursor('dead-letters', [formatOffset(0), undefined, formatOffset(123_456_789_012)]);
  expect([...parseCursor('dead-letters', cursor)]).toEqual([
    [0, 0],
    [2, 123_456_789_012],
  ]);
});

test.each([
  ...['', 'facts', 'facts.', 'facts.~', 'facts.~1.2', 'facts.~A', 'facts.~-1', 'features.~1', 'facts.~zzzzzzzzzzzz'],
  ...['facts.~__', 'facts.1a', 'facts.1_2'],
])('%j is no cursor of the facts', (cursor) => {
  expect(() => parseCursor('facts', cursor)).toThrow(expect.objectContaining({ code: 'request-invalid' }));
});
